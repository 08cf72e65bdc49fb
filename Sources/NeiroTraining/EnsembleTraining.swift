public import NeiroCore
public import NeiroHead
internal import NeiroPairs
internal import NeiroTorch

/// Trains the committee that questions are chosen by: each kind of head of the recipe, once for each
/// fold of the answers. Quick and without a gate: nobody is ranked for by it.
public struct EnsembleTraining {
  private let material: HeadTraining.Material
  private let recipe: TrainingRecipe

  public init(material: HeadTraining.Material, recipe: TrainingRecipe) {
    self.material = material
    self.recipe = recipe
  }

  /// Trains. The same seed, labels and embeddings give the same ensemble, bit for bit.
  ///
  /// - Throws: ``TrainingError``, ``TorchError``.
  public func run() throws -> HeadEnsemble {
    try Torch.makeReproducible()
    try material.checkNumbers()
    let rowOfClip = Dictionary(
      zip(material.clips, material.clips.indices), uniquingKeysWith: { first, _ in first })
    let pairs = TrainingPairs(material.labels) { rowOfClip[$0] }
    guard pairs.similar.count >= GateReadiness.fewestSimilarPairs, !pairs.dissimilar.isEmpty else {
      throw TrainingError.tooFewSimilar(
        found: pairs.similar.count, needed: GateReadiness.fewestSimilarPairs, pairs.counts)
    }
    let folds = ClipSplit(
      ClipGroups(pairs, embeddings: material.space.raw), heldOutShare: 0,
      foldCount: recipe.folds, seed: recipe.seed
    ).folds
    let ground = try HeadMaterial(material, labelled: pairs.rows, seed: recipe.seed)
    let trainer = HeadTrainer(
      ground, standIns: try ground.standIns(ofLoopsIn: pairs.rows), encoder: material.encoder,
      recipe: recipe)
    var members: [HeadEnsemble.Member] = []
    for kind in recipe.heads {
      var heads: [ProjectionHead] = []
      var scores: [(score: Double, isSimilar: Bool)] = []
      for (index, fold) in folds.enumerated() {
        let known = pairs.excluding(fold)
        guard !known.similar.isEmpty, !known.dissimilar.isEmpty else { continue }
        let head = try trainer.train(kind, on: known, stream: UInt64(index + 1)) { _ in }
        heads.append(head)
        scores += try trainer.scores(
          of: pairs.touching(fold), by: TorchHead(head), in: material.space
        ).map {
          (HeadEnsemble.score(before: Double($0.before), head: Double($0.head)), $0.isSimilar)
        }
      }
      // What puts answers it never saw in no order has no say.
      guard let calibration = Calibration(scores) else { continue }
      members += heads.map { HeadEnsemble.Member(head: $0, calibration: calibration) }
    }
    return HeadEnsemble(
      encoder: material.encoder,
      base: material.space.adaptation.map {
        BaseReference(name: material.baseName ?? "", map: $0.map)
      }, members: members)
  }
}
