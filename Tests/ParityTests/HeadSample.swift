import NeiroCore
import NeiroHead
import NeiroTestSupport
import Testing

@testable import NeiroPairs
@testable import NeiroTraining

/// A small library with labels, for what a head is trained with.
struct HeadSample {
  static let kinds = 12
  static let perKind = 5
  static let dimension = 16
  static let embeddings = SyntheticEmbeddings.kinds(
    kinds, perKind: perKind, dimension: dimension, seed: 31)
  static let encoder = EncoderIdentity(
    name: "test", weightsHash: "0123456789ab", preprocessingVersion: 1, dimension: dimension)
  static let clips = (0..<kinds * perKind).map(SyntheticEmbeddings.clip)

  /// What somebody who hears kinds says of the first half of them.
  static let pairs = {
    var generator = SeededGenerator(seed: 32)
    let labelled = kinds / 2 * perKind
    var (similar, dissimilar): ([RowPair], [RowPair]) = ([], [])
    for row in 0..<labelled {
      if row % perKind != 0 { similar.append(RowPair(row - 1, row)) }
      let other = generator.index(below: labelled)
      if other / perKind != row / perKind { dissimilar.append(RowPair(row, other)) }
    }
    return pairs(similar, dissimilar)
  }()

  static func pairs(_ similar: [RowPair], _ dissimilar: [RowPair]) -> TrainingPairs {
    TrainingPairs(similar: similar, dissimilar: dissimilar, counts: LabelCounts(), hash: "")
  }

  static func material(
    _ embeddings: EmbeddingMatrix = embeddings, labels: [LabelledPair] = []
  ) -> HeadTraining.Material {
    HeadTraining.Material(
      encoder: encoder,
      space: EmbeddingSpace(raw: embeddings, roles: clips.map { _ in .gallery }, adaptation: nil),
      baseName: nil, clips: clips, library: Array(clips.indices), labels: labels)
  }

  static func trainer(_ recipe: TrainingRecipe) throws -> HeadTrainer {
    HeadTrainer(
      try HeadMaterial(material(), labelled: pairs.rows, seed: 1), standIns: [:], encoder: encoder,
      recipe: recipe)
  }

  static func sample(_ generator: inout SeededGenerator) throws -> TrainingSample {
    try TrainingSample(
      pairs, inputs: { embeddings[$0] }, raw: embeddings, library: Array(clips.indices),
      poolSize: TrainingSample.poolSize, generator: &generator)
  }
}

func cosine(_ a: [Float], _ b: [Float]) -> Double {
  zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
}
