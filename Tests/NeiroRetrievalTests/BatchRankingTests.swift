import Foundation
import NeiroCore
import NeiroHead
import NeiroRetrieval
import NeiroTestSupport
import Testing

/// Many queries at once against one at a time.
@Suite struct BatchRankingTests {
  @Test func scoresAndRanksAreThoseOfSingleQueriesToTheBit() throws {
    let gallery = try SampleRanking.gallery()
    let alphas = RoleAlphas(loops: 1, oneShots: 0.25)
    let adaptation = SampleRanking.adaptation(of: gallery, alphas)
    let rerankers = [
      try Reranker(gallery: gallery, head: nil, alpha: 0),
      try Reranker(gallery: gallery, adaptation: adaptation, head: nil, alpha: 0),
      try Reranker(gallery: gallery, head: SampleRanking.head(SampleRanking.dimension), alpha: 0.5),
      try Reranker(
        gallery: gallery, adaptation: adaptation,
        head: SampleRanking.head(2 * SampleRanking.dimension),
        alphas: RoleAlphas(loops: 0.3, oneShots: 1)),
      try Reranker(
        gallery: gallery, adaptation: adaptation,
        head: SampleRanking.head(2 * SampleRanking.dimension),
        alphas: RoleAlphas(loops: 0, oneShots: 0.5)),
    ]
    let queries = try (0..<13).map { number in
      Reranker.BatchQuery(
        try #require(
          Embedding(
            normalizing: SampleRanking.numbers(SampleRanking.dimension, seed: UInt64(100 + number)))
        ),
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
