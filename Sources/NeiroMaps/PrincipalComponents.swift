internal import Foundation
public import NeiroCore

/// The directions in which the rows of a matrix differ most.
///
/// Eigenvectors of the covariance Σ (x − m)(x − m)ᵀ / (N − 1), the greatest eigenvalue first. Of a
/// component's numbers the one that is largest in size is positive, as in scikit-learn's `PCA`.
///
/// *Source*: Pearson, "On lines and planes of closest fit to systems of points in space", 1901,
/// <https://doi.org/10.1080/14786440109462720>; the eigenvectors by block power iteration with
/// Rayleigh's and Ritz's projection, Golub and Van Loan, Matrix Computations, 4th edition, 8.2.4.
public struct PrincipalComponents: Sendable {
  /// m, D numbers.
  public let mean: [Double]
  /// Unit vectors of D numbers; fewer than asked for where D is less.
  public let components: [[Double]]
  /// The variance along each.
  public let variances: [Double]
  /// The variance along all D directions together.
  public let totalVariance: Double

  /// - Parameters:
  ///   - matrix: N × D, all finite.
  ///   - count: How many components.
  /// - Complexity: O(N·D²) for the covariance, on all cores, and O(D²) for each step after it.
  public init(of matrix: EmbeddingMatrix, count: Int) {
    let dimension = matrix.dimension
    let covariance = Covariance(of: matrix)
    mean = covariance.mean
    totalVariance = (0..<dimension).reduce(0) { $0 + covariance.values[$1 * dimension + $1] }
    let found = PowerIteration(count: min(count, dimension)).run(
      covariance.values, dimension: dimension)
    variances = found.map(\.value)
    components = found.map(\.vector)
  }

  /// Where a row lies along each component.
  public func scores(of row: UnsafeBufferPointer<Float>) -> [Double] {
    components.map { component in
      var sum = 0.0
      for index in component.indices {
        sum += (Double(row[index]) - mean[index]) * component[index]
      }
      return sum
    }
  }
}

/// The mean and the covariance of a matrix's rows.
struct Covariance {
  /// D
  let mean: [Double]
  /// D × D
  private(set) var values: [Double]

  /// Rows that are multiplied in float32 before they are added up in double.
  private static let rowsAtOnce = 256

  init(of matrix: EmbeddingMatrix) {
    let (n, dimension) = (matrix.rowCount, matrix.dimension)
    var sums = [Double](repeating: 0, count: dimension)
    matrix.withRows { rows in
      for row in 0..<n {
        for column in 0..<dimension { sums[column] += Double(rows[row * dimension + column]) }
      }
    }
    let mean = sums.map { $0 / Double(max(n, 1)) }
    self.mean = mean
    values = Array(repeating: 0, count: dimension * dimension)
    for start in stride(from: 0, to: n, by: Self.rowsAtOnce) {
      add(matrix, start..<min(start + Self.rowsAtOnce, n))
    }
    let scale = 1 / Double(max(n - 1, 1))
    for row in 0..<dimension {
      for column in row..<dimension {
        values[row * dimension + column] *= scale
        values[column * dimension + row] = values[row * dimension + column]
      }
    }
  }

  /// Adds the products of some rows above the diagonal.
  private mutating func add(_ matrix: EmbeddingMatrix, _ part: Range<Int>) {
    let (width, dimension) = (part.count, matrix.dimension)
    // Columns become rows, so that a product of two columns is one of two rows.
    var centred = [Float](repeating: 0, count: dimension * width)
    matrix.withRows { rows in
      for (place, row) in part.enumerated() {
        for column in 0..<dimension {
          centred[column * width + place] =
            Float(Double(rows[row * dimension + column]) - mean[column])
        }
      }
    }
    centred.withUnsafeBufferPointer { centred in
      values.withUnsafeMutableBufferPointer { values in
        // Each block writes columns of its own.
        nonisolated(unsafe) let values = values
        nonisolated(unsafe) let products = RowProducts(
          values: centred, count: dimension, width: width)
        Parallel.forEachPart(
          of: products.blockCount, operations: dimension * dimension / 2 * width
        ) { blocks in
          for block in blocks {
            products.forEachTile(ofBlock: block) { tile in
              for row in tile.rows {
                let found = tile.row(row)
                for (place, column) in tile.columns.enumerated() where column >= row {
                  values[row * dimension + column] += Double(found[place])
                }
              }
            }
          }
        }
      }
    }
  }
}
