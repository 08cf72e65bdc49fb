import NeiroCore
import NeiroHead
import NeiroRetrieval
import NeiroTestSupport
import Testing

@Suite struct RerankerTests {
  private static let dimension = 24

  private static func gallery(_ count: Int, seed: UInt64 = 1) throws -> FlatGallery {
    let rows = SyntheticEmbeddings.random(count: count, dimension: dimension, seed: seed)
    return try FlatGallery(clips: (0..<count).map(SyntheticEmbeddings.clip), embeddings: rows)
  }

  private static func query(seed: UInt64 = 99) throws -> Embedding {
    try #require(
      Embedding(
        normalizing: SyntheticEmbeddings.random(count: 1, dimension: dimension, seed: seed)[0]))
  }

  private static let head: ProjectionHead = {
    var generator = SeededGenerator(seed: 8)
    let numbers = (0..<2 * dimension * 4).map { _ in Float(generator.normal() * 0.5) }
    return ProjectionHead(
      residual: Array(numbers[..<(dimension * 4)]), Array(numbers[(dimension * 4)...]),
      dimension: dimension, rank: 4, scale: 1)
  }()

  private static func cosine(_ a: [Float], _ b: [Float]) -> Double {
    zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }

  /// Scores everything, then sorts everything; equal scores by row.
  private static func slowRanking(
    _ gallery: FlatGallery, _ query: Embedding, alpha: Double
  ) -> [(row: Int, score: Double)] {
    let projection = head.project(query.values)
    return (0..<gallery.count).map { row in
      let raw = cosine(query.values, gallery.embeddings[row])
      let projected = cosine(projection, head.project(gallery.embeddings[row]))
      return (row, (1 - alpha) * raw + alpha * projected)
    }.sorted { ($1.score, $0.row) < ($0.score, $1.row) }
  }

  @Test(arguments: [0, 0.25, 0.5, 1])
  func equalsSortingEverything(alpha: Float) throws {
    let gallery = try Self.gallery(300)
    let query = try Self.query()
    let expected = Self.slowRanking(gallery, query, alpha: Double(alpha))
    let found = try Reranker(gallery: gallery, head: Self.head, alpha: alpha)
      .rank(query: query, as: .gallery, limit: 40)
    #expect(found.map(\.row) == expected.prefix(40).map(\.row))
    #expect(found.map(\.rank) == Array(1...40))
    expectClose(found.map { Double($0.score) }, expected.prefix(40).map(\.score), within: 1e-5)
    #expect(found.allSatisfy { ($0.head == nil) == (alpha == 0) })
  }

  @Test func manyRowsOnSeveralThreadsGiveTheSame() throws {
    let gallery = try Self.gallery(20_000)
    let query = try Self.query()
    let found = try Reranker(gallery: gallery, head: nil, alpha: 0).rank(
      query: query, as: .gallery, limit: 100)
    let scores = try gallery.scores(query: query)
    let expected = scores.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }.prefix(100)
    #expect(found.map(\.row) == Array(expected))
  }

  @Test func equalScoresComeInTheOrderOfRows() throws {
    let row = SyntheticEmbeddings.random(count: 1, dimension: Self.dimension, seed: 3)[0]
    let gallery = try FlatGallery(
      clips: (0..<9).map(SyntheticEmbeddings.clip),
      embeddings: EmbeddingMatrix(
        dimension: Self.dimension, values: (0..<9).flatMap { _ in row }))
    for candidates in [nil, 5] {
      let found = try Reranker(gallery: gallery, head: Self.head, alpha: 0.5)
        .rank(query: try Self.query(), as: .gallery, limit: 4, candidates: candidates)
      #expect(found.map(\.row) == [0, 1, 2, 3])
    }
  }

  @Test func allCandidatesAreAFullRerankAndFewOnlyReorderTheRawTop() throws {
    let gallery = try Self.gallery(200)
    let query = try Self.query()
    let reranker = try Reranker(gallery: gallery, head: Self.head, alpha: 0.5)
    let full = try reranker.rank(query: query, as: .gallery, limit: 200)
    #expect(try reranker.rank(query: query, as: .gallery, limit: 200, candidates: 200) == full)
    let raw = try Reranker(gallery: gallery, head: nil, alpha: 0).rank(
      query: query, as: .gallery, limit: 10)
    let few = try reranker.rank(query: query, as: .gallery, limit: 50, candidates: 10)
    #expect(few.count == 10)
    #expect(Set(few.map(\.row)) == Set(raw.map(\.row)))
  }

  @Test func excludedClipsAreNeitherResultsNorCandidates() throws {
    let gallery = try Self.gallery(30)
    let query = try Self.query()
    let reranker = try Reranker(gallery: gallery, head: Self.head, alpha: 0.5)
    let best = try reranker.rank(query: query, as: .gallery, limit: 1)[0].clip
    for candidates in [nil, 30] {
      let rest = try reranker.rank(
        query: query, as: .gallery, limit: 100, candidates: candidates, excluding: [best])
      #expect(rest.count == 29)
      #expect(!rest.map(\.clip).contains(best))
    }
  }

  @Test func anEmptyLibraryGivesNothing() throws {
    let gallery = try Self.gallery(0)
    let found = try Reranker(gallery: gallery, head: Self.head, alpha: 0.5)
      .rank(query: try Self.query(), as: .gallery, limit: 5)
    #expect(found.isEmpty)
  }

  @Test func unlikeDimensionsAndDamagedRowsAreRefused() throws {
    let narrow = try FlatGallery(
      clips: [SyntheticEmbeddings.clip(0)],
      embeddings: EmbeddingMatrix(dimension: 2, values: [1, 0]))
    #expect(throws: RetrievalError.headDimension(head: Self.dimension, gallery: 2)) {
      try Reranker(gallery: narrow, head: Self.head, alpha: 0.5)
    }
    #expect(throws: RetrievalError.queryDimension(query: Self.dimension, gallery: 2)) {
      try Reranker(gallery: narrow, head: nil, alpha: 0).rank(
        query: try Self.query(), as: .gallery, limit: 1)
    }
    #expect(throws: RetrievalError.unequalCounts(clips: 0, rows: 1)) {
      try FlatGallery(clips: [], embeddings: EmbeddingMatrix(dimension: 2, values: [1, 0]))
    }
    let damaged = try FlatGallery(
      clips: [SyntheticEmbeddings.clip(0)],
      embeddings: EmbeddingMatrix(dimension: 2, values: [.nan, 0]))
    let query = try #require(Embedding(normalizing: [1, 1]))
    #expect(throws: RetrievalError.self) {
      try Reranker(gallery: damaged, head: nil, alpha: 0).rank(query: query, as: .gallery, limit: 1)
    }
  }
}
