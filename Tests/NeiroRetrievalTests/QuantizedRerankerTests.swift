import NeiroCore
import NeiroHead
import NeiroRetrieval
import NeiroTestSupport
import Testing

/// A reranker with quantised copies against one that reads everything: the same to the bit.
@Suite struct QuantizedRerankerTests {
  /// Each way to rank, with and without copies.
  private static func pairs() throws -> [(exact: Reranker, scanned: Reranker)] {
    let gallery = try SampleRanking.gallery()
    let adaptation = SampleRanking.adaptation(of: gallery, RoleAlphas(loops: 1, oneShots: 0.25))
    let half = SampleRanking.adaptation(of: gallery, RoleAlphas(loops: 0.5, oneShots: 0))
    let kinds: [(Adaptation?, ProjectionHead?, RoleAlphas)] = [
      (nil, nil, RoleAlphas(loops: 0, oneShots: 0)),
      (adaptation, nil, RoleAlphas(loops: 0, oneShots: 0)),
      (half, nil, RoleAlphas(loops: 0, oneShots: 0)),
      (nil, SampleRanking.head(SampleRanking.dimension), RoleAlphas(loops: 0.5, oneShots: 1)),
      (
        adaptation, SampleRanking.head(2 * SampleRanking.dimension),
        RoleAlphas(loops: 0.3, oneShots: 0.6)
      ),
      (
        adaptation, SampleRanking.head(2 * SampleRanking.dimension),
        RoleAlphas(loops: 1, oneShots: 0)
      ),
    ]
    return try kinds.map { adaptation, head, alphas in
      let rerankers = try [nil, QuantizedCopies()].map {
        try Reranker(
          gallery: gallery, adaptation: adaptation, head: head, alphas: alphas, copies: $0)
      }
      return (rerankers[0], rerankers[1])
    }
  }

  private static func query(_ seed: UInt64) -> Embedding? {
    Embedding(
      normalizing: SyntheticEmbeddings.random(
        count: 1, dimension: SampleRanking.dimension, seed: seed)[0])
  }

  @Test(arguments: [RetrievalRole.query, .gallery], [1, 7, 100])
  func answersAreTheSameToTheBit(role: RetrievalRole, limit: Int) throws {
    let excluded = Set([0, 1, 350, 351, 40].map(SyntheticEmbeddings.clip))
    let rows = RowSet(rowCount: SampleRanking.count) { $0 % 5 != 2 }
    for (exact, scanned) in try Self.pairs() {
      for seed: UInt64 in 30..<34 {
        let query = try #require(Self.query(seed))
        for (candidates, among) in [(nil, nil), (60, nil), (nil, rows), (60, rows)] {
          let expected = try exact.rank(
            query: query, as: role, limit: limit, candidates: candidates, excluding: excluded,
            among: among)
          let found = try scanned.rank(
            query: query, as: role, limit: limit, candidates: candidates, excluding: excluded,
            among: among)
          #expect(found == expected)
          #expect(!found.isEmpty && found.allSatisfy { !excluded.contains($0.clip) })
          #expect(found.allSatisfy { among?.contains($0.row) ?? true })
        }
      }
    }
  }

  @Test func rowsNarrowTheAnswersAndChangeNoScore() throws {
    let query = try #require(Self.query(50))
    let rows = RowSet(rowCount: SampleRanking.count) { $0.isMultiple(of: 10) }
    for (exact, scanned) in try Self.pairs() {
      let all = try exact.rank(query: query, as: .query, limit: SampleRanking.count)
      let wanted = all.filter { $0.row.isMultiple(of: 10) }.prefix(8)
      let found = try scanned.rank(query: query, as: .query, limit: 8, among: rows)
      #expect(found.map(\.row) == wanted.map(\.row))
      #expect(found.map(\.score) == wanted.map(\.score))
    }
  }

  @Test func nothingMayBeAskedForAndNothingMayBeAdmitted() throws {
    let query = try #require(Self.query(50))
    let none = RowSet(rowCount: SampleRanking.count) { _ in false }
    for (_, scanned) in try Self.pairs() {
      #expect(try scanned.rank(query: query, as: .query, limit: 0) == [])
      #expect(try scanned.rank(query: query, as: .gallery, limit: 5, among: none) == [])
      #expect(
        try scanned.rank(query: query, as: .query, limit: 10_000).count == SampleRanking.count)
    }
  }

  @Test func damagedRowsAreNamedAsWithoutCopies() throws {
    var values = try SampleRanking.gallery().embeddings.withRows { Array($0) }
    values[SampleRanking.dimension * 33] = .nan
    let gallery = try FlatGallery(
      clips: (0..<SampleRanking.count).map(SyntheticEmbeddings.clip),
      embeddings: EmbeddingMatrix(dimension: SampleRanking.dimension, values: values))
    let query = try #require(Self.query(1))
    for copies in [nil, QuantizedCopies()] {
      let reranker = try Reranker(
        gallery: gallery, head: nil, alphas: RoleAlphas(loops: 0, oneShots: 0), copies: copies)
      #expect(
        throws: RetrievalError.embeddingNotFinite(clip: SyntheticEmbeddings.clip(33), row: 33)
      ) { try reranker.rank(query: query, as: .gallery, limit: 3) }
    }
  }

  @Test func aQueryOfAnotherLengthIsRefused() throws {
    let query = try #require(Embedding(normalizing: [1, 2, 3]))
    for (_, scanned) in try Self.pairs() {
      #expect(throws: RetrievalError.queryDimension(query: 3, gallery: SampleRanking.dimension)) {
        try scanned.rank(query: query, as: .query, limit: 3)
      }
    }
  }

  @Test func copiesAreAskedForOnceAndOnlyWhereTheyHaveAWeight() throws {
    let asked = Asked()
    let gallery = try SampleRanking.gallery()
    let reranker = try Reranker(
      gallery: gallery,
      adaptation: SampleRanking.adaptation(of: gallery, RoleAlphas(loops: 1, oneShots: 0)),
      head: nil, alphas: RoleAlphas(loops: 0, oneShots: 0),
      copies: QuantizedCopies { part, matrix in
        asked.add(part)
        return QuantizedMatrix(of: matrix)
      })
    let query = try #require(Self.query(1))
    for _ in 0..<2 { _ = try reranker.rank(query: query, as: .query, limit: 3) }
    #expect(asked.parts == [.adapted])
    _ = try reranker.rank(query: query, as: .gallery, limit: 3)
    #expect(asked.parts == [.adapted, .raw])
  }

  private final class Asked: @unchecked Sendable {
    private(set) var parts: [QuantizedCopies.Part] = []
    func add(_ part: QuantizedCopies.Part) { parts.append(part) }
  }
}
