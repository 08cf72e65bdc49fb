import NeiroCore
import NeiroHead
import NeiroRetrieval
import NeiroTestSupport

/// A gallery, a base and a head that make each other's results differ.
enum SampleRanking {
  static let dimension = 20
  static let count = 700
  static let roles = (0..<count).map {
    $0.isMultiple(of: 9) ? RetrievalRole.query : .gallery
  }

  /// Every embedding twice, so that many scores are equal.
  static func gallery() throws -> FlatGallery {
    let rows = SyntheticEmbeddings.random(count: count / 2, dimension: dimension, seed: 5)
    return try FlatGallery(
      clips: (0..<count).map(SyntheticEmbeddings.clip),
      embeddings: EmbeddingMatrix(
        dimension: dimension, values: (0..<count).flatMap { rows[$0 % (count / 2)] }))
  }

  static func numbers(_ count: Int, seed: UInt64) -> [Float] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in Float(generator.normal() * 0.4) }
  }

  static func adaptation(of gallery: FlatGallery, _ alphas: RoleAlphas) -> Adaptation {
    func tower(_ seed: UInt64) -> BaseMap.Tower {
      BaseMap.Tower(
        mean: numbers(dimension, seed: seed), map: numbers(dimension * dimension, seed: seed + 1))
    }
    let map = BaseMap(
      query: tower(1), gallery: tower(3), alphas: alphas, phrases: numbers(12 * dimension, seed: 7))
    return Adaptation(
      map: map, projections: map.projections(of: gallery.embeddings, roles: roles))
  }

  static func head(_ width: Int) -> ProjectionHead {
    ProjectionHead(
      residual: numbers(width * 4, seed: 11), numbers(width * 4, seed: 12), dimension: width,
      rank: 4, scale: 1)
  }
}
