internal import Foundation
public import NeiroCore
internal import NeiroEvaluation
public import NeiroHead
internal import NeiroPairs
internal import NeiroTorch

/// A whole training: cross-validated heads, the gate, the final head, and what there is to tell.
public struct HeadTraining {
  /// What the head is trained on.
  public struct Material: Sendable {
    public let encoder: EncoderIdentity
    /// Every clip in the cache, raw or adapted.
    public let space: EmbeddingSpace
    /// The base's name; nil where the space isn't adapted.
    public let baseName: String?
    /// The clip of each row.
    public let clips: [ClipID]
    /// The rows that search ranks; clips that are only labelled are left out.
    public let library: [Int]
    /// The current answers.
    public let labels: [LabelledPair]
    /// Whose they are.
    public let labelSelection: LabelSelection?
    /// Phrases that labelled presets play, some of each.
    public let phrases: [ClipID: [Embedding]]

    public init(
      encoder: EncoderIdentity, space: EmbeddingSpace, baseName: String?, clips: [ClipID],
      library: [Int], labels: [LabelledPair], labelSelection: LabelSelection? = nil,
      phrases: [ClipID: [Embedding]] = [:]
    ) {
      self.encoder = encoder
      self.space = space
      self.baseName = baseName
      self.clips = clips
      self.library = library
      self.labels = labels
      self.labelSelection = labelSelection
      self.phrases = phrases
    }
  }

  private let name: String
  private let material: Material
  private let recipe: TrainingRecipe
  private let onEvent: (TrainingEvent) throws -> Void

  /// - Parameters:
  ///   - name: The checkpoint's name.
  ///   - material: Embeddings and labels.
  ///   - recipe: Every choice the training depends on.
  ///   - onEvent: Told of the progress; a throw from it ends the training.
  public init(
    name: String, material: Material, recipe: TrainingRecipe,
    onEvent: @escaping (TrainingEvent) throws -> Void
  ) {
    self.name = name
    self.material = material
    self.recipe = recipe
    self.onEvent = onEvent
  }

  /// Trains. The same seed, labels and embeddings give the same checkpoint, bit for bit.
  ///
  /// - Throws: ``TrainingError``, ``TorchError``, or what `onEvent` throws.
  public func run() throws -> TrainedHead {
    try Torch.makeReproducible()
    try material.checkNumbers()
    let rowOfClip = Dictionary(
      zip(material.clips, material.clips.indices), uniquingKeysWith: { first, _ in first })
    let pairs = TrainingPairs(material.labels) { rowOfClip[$0] }
    let groups = ClipGroups(pairs, embeddings: material.space.raw)
    let splits = (0..<recipe.repeats).map { repetition in
      ClipSplit(
        groups, heldOutShare: recipe.heldOutShare, foldCount: recipe.folds, seed: recipe.seed,
        repetition: repetition)
    }
    let split = splits[0]  // all hold out the same clips
    let trained = pairs.excluding(split.heldOut)
    var counts = pairs.counts
    counts.heldOut = pairs.count - trained.count
    guard trained.similar.count >= GateReadiness.fewestSimilarPairs else {
      throw TrainingError.tooFewSimilar(
        found: trained.similar.count, needed: GateReadiness.fewestSimilarPairs, counts)
    }
    try onEvent(.prepared(counts))

    let ground = try HeadMaterial(material, labelled: trained.rows, seed: recipe.seed)
    let trainer = HeadTrainer(
      ground, standIns: try ground.standIns(ofLoopsIn: trained.rows), encoder: material.encoder,
      recipe: recipe)
    let phrases = Dictionary(
      uniqueKeysWithValues: material.phrases.compactMap { clip, phrases in
        rowOfClip[clip].map { ($0, phrases.map(\.values)) }
      })
    let gate = try HeadGate(
      trained, folds: splits.flatMap(\.folds), groupOfRow: split.groupOfRow, ground, trainer,
      phrases: phrases, recipe: recipe)
    // The closed forms take no steps.
    let learning = recipe.heads.count { $0 != .whitening && $0 != .identity }
    let trainings = gate.folds.count * learning + gate.curveTrainings + 1
    let progress = Progress(total: trainings * recipe.steps, onEvent)
    let chosen = try gate.choose(onEvent, onStep: progress.step)
    let head = try trainer.train(chosen.kind, on: trained, stream: 0, onStep: progress.step)
    let checks = try gate.checks(of: head, chosen: chosen)
    let verdict =
      checks.forgets ? chosen.verdict.withoutHead(before: gate.before) : chosen.verdict
    try onEvent(.gate(verdict))
    let findings = TrainingFindings(
      learningCurve: try gate.learningCurve(of: chosen, onStep: progress.step), checks: checks)
    try onEvent(.findings(findings))
    let base = material.space.adaptation?.map
    let manifest = CheckpointManifest(
      name: name, kind: chosen.kind, encoder: material.encoder,
      base: base.map { BaseReference(name: material.baseName ?? "", map: $0) }, head: head,
      gate: verdict, recipe: recipe, labels: counts,
      labelSelection: material.labelSelection, labelsHash: pairs.hash,
      trainedClips: trained.rows.map { material.clips[$0] }.sorted(),
      heldOutClips: split.heldOut.map { material.clips[$0] }.sorted(),
      outOfFold: chosen.scores.map {
        OutOfFoldScore(
          pair: ClipPair(material.clips[$0.pair.a], material.clips[$0.pair.b]),
          isSimilar: $0.isSimilar, before: $0.before, after: $0.after)
      },
      calibration: verdict.alphas.oneShots > 0
        ? Calibration(chosen.scores.map { ($0.after, $0.isSimilar) }) : nil)
    return trainedHead(
      Checkpoint(manifest: manifest, head: head, base: base), findings, gate, chosen,
      foldCount: split.folds.count)
  }

  private func trainedHead(
    _ checkpoint: Checkpoint, _ findings: TrainingFindings, _ gate: HeadGate,
    _ chosen: HeadGate.Choice, foldCount: Int
  ) -> TrainedHead {
    let bootstrap = PairedBootstrap(seed: recipe.seed, confidence: recipe.gateConfidence)
    func figures(_ changes: [RankChange], at index: Int) -> RankFigures? {
      RankFigures(changes.grouped(by: gate.groupOfRow).map(\.changes), at: index, bootstrap)
    }
    return TrainedHead(
      checkpoint: checkpoint, findings: findings,
      folds: gate.folds.indices.map { index in
        TrainedHead.Fold(
          index: index % foldCount, clips: Set(gate.folds[index].map { material.clips[$0] }),
          head: chosen.heads[index])
      },
      presets: figures(chosen.oneShots, at: chosen.alphas.oneShots),
      loops: figures(chosen.loops, at: chosen.alphas.loops),
      // Of the first repetition: the others ask the same again.
      ranks: chosen.oneShots.prefix(chosen.oneShots.count / recipe.repeats).compactMap { change in
        gate.folds.firstIndex { $0.contains(change.query) }.map { fold in
          TrainedHead.PartnerRank(
            query: material.clips[change.query], partner: material.clips[change.partner],
            fold: fold, before: change.before, after: change.after[chosen.alphas.oneShots])
        }
      })
  }

  /// Counts the optimizer steps of all folds and of the final head.
  private final class Progress {
    private let total: Int
    private var completed = 0
    private let onEvent: (TrainingEvent) throws -> Void

    init(total: Int, _ onEvent: @escaping (TrainingEvent) throws -> Void) {
      self.total = total
      self.onEvent = onEvent
    }

    func step(_ loss: Double) throws {
      completed += 1
      try onEvent(.step(completed: completed, total: total, loss: loss))
    }
  }
}
