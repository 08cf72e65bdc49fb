import NeiroCore
import NeiroTestSupport
import Testing

@testable import NeiroMaps

@Suite struct NearestNeighboursTests {
  /// One row after the other, each product summed in the same order.
  private func slowly(
    _ matrix: EmbeddingMatrix, _ count: Int, _ penalties: [Float], rows: Range<Int>? = nil
  ) -> [[Int32]] {
    (rows ?? 0..<matrix.rowCount).map { row in
      let own = matrix[row]
      let scores = (0..<matrix.rowCount).map { other -> Float in
        var sum: Float = 0
        for (a, b) in zip(own, matrix[other]) { sum += a * b }
        return penalties.isEmpty ? sum : sum - penalties[other]
      }
      return Array(
        scores.indices.filter { $0 != row && scores[$0].isFinite }
          .sorted { (scores[$0], $1) > (scores[$1], $0) }
          .prefix(count).map(Int32.init))
    }
  }

  private func lists(_ found: NearestNeighbours) -> [[Int32]] {
    (0..<found.rowCount).map { Array(found.of($0)) }
  }

  @Test(arguments: [2, 5, 127, 128, 131, 300])
  func areTheOnesThatALoopFinds(count: Int) {
    let matrix = SyntheticEmbeddings.random(count: count, dimension: 7, seed: UInt64(count))
    let found = NearestNeighbours(of: matrix, count: 6)
    #expect(lists(found) == slowly(matrix, min(6, count - 1), []))
  }

  @Test func penaltiesBelongToTheNeighbour() {
    let matrix = SyntheticEmbeddings.random(count: 200, dimension: 5, seed: 3)
    let penalties = (0..<200).map { Float($0 % 7) / 10 }
    let found = NearestNeighbours(of: matrix, count: 4, penalties: penalties)
    #expect(lists(found) == slowly(matrix, 4, penalties))
  }

  @Test func equalRowsComeInTheirOrder() {
    let matrix = SyntheticEmbeddings.angles(Array(repeating: 30, count: 150))
    let found = NearestNeighbours(of: matrix, count: 3)
    #expect(Array(found.of(0)) == [1, 2, 3])
    #expect(Array(found.of(2)) == [0, 1, 3])
    #expect(Array(found.of(149)) == [0, 1, 2])
  }

  @Test func rowsThatAreNotFiniteAreNobodysNeighbours() {
    var values: [Float] = (0..<20).flatMap { _ in [1, 0] as [Float] }
    values[6] = .nan
    values[11] = .infinity
    let found = NearestNeighbours(of: EmbeddingMatrix(dimension: 2, values: values), count: 19)
    #expect(found.of(3).isEmpty)
    #expect(found.of(5).isEmpty)
    #expect(found.of(0).count == 17)
    #expect(!found.of(0).contains(3) && !found.of(0).contains(5))
  }

  @Test(arguments: [0, 1]) func tooFewRowsHaveNone(count: Int) {
    let values = [Float](repeating: 1, count: count)
    let found = NearestNeighbours(of: EmbeddingMatrix(dimension: 1, values: values), count: 5)
    #expect(found.count == 0 && found.rows.isEmpty)
    #expect((0..<count).allSatisfy { found.of($0).isEmpty })
  }

  @Test func manyRowsAndManyCoresGiveTheSame() {
    // Large enough for several workers; the blocks they get differ from run to run.
    let matrix = SyntheticEmbeddings.random(count: 700, dimension: 20, seed: 9)
    let found = (0..<3).map { _ in NearestNeighbours(of: matrix, count: 5) }
    #expect(found[0].rows == found[1].rows && found[1].rows == found[2].rows)
    #expect(found[0].similarities == found[1].similarities)
    let rows = 100..<140
    #expect(Array(lists(found[0])[rows]) == slowly(matrix, 5, [], rows: rows))
  }
}
