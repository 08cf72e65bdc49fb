import NeiroCore
import NeiroHead
import NeiroTestSupport
import Testing

@testable import NeiroRetrieval

/// Folding near-duplicates and choosing unlike results, on angles one can see.
@Suite struct ResultShapeTests {
  private func ranked(_ degrees: [Double], to target: Double) throws -> [RankedClip] {
    let gallery = try FlatGallery(
      clips: degrees.indices.map(SyntheticEmbeddings.clip),
      embeddings: SyntheticEmbeddings.angles(degrees))
    let query = try #require(Embedding(normalizing: SyntheticEmbeddings.angles([target])[0]))
    return try Reranker(gallery: gallery, head: nil, alpha: 0)
      .rank(query: query, as: .gallery, limit: degrees.count)
  }

  @Test func theBestOfSoundsThatAreTheSameStandsForThem() throws {
    let degrees = [0.0, 1, 30, 2, 31, 60]
    let ranked = try ranked(degrees, to: 0)
    let folded = NearDuplicates.fold(
      ranked, embeddings: SyntheticEmbeddings.angles(ranked.map { degrees[$0.row] }), from: 0.999)
    #expect(folded.map(\.best.row) == [0, 2, 5])
    #expect(folded.map { $0.copies.map(\.row) } == [[1, 3], [4], []])
  }

  @Test func chainsOfSmallStepsLeadNowhere() throws {
    // Neighbours are the same within 2.5 degrees; ends of the chain are not.
    let degrees = [0.0, 2, 4, 6]
    let ranked = try ranked(degrees, to: 0)
    let folded = NearDuplicates.fold(
      ranked, embeddings: SyntheticEmbeddings.angles(degrees), from: 0.99905)
    #expect(folded.map(\.best.row) == [0, 2])
    #expect(folded.map { $0.copies.map(\.row) } == [[1], [3]])
  }

  @Test func unlikeResultsComeBeforeOnesLikeThoseChosen() {
    // Two crowds, the nearer one at 10 degrees, the other on the other side.
    let degrees = [10.0, 11, 12, -25, -26]
    let scores: [Float] = [1, 0.99, 0.98, 0.9, 0.89]
    let embeddings = SyntheticEmbeddings.angles(degrees)
    func chosen(_ limit: Int, _ relevance: Float) -> [Int] {
      MarginalRelevance.choose(
        limit, scores: scores, embeddings: embeddings, relevance: relevance)
    }
    #expect(chosen(5, 1) == [0, 1, 2, 3, 4])
    #expect(chosen(2, 0.3) == [0, 4])
    #expect(chosen(0, 0.5) == [])
    #expect(chosen(9, 0.5).sorted() == [0, 1, 2, 3, 4])
  }

  @Test func equalResultsAreChosenInTheirOrder() {
    let embeddings = SyntheticEmbeddings.angles([5, 5, 5])
    #expect(
      MarginalRelevance.choose(3, scores: [1, 1, 1], embeddings: embeddings, relevance: 0.7)
        == [0, 1, 2])
    #expect(
      MarginalRelevance.choose(
        3, scores: [], embeddings: EmbeddingMatrix(dimension: 2, values: []), relevance: 0.7)
        == [])
  }

  /// A gallery that is none of ours: it knows nothing of copies and rankings.
  private struct ForeignGallery: Gallery {
    let own: FlatGallery
    var count: Int { own.count }
    var dimension: Int { own.dimension }
    func clip(at row: Int) -> ClipID { own.clip(at: row) }
    func top(
      _ limit: Int, queries: [Embedding], among rows: RowSet?
    ) throws -> [[ScoredRow]] {
      try queries.map { query in
        try own.scores(query: query).enumerated().map { ScoredRow(row: $0, score: $1) }
          .filter { rows?.contains($0.row) ?? true }
          .sorted { $0.score > $1.score }.prefix(limit).map { $0 }
      }
    }
    func embeddings(of rows: [Int]) throws -> EmbeddingMatrix { own.embeddings(of: rows) }
  }

  @Test func anyGalleryMayBeTheFirstStage() throws {
    let dimension = 12
    var generator = SeededGenerator(seed: 3)
    func numbers(_ count: Int) -> [Float] {
      (0..<count).map { _ in Float(generator.normal() * 0.3) }
    }
    let gallery = try FlatGallery(
      clips: (0..<300).map(SyntheticEmbeddings.clip),
      embeddings: SyntheticEmbeddings.random(count: 300, dimension: dimension, seed: 4))
    let tower = BaseMap.Tower(
      mean: numbers(dimension), map: numbers(dimension * dimension))
    let map = BaseMap(
      query: tower, gallery: tower, alphas: RoleAlphas(loops: 1, oneShots: 0.5),
      phrases: numbers(11 * dimension))
    let head = ProjectionHead(
      residual: numbers(2 * dimension * 2), numbers(2 * dimension * 2), dimension: 2 * dimension,
      rank: 2, scale: 1)
    let alphas = RoleAlphas(loops: 0.4, oneShots: 0.7)
    let adaptation = Adaptation(
      map: map,
      projections: map.projections(
        of: gallery.embeddings, roles: Array(repeating: .gallery, count: 300)))
    let whole = try Reranker(
      gallery: gallery, adaptation: adaptation, head: head, alphas: alphas)
    let staged = ShortlistReranker(
      gallery: ForeignGallery(own: gallery), map: map, head: head, alphas: alphas)
    let query = try #require(
      Embedding(normalizing: SyntheticEmbeddings.random(count: 1, dimension: dimension, seed: 9)[0])
    )
    for role in RetrievalRole.allCases {
      // With all as candidates, the very answers of a reranker.
      let all = try staged.rank(query: query, as: role, limit: 10, candidates: 300)
      #expect(try all == whole.rank(query: query, as: role, limit: 10))
      let rows = RowSet(rowCount: 300) { $0 % 3 == 0 }
      let few = try staged.rank(query: query, as: role, limit: 10, candidates: 25, among: rows)
      #expect(few.count == 10 && few.allSatisfy { $0.row % 3 == 0 })
      let nearest = Set(try gallery.top(25, query: query, among: rows).map(\.row))
      #expect(few.allSatisfy { nearest.contains($0.row) })
    }
  }
}
