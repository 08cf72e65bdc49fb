internal import Foundation
internal import NeiroCore

/// The greatest eigenvalues of a symmetric matrix that has none below zero, with their vectors.
struct PowerIteration {
  /// How many are wanted.
  let count: Int

  /// Vectors beside those that are wanted: what lies between them and the rest is what makes it quick.
  private static let company = 8
  private static let steps = 500
  private static let tolerance = 1e-12

  typealias Pair = (value: Double, vector: [Double])

  /// - Parameters:
  ///   - matrix: D × D.
  ///   - dimension: D.
  /// - Returns: As many pairs as asked for, the greatest value first; vectors of unit length whose
  ///   largest number is positive.
  func run(_ matrix: [Double], dimension: Int) -> [Pair] {
    guard count > 0, dimension > 0 else { return [] }
    var generator = SeededGenerator(seed: 1)
    var basis = (0..<min(count + Self.company, dimension)).map { _ in
      (0..<dimension).map { _ in generator.normal() }
    }
    Self.orthonormalize(&basis, &generator)
    var pairs: [Pair] = []
    for _ in 0..<Self.steps {
      let images = basis.map { Self.product(matrix, $0) }
      // The best approximations within the space that the basis spans.
      let small = basis.map { vector in images.map { Self.dot(vector, $0) } }
      let turned = SymmetricEigen(small)
      pairs = turned.vectors.prefix(count).enumerated().map { index, weights in
        (turned.values[index], Self.combination(basis, weights))
      }
      let errors = zip(pairs, turned.vectors).map { pair, weights in
        let image = Self.combination(images, weights)
        let error = zip(image, pair.vector).reduce(0) { sum, numbers in
          let difference = numbers.0 - pair.value * numbers.1
          return sum + difference * difference
        }
        return error.squareRoot()
      }
      if errors.allSatisfy({ $0 <= Self.tolerance * max(turned.values[0], 0) }) { break }
      basis = turned.vectors.map { Self.combination(images, $0) }
      Self.orthonormalize(&basis, &generator)
    }
    return pairs.map { (max($0.value, 0), Self.signed($0.vector)) }
  }

  private static func signed(_ vector: [Double]) -> [Double] {
    let largest = vector.max { abs($0) < abs($1) } ?? 0
    return largest < 0 ? vector.map { -$0 } : vector
  }

  /// Gram's and Schmidt's process, twice over; a vector that vanishes is drawn anew.
  private static func orthonormalize(
    _ basis: inout [[Double]], _ generator: inout SeededGenerator
  ) {
    for index in basis.indices {
      var length = 0.0
      for _ in 0..<3 {
        let before = dot(basis[index], basis[index]).squareRoot()
        for _ in 0..<2 {
          for other in 0..<index {
            let share = dot(basis[index], basis[other])
            for place in basis[index].indices {
              basis[index][place] -= share * basis[other][place]
            }
          }
        }
        length = dot(basis[index], basis[index]).squareRoot()
        if length > 1e-10 * before, length > 1e-300 { break }
        basis[index] = basis[index].map { _ in generator.normal() }
        length = 0
      }
      if length > 0 { basis[index] = basis[index].map { $0 / length } }
    }
  }

  private static func combination(_ vectors: [[Double]], _ weights: [Double]) -> [Double] {
    var sum = [Double](repeating: 0, count: vectors.first?.count ?? 0)
    for (vector, weight) in zip(vectors, weights) {
      for place in sum.indices { sum[place] += weight * vector[place] }
    }
    return sum
  }

  private static func product(_ matrix: [Double], _ vector: [Double]) -> [Double] {
    vector.indices.map { row in
      matrix.withUnsafeBufferPointer { matrix in
        let start = row * vector.count
        return dot(UnsafeBufferPointer(rebasing: matrix[start..<start + vector.count]), vector)
      }
    }
  }

  private static func dot(_ left: [Double], _ right: [Double]) -> Double {
    left.withUnsafeBufferPointer { dot($0, right) }
  }

  private static func dot(_ left: UnsafeBufferPointer<Double>, _ right: [Double]) -> Double {
    right.withUnsafeBufferPointer { right in
      var sums = SIMD8<Double>()
      var index = 0
      while index + 8 <= left.count {
        var (a, b) = (SIMD8<Double>(), SIMD8<Double>())
        for lane in 0..<8 {
          a[lane] = left[index + lane]
          b[lane] = right[index + lane]
        }
        sums += a * b
        index += 8
      }
      var sum = sums.sum()
      while index < left.count {
        sum += left[index] * right[index]
        index += 1
      }
      return sum
    }
  }
}

/// All eigenvalues of a small symmetric matrix with their vectors, the greatest first, by Jacobi's
/// rotations.
struct SymmetricEigen {
  let values: [Double]
  let vectors: [[Double]]

  init(_ matrix: [[Double]]) {
    var a = matrix
    let n = a.count
    var v = (0..<n).map { row in (0..<n).map { $0 == row ? 1.0 : 0.0 } }
    for _ in 0..<60 {
      let scale = (0..<n).reduce(0) { $0 + a[$1][$1] * a[$1][$1] }
      var rest = 0.0
      for row in 0..<n { for column in 0..<row { rest += a[row][column] * a[row][column] } }
      if rest <= 1e-32 * scale || rest == 0 { break }
      for p in 0..<n {
        for q in (p + 1)..<max(n, p + 1) where a[p][q] != 0 {
          let theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
          let t = (theta < 0 ? -1 : 1) / (abs(theta) + (theta * theta + 1).squareRoot())
          let c = 1 / (t * t + 1).squareRoot()
          let s = t * c
          for k in 0..<n {
            (a[k][p], a[k][q]) = (c * a[k][p] - s * a[k][q], s * a[k][p] + c * a[k][q])
          }
          for k in 0..<n {
            (a[p][k], a[q][k]) = (c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k])
            (v[p][k], v[q][k]) = (c * v[p][k] - s * v[q][k], s * v[p][k] + c * v[q][k])
          }
        }
      }
    }
    let order = (0..<n).sorted { a[$0][$0] > a[$1][$1] }
    values = order.map { a[$0][$0] }
    vectors = order.map { v[$0] }
  }
}
