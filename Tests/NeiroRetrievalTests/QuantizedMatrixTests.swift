import Foundation
import NeiroCore
import NeiroTestSupport
import Testing

@testable import NeiroRetrieval

@Suite struct QuantizedMatrixTests {
  private static let rows = SyntheticEmbeddings.random(count: 53, dimension: 30, seed: 4)

  private static func block(_ bytes: some Collection<UInt8>) -> ByteBlock {
    ByteBlock(count: bytes.count) { $0.copyBytes(from: Array(bytes)) }
  }

  private static func bytes(_ matrix: QuantizedMatrix) -> [UInt8] {
    matrix.block.withBytes { Array($0) }
  }

  /// q̂·x̂ of every row, and ‖x − x̂‖ as kept.
  private static func products(_ matrix: QuantizedMatrix, _ query: [Float]) -> [Float] {
    let queries = QuantizedQueries([query])
    var products = [Float](repeating: 0, count: matrix.blockCount * 16)
    queries.products(with: matrix, of: 0..<matrix.blockCount, into: &products, stride: 0)
    return (0..<matrix.rowCount).map {
      matrix.scales[$0] * queries.step(ofQuery: 0) * products[$0]
    }
  }

  @Test func dotProductsLieWithinTheirBounds() {
    // Rows of all sizes, one of zeros, one whose numbers are far apart.
    var values = Self.rows.withRows { Array($0) }
    for index in 0..<30 { values[30 + index] *= 1e-30 }
    for index in 0..<30 { values[60 + index] = 0 }
    for index in 0..<30 { values[90 + index] = index == 3 ? 1 : 1e-6 }
    for index in 0..<30 { values[120 + index] *= 1e20 }
    let matrix = EmbeddingMatrix(dimension: 30, values: values)
    let copy = QuantizedMatrix(of: matrix)
    let query = SyntheticEmbeddings.random(count: 1, dimension: 30, seed: 9)[0]
    let found = Self.products(copy, query)
    let queries = QuantizedQueries([query])
    for row in 0..<53 {
      let exact = zip(query, matrix[row]).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
      let length = matrix[row].reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
      let bound =
        queries.lengths[0] * Double(copy.errors[row])
        + queries.uncertainty(ofQuery: 0, longest: Float(length) * 1.01)
      #expect(abs(Double(found[row]) - exact) <= bound)
      #expect(Double(copy.errors[row]) <= length)
    }
    // And no wider than they have to be: 127 steps for the largest number.
    #expect((5..<53).allSatisfy { copy.errors[$0] < 0.02 })
  }

  @Test func whatIsKeptComesBack() throws {
    let copy = QuantizedMatrix(of: Self.rows)
    let kept = try #require(
      QuantizedMatrix(kept: Self.block(Self.bytes(copy)), rowCount: 53, dimension: 30))
    #expect(Self.bytes(kept) == Self.bytes(copy))
    #expect(kept.longest == copy.longest && kept.damagedRow == nil)
    let query = Self.rows[7]
    #expect(Self.products(kept, query) == Self.products(copy, query))
  }

  @Test func otherBytesAreRefused() {
    let bytes = Self.bytes(QuantizedMatrix(of: Self.rows))
    func reads(_ bytes: [UInt8], rows: Int = 53, dimension: Int = 30) -> Bool {
      QuantizedMatrix(kept: Self.block(bytes), rowCount: rows, dimension: dimension) != nil
    }
    #expect(reads(bytes))
    #expect(!reads([]))
    #expect(!reads(bytes.dropLast()))
    #expect(!reads(bytes + [0]))
    #expect(!reads(bytes, rows: 54))  // as many blocks
    #expect(!reads(bytes, dimension: 29))  // as many groups
    // Another file, another version, another shape, a damaged scale, a damaged error.
    for place in [0, 8, 16, 24, 64 + 4 * 20, 64 + 4 * (64 + 20)] {
      var damaged = bytes
      damaged[place] ^= 1
      #expect(!reads(damaged), "byte \(place)")
    }
  }

  @Test func aRowThatIsNotFiniteIsNamed() {
    for value in [Float.nan, .infinity, -.infinity] {
      var values = Self.rows.withRows { Array($0) }
      values[30 * 17 + 4] = value
      let copy = QuantizedMatrix(of: EmbeddingMatrix(dimension: 30, values: values))
      #expect(copy.damagedRow == 17)
      #expect(
        QuantizedMatrix(kept: Self.block(Self.bytes(copy)), rowCount: 53, dimension: 30)?.damagedRow
          == 17)
    }
  }

  @Test func noRowsAreFineToo() {
    let copy = QuantizedMatrix(of: EmbeddingMatrix(dimension: 30, values: []))
    #expect(copy.rowCount == 0 && copy.damagedRow == nil)
    #expect(QuantizedMatrix(kept: Self.block(Self.bytes(copy)), rowCount: 0, dimension: 30) != nil)
  }
}
