internal import Foundation
public import NeiroCore
internal import NeiroEvaluation
public import NeiroHead
public import NeiroPairs
internal import NeiroTorch

/// A whole adaptation: a trial on some of the presets, the gate on the others, the base of all.
public struct BaseTraining {
  /// What the base is trained on.
  public struct Material: Sendable {
    public let encoder: EncoderIdentity
    /// x of every clip in the cache, `[N, D]`.
    public let embeddings: EmbeddingMatrix
    /// Presets in the library.
    public let libraryPresets: Int
    /// The presets that play; those without all their phrases are left out.
    public let sample: PresetSample
    public let phrases: [PhraseKey: Embedding]

    public init(
      encoder: EncoderIdentity, embeddings: EmbeddingMatrix, libraryPresets: Int,
      sample: PresetSample, phrases: [PhraseKey: Embedding]
    ) {
      self.encoder = encoder
      self.embeddings = embeddings
      self.libraryPresets = libraryPresets
      self.sample = sample
      self.phrases = phrases
    }
  }

  private let material: Material
  private let recipe: AdaptRecipe
  private let onEvent: (TrainingEvent) throws -> Void

  /// - Parameters:
  ///   - material: Embeddings and phrases.
  ///   - recipe: Every choice the training depends on.
  ///   - onEvent: Told of the progress; a throw from it ends the training.
  public init(
    material: Material, recipe: AdaptRecipe, onEvent: @escaping (TrainingEvent) throws -> Void
  ) {
    self.material = material
    self.recipe = recipe
    self.onEvent = onEvent
  }

  private var phraseCount: Int { recipe.phrases(forPresets: material.sample.rows.count) }

  /// A preset with all that it played.
  private struct Player {
    let row: Int
    let phrases: [[Float]]
    /// A phrase of an unlearnt pattern and a note in another key; nil for presets that are learnt.
    let unheard: (phrase: [Float], note: [Float])?
  }

  /// Trains. The same seed and library give the same checkpoint, bit for bit.
  ///
  /// - Throws: ``TrainingError``, ``TorchError``, or what `onEvent` throws.
  public func run() throws -> BaseCheckpoint {
    try Torch.makeReproducible()
    let players = zip(material.sample.clips, material.sample.rows).compactMap(player)
    guard players.count >= PresetSample.fewestPresets else {
      throw TrainingError.tooFewPresets(found: players.count, needed: PresetSample.fewestPresets)
    }
    var completed = 0
    func train(_ players: [Player], stream: UInt64) throws -> BaseMap {
      try BaseTrainer(recipe: recipe).train(
        presets: matrix(players.map { material.embeddings[$0.row] }),
        phrases: (0..<phraseCount).map { number in matrix(players.map { $0.phrases[number] }) },
        stream: stream
      ) { loss in
        completed += 1
        try onEvent(.step(completed: completed, total: 2 * recipe.steps, loss: loss))
      }
    }
    let trial = try train(players.filter { $0.unheard == nil }, stream: 1)
    let verdict = judge(trial, players)
    try onEvent(.base(verdict))
    let map = try train(players, stream: 0)
    let manifest = BaseManifest(
      name: BaseManifest.name(for: material.encoder), encoder: material.encoder, verdict: verdict,
      recipe: recipe, libraryPresets: material.libraryPresets, playedPresets: players.count)
    return BaseCheckpoint(
      manifest: manifest,
      map: BaseMap(
        query: map.query, gallery: map.gallery, alphas: verdict.alphas, phrases: map.phrases))
  }

  private func player(_ clip: ClipID, _ row: Int) -> Player? {
    func phrase(_ kind: PhraseKey.Kind, _ number: Int = 0) -> [Float]? {
      material.phrases[PhraseKey(clip: clip, kind: kind, number: number)]?.values
    }
    let phrases = (0..<phraseCount).compactMap { phrase(.training, $0) }
    guard phrases.count == phraseCount else { return nil }
    guard material.sample.heldOut.contains(clip) else {
      return Player(row: row, phrases: phrases, unheard: nil)
    }
    guard let unheard = phrase(.heldOut), let note = phrase(.oneNote) else { return nil }
    return Player(row: row, phrases: phrases, unheard: (unheard, note))
  }

  private func matrix(_ rows: [[Float]]) -> EmbeddingMatrix {
    EmbeddingMatrix(dimension: material.encoder.dimension, values: rows.flatMap(\.self))
  }

  // MARK: - The gate

  /// Decides on a base by what it never heard.
  ///
  /// - For loops, a blend passes if its gain in the top ten and its rank gain surely lie above zero.
  /// - For one-shots, raw is strong already: a blend passes if neither mean lies below zero.
  ///
  /// Of several blends that pass, the one with the largest α is taken. Where none passes for loops,
  /// raw is kept for all.
  private func judge(_ base: BaseMap, _ players: [Player]) -> BaseVerdict {
    let heldOut = players.indices.filter { players[$0].unheard != nil }
    let rows = players.map { material.embeddings[$0.row] }
    let adaptation = Adaptation(
      map: base, projections: matrix(rows.map { base.project($0, as: .gallery) }))

    func evidence(
      _ role: RetrievalRole, _ alphas: [Double], query: (Player) -> [Float]?,
      passes: (RankGains) -> Bool
    ) -> (BaseVerdict.Evidence, passes: Bool) {
      let changes = heldOut.compactMap { index -> RankChange? in
        guard let x = query(players[index]) else { return nil }
        let z = base.project(x, as: role)
        let raw = rows.map { dot(x, $0) }
        let adapted = rows.indices.map {
          dot(z, adaptation.projections[$0]) - adaptation.penalty(of: $0)
        }
        func rank(_ alpha: Float) -> Int {
          let target = (1 - alpha) * raw[index] + alpha * adapted[index]
          // Not `>`: a score that is no number would come first by it.
          return 1 + rows.indices.count { !((1 - alpha) * raw[$0] + alpha * adapted[$0] <= target) }
        }
        return RankChange(
          query: players[index].row, before: rank(0), after: alphas.map { rank(Float($0)) })
      }
      let gains = alphas.indices.map { index in
        RankGains(
          changes.map { [$0] }, at: index, confidence: recipe.gateConfidence, seed: recipe.seed)
      }
      let passing = gains.firstIndex(where: passes)
      let shown = passing ?? 0
      func share(_ rank: (RankChange) -> Int) -> Double {
        changes.isEmpty ? 0 : Double(changes.count { rank($0) <= 10 }) / Double(changes.count)
      }
      return (
        BaseVerdict.Evidence(
          alpha: alphas[shown], rawHitRate: share(\.before),
          adaptedHitRate: share { $0.after[shown] }, topTenGain: gains[shown].topTen,
          rankGain: gains[shown].rank),
        passing != nil
      )
    }

    let loops = evidence(.query, recipe.loopAlphas, query: { $0.unheard?.phrase }) {
      $0.topTen.isGain && $0.rank.isGain
    }
    let oneShots = evidence(.gallery, recipe.oneShotAlphas, query: { $0.unheard?.note }) {
      $0.topTen.mean >= 0 && $0.rank.mean >= 0
    }
    return BaseVerdict(
      decision: loops.passes ? .useBase : .keepRaw,
      alphas: RoleAlphas(
        loops: loops.passes ? loops.0.alpha : 0,
        oneShots: loops.passes && oneShots.passes ? oneShots.0.alpha : 0),
      loops: loops.0, oneShots: oneShots.0, heldOut: heldOut.count, among: players.count)
  }

  private func dot(_ a: [Float], _ b: [Float]) -> Float {
    a.withUnsafeBufferPointer { a in b.withUnsafeBufferPointer { b in UnitVector.dot(a, b) } }
  }
}
