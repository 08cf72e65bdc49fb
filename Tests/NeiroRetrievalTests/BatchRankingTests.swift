import Foundation
import NeiroCore
import NeiroHead
import NeiroRetrieval
import NeiroTestSupport
import Testing

/// Many queries at once against one at a time.
@Suite struct BatchRankingTests {
  private static let dimension = 20
  private static let count = 700
  private static let roles = (0..<count).map {
    $0.isMultiple(of: 9) ? RetrievalRole.query : .gallery
  }

  private static func gallery() throws -> FlatGallery {
    let rows = SyntheticEmbeddings.random(count: count / 2, dimension: dimension, seed: 5)
    return try FlatGallery(
      clips: (0..<count).map(SyntheticEmbeddings.clip),
      // Every embedding twice, so that many scores are equal.
      embeddings: EmbeddingMatrix(
        dimension: dimension, values: (0..<count).flatMap { rows[$0 % (count / 2)] }))
  }

  private static func numbers(_ count: Int, seed: UInt64) -> [Float] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in Float(generator.normal() * 0.4) }
  }

  private static func adaptation(of gallery: FlatGallery, alphas: RoleAlphas) -> Adaptation {
    func tower(_ seed: UInt64) -> BaseMap.Tower {
      BaseMap.Tower(
        mean: numbers(dimension, seed: seed), map: numbers(dimension * dimension, seed: seed + 1))
    }
    let map = BaseMap(
      query: tower(1), gallery: tower(3), alphas: alphas, phrases: numbers(12 * dimension, seed: 7))
    return Adaptation(
      map: map, projections: map.projections(of: gallery.embeddings, roles: roles))
  }

  private static func head(_ width: Int) -> ProjectionHead {
    ProjectionHead(
      residual: numbers(width * 4, seed: 11), numbers(width * 4, seed: 12), dimension: width,
      rank: 4, scale: 1)
  }

  @Test func scoresAndRanksAreThoseOfSingleQueriesToTheBit() throws {
    let gallery = try Self.gallery()
    let alphas = RoleAlphas(loops: 1, oneShots: 0.25)
    let adaptation = Self.adaptation(of: gallery, alphas: alphas)
    let rerankers = [
      try Reranker(gallery: gallery, head: nil, alpha: 0),
      try Reranker(gallery: gallery, adaptation: adaptation, head: nil, alpha: 0),
      try Reranker(gallery: gallery, head: Self.head(Self.dimension), alpha: 0.5),
      try Reranker(
        gallery: gallery, adaptation: adaptation, head: Self.head(2 * Self.dimension),
        alphas: RoleAlphas(loops: 0.3, oneShots: 1)),
      try Reranker(
        gallery: gallery, adaptation: adaptation, head: Self.head(2 * Self.dimension),
        alphas: RoleAlphas(loops: 0, oneShots: 0.5)),
    ]
    let queries = try (0..<13).map { number in
      Reranker.BatchQuery(
        try #require(
          Embedding(normalizing: Self.numbers(Self.dimension, seed: UInt64(100 + number)))),
        as: number % 3 == 0 ? .query : .gallery,
        excluding: Set((0..<number).map(SyntheticEmbeddings.clip)))
    }
    let raw = try gallery.scores(queries: queries.map(\.embedding))
    for reranker in rerankers {
      let before = try reranker.scoresBefore(queries, raw: raw)
      let scores = try reranker.scores(queries, before: before)
      for (query, scores) in zip(queries, scores) {
        let expected = try reranker.rank(
          query: query.embedding, as: query.role, limit: 300, excluding: query.excluded)
        let rows = reranker.top(300, of: scores, excluding: query.excluded)
        #expect(rows == expected.map(\.row))
        #expect(rows.map { scores[$0] } == expected.map(\.score))
      }
    }
    #expect(try gallery.scores(queries: []).isEmpty)
  }

  @Test func aDamagedRowAndALongerQueryAreRefused() throws {
    let gallery = try FlatGallery(
      clips: (0..<2).map(SyntheticEmbeddings.clip),
      embeddings: EmbeddingMatrix(dimension: 2, values: [1, 0, .nan, 1]))
    let query = try #require(Embedding(normalizing: [1, 1]))
    #expect(throws: RetrievalError.self) { try gallery.scores(queries: [query]) }
    let longer = try #require(Embedding(normalizing: [1, 1, 1]))
    #expect(throws: RetrievalError.self) { try gallery.scores(queries: [longer]) }
  }
}
