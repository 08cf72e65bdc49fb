internal import Foundation
public import NeiroCore
internal import NeiroEvaluation
public import NeiroHead
internal import NeiroPairs
internal import NeiroTorch

/// A whole training: split by clip, cross-validated gate, final head, checkpoint.
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

    public init(
      encoder: EncoderIdentity, space: EmbeddingSpace, baseName: String?, clips: [ClipID],
      library: [Int], labels: [LabelledPair]
    ) {
      self.encoder = encoder
      self.space = space
      self.baseName = baseName
      self.clips = clips
      self.library = library
      self.labels = labels
    }
  }

  /// The fewest similar pairs to train on.
  public static let fewestSimilarPairs = 5

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
  public func run() throws -> Checkpoint {
    try Torch.makeReproducible()
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
    guard trained.similar.count >= Self.fewestSimilarPairs else {
      throw TrainingError.tooFewSimilar(
        found: trained.similar.count, needed: Self.fewestSimilarPairs, counts)
    }
    try onEvent(.prepared(counts))

    let rank = recipe.rank(forLabels: trained.count)
    var progress = Progress(total: (splits.reduce(0) { $0 + $1.folds.count } + 1) * recipe.steps)
    let verdict = try gate(trained, splits, rank: rank, &progress)
    try onEvent(.gate(verdict))
    let head = try trainer.train(on: trained, rank: rank, stream: 0) { loss in
      try onEvent(progress.step(loss))
    }
    let base = material.space.adaptation?.map
    let manifest = CheckpointManifest(
      name: name, encoder: material.encoder,
      base: base.map { BaseReference(name: material.baseName ?? "", map: $0) }, head: head,
      gate: verdict, recipe: recipe, labels: counts, labelsHash: pairs.hash,
      trainedClips: trained.rows.map { material.clips[$0] }.sorted(),
      heldOutClips: split.heldOut.map { material.clips[$0] }.sorted())
    return Checkpoint(manifest: manifest, head: head, base: base)
  }

  private var trainer: HeadTrainer {
    HeadTrainer(
      embeddings: material.space.headInput, library: material.library, recipe: recipe)
  }

  /// Decides by repeated cross-validation whether the head may be used.
  private func gate(
    _ pairs: TrainingPairs, _ splits: [ClipSplit], rank: Int, _ progress: inout Progress
  ) throws -> GateVerdict {
    let alphas = recipe.alphas.map { Float($0) }
    let scoring = HeldOutRanks(
      space: material.space, library: material.library,
      known: KnownSimilar(pairs.similar), alphas: alphas)
    var changes: [RankChange] = []
    let folds = splits.flatMap(\.folds)
    for (index, fold) in folds.enumerated() {
      let head = try trainer.train(
        on: pairs.excluding(fold), rank: rank, stream: UInt64(index + 1)
      ) { loss in
        try onEvent(progress.step(loss))
      }
      let scored = try scoring.ranks(of: pairs.touching(fold).similar, by: head)
      changes += scored.filter { fold.contains($0.query) }
      try onEvent(.fold(index: index, of: folds.count, scored))
    }
    return .judge(
      changes, alphas: alphas, groupOfRow: splits[0].groupOfRow,
      before: material.space.adaptation == nil ? .keepRaw : .keepAdapted, recipe: recipe)
  }

  /// Counts the optimizer steps of all folds and of the final head.
  private struct Progress {
    let total: Int
    private var completed = 0

    init(total: Int) {
      self.total = total
    }

    mutating func step(_ loss: Double) -> TrainingEvent {
      completed += 1
      return .step(completed: completed, total: total, loss: loss)
    }
  }
}

extension TrainingEvent {
  fileprivate static func fold(
    index: Int, of count: Int, _ changes: [RankChange]
  ) -> TrainingEvent {
    func geometricMean(_ rank: (RankChange) -> Int) -> Double {
      changes.isEmpty
        ? 0 : exp(changes.reduce(0) { $0 + log(Double(rank($1))) } / Double(changes.count))
    }
    return .fold(
      index: index, of: count, rankBefore: geometricMean(\.before),
      headRank: geometricMean { $0.after[0] })
  }
}
