import NeiroCore
import NeiroRetrieval
import NeiroTestSupport
import Testing

@Suite struct TextRankingTests {
  /// Clips on a circle, by their angles in degrees.
  private func gallery(_ angles: [Double]) throws -> FlatGallery {
    try FlatGallery(
      clips: angles.indices.map(SyntheticEmbeddings.clip),
      embeddings: SyntheticEmbeddings.angles(angles))
  }

  private func query(_ degrees: Double) throws -> Embedding {
    try #require(Embedding(normalizing: SyntheticEmbeddings.angles([degrees])[0]))
  }

  @Test func aTextRanksByItsCosine() throws {
    let gallery = try gallery([0, 40, 80, 120])
    let found = try gallery.rank(
      text: query(70), limit: 2, among: RowSet(rowCount: gallery.count) { $0 != 2 })
    #expect(found.map(\.row) == [1, 3])
    #expect(found.map(\.text) == found.map { Optional($0.score) })
  }

  @Test(arguments: [0, 0.3, 1])
  func aSoundAndATextAreMixedByStandardDeviations(_ weight: Double) throws {
    // Given cosines of very unlike spread
    let gallery = try gallery([0, 10, 25, 45, 90, 130])
    let reranker = try Reranker(gallery: gallery, head: nil, alpha: 0)
    let (sound, text) = (try query(5), try query(140))

    // When
    let found = try reranker.rank(
      query: sound, as: .query, text: text, weight: weight, limit: 6, excluding: [])

    // Then it is what the definition says, computed the slow way
    func standardized(_ query: Embedding) throws -> [Double] {
      let cosines = try gallery.scores(query: query).map(Double.init)
      let mean = cosines.reduce(0, +) / 6
      let deviation = (cosines.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 6).squareRoot()
      return cosines.map { ($0 - mean) / deviation }
    }
    let scores = zip(try standardized(sound), try standardized(text)).map {
      (1 - weight) * $0 + weight * $1
    }
    #expect(found.map(\.row) == scores.indices.sorted { scores[$0] > scores[$1] })
    for answer in found {
      #expect(abs(Double(answer.score) - scores[answer.row]) < 1e-5)
    }
    #expect(found.map(\.rank) == Array(1...6))
  }

  @Test func whereAllAreAlikeTheOtherDecides() throws {
    let gallery = try gallery([0, 180, 0])
    let reranker = try Reranker(gallery: gallery, head: nil, alpha: 0)
    let found = try reranker.rank(
      query: query(90), as: .query, text: query(180), weight: 0.2, limit: 3, excluding: [])
    #expect(found.map(\.row) == [1, 0, 2])
  }
}
