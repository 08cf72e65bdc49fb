import Dispatch
import NeiroCore
import NeiroHead
import NeiroRetrieval
import NeiroTestSupport
import Synchronization
import Testing

@Suite struct RerankerEdgeTests {
  private static let dimension = 16
  private static let count = 120

  /// Every embedding stands in three rows, so that many scores are equal.
  private static func gallery() throws -> FlatGallery {
    let rows = SyntheticEmbeddings.random(count: count / 3, dimension: dimension, seed: 5)
    return try FlatGallery(
      clips: (0..<count).map(SyntheticEmbeddings.clip),
      embeddings: EmbeddingMatrix(
        dimension: dimension, values: (0..<count).flatMap { rows[$0 % (count / 3)] }))
  }

  private static func query(seed: UInt64) throws -> Embedding {
    try #require(
      Embedding(
        normalizing: SyntheticEmbeddings.random(count: 1, dimension: dimension, seed: seed)[0]))
  }

  private static func head(scale: Float = 1) -> ProjectionHead {
    var generator = SeededGenerator(seed: 8)
    let numbers = (0..<2 * dimension * 4).map { _ in Float(generator.normal() * 0.5) }
    return ProjectionHead(
      residual: Array(numbers[..<(dimension * 4)]), Array(numbers[(dimension * 4)...]),
      dimension: dimension, rank: 4, scale: scale)
  }

  @Test func scoresBlendExactlyAndSortWithRowsOfEqualScoresInOrder() throws {
    let gallery = try Self.gallery()
    let alpha: Float = 0.3
    let found = try Reranker(gallery: gallery, head: Self.head(), alpha: alpha)
      .rank(query: try Self.query(seed: 1), as: .gallery, limit: Self.count)
    for answer in found {
      #expect(answer.score == (1 - alpha) * answer.raw + alpha * (try #require(answer.head)))
      #expect(answer.clip == gallery.clips[answer.row])
    }
    for (first, second) in zip(found, found.dropFirst()) {
      #expect((second.score, first.row) < (first.score, second.row))
    }
    #expect(Set(found.map(\.row)).count == Self.count)
  }

  @Test(arguments: [nil, 0, 1, 7, 119, 120, 1_000, Int.max])
  func everyLimitIsAPrefixOfTheWholeRanking(candidates: Int?) throws {
    let reranker = try Reranker(gallery: try Self.gallery(), head: Self.head(), alpha: 0.5)
    let query = try Self.query(seed: 2)
    let whole = try reranker.rank(
      query: query, as: .gallery, limit: Int.max, candidates: candidates)
    #expect(whole.count == min(candidates ?? Self.count, Self.count))
    for limit in [-1, 0, 1, 5, 29, 30, 31, 119, 120, 121] {
      let found = try reranker.rank(
        query: query, as: .gallery, limit: limit, candidates: candidates)
      #expect(found == Array(whole.prefix(max(0, limit))))
    }
  }

  @Test func theShortlistOfEqualRawScoresIsTheLowestRows() throws {
    let gallery = try Self.gallery()
    let query = try Self.query(seed: 3)
    let raw = try Reranker(gallery: gallery, head: nil, alpha: 0)
    let blended = try Reranker(gallery: gallery, head: Self.head(), alpha: 0.5)
    for candidates in 1...10 {
      let expected = try raw.rank(query: query, as: .gallery, limit: candidates).map(\.row)
      let found = try blended.rank(query: query, as: .gallery, limit: 50, candidates: candidates)
        .map(\.row)
      #expect(Set(found) == Set(expected))
    }
  }

  @Test func projectionsThatAreKeptGiveTheSameShortlist() throws {
    let gallery = try Self.gallery()
    let query = try Self.query(seed: 4)
    let fresh = try Reranker(gallery: gallery, head: Self.head(), alpha: 0.5)
    let before = try fresh.rank(query: query, as: .gallery, limit: 20, candidates: 40)
    _ = try fresh.rank(query: query, as: .gallery, limit: 1)  // projects the whole gallery
    #expect(try fresh.rank(query: query, as: .gallery, limit: 20, candidates: 40) == before)
  }

  @Test func alphaZeroIsTheRawRankingWhateverTheHead() throws {
    let gallery = try Self.gallery()
    let query = try Self.query(seed: 5)
    let raw = try Reranker(gallery: gallery, head: nil, alpha: 0.7).rank(
      query: query, as: .gallery, limit: 120)
    let unused = try Reranker(gallery: gallery, head: Self.head(scale: .nan), alpha: 0)
    #expect(try unused.rank(query: query, as: .gallery, limit: 120) == raw)
    #expect(try unused.rank(query: query, as: .gallery, limit: 120, candidates: 120) == raw)
    #expect(raw.allSatisfy { $0.score == $0.raw && $0.head == nil })
  }

  @Test(arguments: [-0.1, 1.1, Float.nan, .infinity])
  func refusesWeightsOutsideZeroToOne(alpha: Float) throws {
    let gallery = try Self.gallery()
    #expect(throws: RetrievalError.self) { try Reranker(gallery: gallery, head: nil, alpha: alpha) }
  }

  @Test(arguments: [nil, 10])
  func namesTheClipThatADamagedHeadSpoils(candidates: Int?) throws {
    let gallery = try Self.gallery()
    let reranker = try Reranker(gallery: gallery, head: Self.head(scale: .nan), alpha: 0.5)
    let error = #expect(throws: RetrievalError.self) {
      try reranker.rank(
        query: try Self.query(seed: 6), as: .gallery, limit: 5, candidates: candidates)
    }
    guard case .projectionNotFinite(let clip, let row)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(gallery.clips[row] == clip)
  }

  @Test func manyThreadsShareOneReranker() throws {
    let reranker = try Reranker(gallery: try Self.gallery(), head: Self.head(), alpha: 0.5)
    let queries = try (0..<32 as Range<UInt64>).map { try Self.query(seed: 100 + $0) }
    let found = Mutex<[Int: [RankedClip]]>([:])
    DispatchQueue.concurrentPerform(iterations: queries.count) { index in
      let ranking = try? reranker.rank(query: queries[index], as: .gallery, limit: 10)
      found.withLock { $0[index] = ranking }
    }
    let rankings = found.withLock { $0 }
    for (index, query) in queries.enumerated() {
      #expect(try reranker.rank(query: query, as: .gallery, limit: 10) == rankings[index])
    }
  }
}
