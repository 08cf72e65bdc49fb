import NeiroCore
import NeiroTestSupport
import Testing

@testable import NeiroRetrieval

/// The best of the candidates are the best of all, on rows made to be confused.
@Suite struct ScoreScanTests {
  private static func best(
    _ limit: Int, _ matrix: EmbeddingMatrix, _ query: [Float], among: (Int) -> Bool = { _ in true }
  ) -> [Int] {
    TopRows.select(limit, of: matrix.similarities(to: query), where: among)
  }

  private static func scanned(
    _ limit: Int, _ matrix: EmbeddingMatrix, _ queries: [[Float]],
    among: @escaping @Sendable (Int) -> Bool = { _ in true }
  ) -> (best: [[Int]], candidates: [[Int]]) {
    let scan = ScoreScan([
      ScoreScan.Term(matrix: QuantizedMatrix(of: matrix), queries: queries, weight: 1)
    ])
    let candidates = scan.candidates(limit) { _, row in among(row) }
    let best = zip(queries, candidates).map { query, rows in
      TopRows.select(
        limit, of: matrix.copies(of: rows).similarities(to: query), where: { _ in true }
      ).map { rows[$0] }
    }
    return (best, candidates)
  }

  /// Rows that differ from one another in the last bit of a number, in a single number, or not at all.
  private static func nearTies(_ dimension: Int) -> EmbeddingMatrix {
    let base = SyntheticEmbeddings.random(count: 1, dimension: dimension, seed: 1)[0]
    var generator = SeededGenerator(seed: 2)
    var values: [Float] = []
    for row in 0..<900 {
      var copy = base
      let place = Int(generator.next() % UInt64(dimension))
      switch row % 4 {
      case 0: break
      case 1: copy[place] = copy[place].nextUp
      case 2: copy[place] = copy[place].nextDown
      default: copy[place] += 1e-4 * Float(generator.normal())
      }
      values += copy
    }
    return EmbeddingMatrix(dimension: dimension, values: values)
  }

  @Test(arguments: [1, 3, 20, 100], [3, 32, 77, 512])
  func nearTiesAndDuplicatesAreTheExactOnes(limit: Int, dimension: Int) {
    let matrix = Self.nearTies(dimension)
    let queries = SyntheticEmbeddings.random(count: 9, dimension: dimension, seed: 3)
    // One query is a row itself; more than eight go in two groups.
    let asked = (0..<9).map { queries[$0] } + [matrix[5]]
    let found = Self.scanned(limit, matrix, asked).best
    for (query, rows) in zip(asked, found) { #expect(rows == Self.best(limit, matrix, query)) }
  }

  @Test func equalScoresComeInTheOrderOfTheirRows() {
    let row = SyntheticEmbeddings.random(count: 1, dimension: 20, seed: 1)[0]
    let matrix = EmbeddingMatrix(
      dimension: 20, values: (0..<200).flatMap { $0.isMultiple(of: 3) ? row : row.map { -$0 } })
    #expect(Self.scanned(5, matrix, [row]).best == [[0, 3, 6, 9, 12]])
  }

  @Test func rowsThatAreNotAdmittedSetNoThreshold() {
    let matrix = SyntheticEmbeddings.random(count: 800, dimension: 24, seed: 6)
    let query = matrix[3]
    let admitted: @Sendable (Int) -> Bool = { $0 % 7 == 5 }
    let found = Self.scanned(10, matrix, [query], among: admitted)
    #expect(found.best == [Self.best(10, matrix, query, among: admitted)])
    #expect(found.candidates[0].allSatisfy(admitted))
    // Fewer than were asked for: all of them.
    #expect(Self.scanned(10, matrix, [query]) { $0 < 4 }.best[0].count == 4)
  }

  @Test func manyRowsOnAllCoresNeedFewCandidates() {
    let matrix = SyntheticEmbeddings.random(count: 40_000, dimension: 64, seed: 7)
    let queries = (0..<16).map { matrix[$0 * 100] }
    let found = Self.scanned(20, matrix, queries)
    for (query, rows) in zip(queries, found.best) {
      #expect(rows == Self.best(20, matrix, query))
    }
    #expect(found.candidates.allSatisfy { $0.count < 400 })
    #expect(found.candidates.allSatisfy { $0 == $0.sorted() })
  }

  @Test func termsAndOffsetsAddUp() {
    let (first, second) = (
      SyntheticEmbeddings.random(count: 700, dimension: 40, seed: 1),
      SyntheticEmbeddings.random(count: 700, dimension: 19, seed: 2)
    )
    let offsets = EmbeddingMatrix(
      dimension: 1, values: (0..<700).map { Float($0 % 11) / 20 })
    let (a, b) = (first[9], second[11])
    let scan = ScoreScan(
      [
        ScoreScan.Term(matrix: QuantizedMatrix(of: first), queries: [a], weight: 0.3),
        ScoreScan.Term(matrix: QuantizedMatrix(of: second), queries: [b], weight: -0.7),
      ], offset: ScoreScan.Offset(values: offsets, weight: -0.5))
    let scores = zip(first.similarities(to: a), second.similarities(to: b)).enumerated().map {
      0.3 * $1.0 - 0.7 * $1.1 - 0.5 * offsets[$0][0]
    }
    let best = TopRows.select(15, of: scores, where: { _ in true })
    let candidates = scan.candidates(15) { _, _ in true }[0]
    #expect(Set(best).isSubset(of: candidates))
    #expect(candidates.count < 200)
  }
}
