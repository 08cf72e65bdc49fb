internal import Foundation
internal import NeiroCore

/// What a head knows of single labelled clips: the second, non-linear part of ``ProjectionHead``.
///
/// With y the clip as the linear part leaves it and c = Bᵀy, it adds B·(Aᵀc + Vᵀ·softmax(K·c/β)):
/// a linear change A, and for every labelled clip, its key a row of K, a displacement, the row of V,
/// that clips near to it share. It is a residual layer whose hidden units are labelled clips; with
/// A = V = 0, as it starts, it changes nothing.
///
/// *Shapes*: y `[D]`; B `[D, m]`, columns orthonormal; A `[m, m]`; K and V `[K, m]`.
/// *Source*: Miller et al., "Key-value memory networks for directly reading documents", 2016,
/// <https://arxiv.org/abs/1606.03126>; labelled examples as the units of a radial-basis network are
/// those of Broomhead and Lowe, 1988.
public struct ClipMemory: Hashable, Sendable {
  /// m, the directions that can move.
  public let directions: Int
  /// Bᵀ, `[m, D]` row-major.
  public let basis: [Float]
  /// A, `[m, m]` row-major.
  public let linear: [Float]
  /// K and V, `[K, m]` row-major; empty for a linear change alone.
  public let keys: [Float]
  public let values: [Float]
  /// β, above 0: the smaller, the fewer keys a clip listens to.
  public let temperature: Float

  /// - Precondition: Shapes as above, for some D and K.
  public init(
    basis: [Float], linear: [Float], keys: [Float], values: [Float], directions: Int,
    temperature: Float
  ) {
    precondition(directions > 0 && basis.count.isMultiple(of: directions), "Bᵀ is [m, D]")
    precondition(linear.count == directions * directions, "A is [m, m]")
    precondition(
      keys.count == values.count && keys.count.isMultiple(of: directions), "K and V are [K, m]")
    precondition(temperature > 0, "β is above 0")
    self.basis = basis
    self.linear = linear
    self.keys = keys
    self.values = values
    self.directions = directions
    self.temperature = temperature
  }

  /// D.
  var dimension: Int { basis.count / directions }
  public var keyCount: Int { keys.count / directions }

  /// Adds the change to y, where it is.
  ///
  /// - Complexity: O(D·m + m² + K·m).
  func add(to projection: UnsafeMutableBufferPointer<Float>) {
    let coordinates = Self.products(of: basis, rows: directions, UnsafeBufferPointer(projection))
    var change = [Float](repeating: 0, count: directions)
    coordinates.withUnsafeBufferPointer { coordinates in
      for (row, weight) in coordinates.enumerated() {
        add(row: row, of: linear, weight, to: &change)
      }
      let logits = Self.products(of: keys, rows: keyCount, coordinates)
      let largest = logits.max() ?? 0
      let weights = logits.map { exp(($0 - largest) / temperature) }
      let sum = weights.reduce(0, +)
      for (row, weight) in weights.enumerated() {
        add(row: row, of: values, weight / sum, to: &change)
      }
    }
    basis.withUnsafeBufferPointer { basis in
      for (row, weight) in change.enumerated() {
        let columns = row * dimension..<(row + 1) * dimension
        let direction = UnsafeBufferPointer(rebasing: basis[columns])
        for d in 0..<dimension { projection[d] += weight * direction[d] }
      }
    }
  }

  /// `weight` times a row of a matrix of m columns.
  private func add(row: Int, of matrix: [Float], _ weight: Float, to sum: inout [Float]) {
    matrix.withUnsafeBufferPointer { matrix in
      sum.withUnsafeMutableBufferPointer { sum in
        for d in 0..<directions { sum[d] += weight * matrix[row * directions + d] }
      }
    }
  }

  /// A matrix times a vector.
  private static func products(
    of matrix: [Float], rows: Int, _ vector: UnsafeBufferPointer<Float>
  ) -> [Float] {
    matrix.withUnsafeBufferPointer { matrix in
      (0..<rows).map { row in
        let values = matrix[row * vector.count..<(row + 1) * vector.count]
        return UnitVector.dot(UnsafeBufferPointer(rebasing: values), vector)
      }
    }
  }
}
