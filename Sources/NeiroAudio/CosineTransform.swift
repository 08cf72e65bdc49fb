import Foundation

/// The orthonormal DCT-II, or some of its coefficients: what makes a cepstrum of mel levels.
///
/// c(k) = s(k) · Σ x(n) · cos(π·k·(2n + 1) / 2N), with s(0) = √(1/N) and else √(2/N).
public struct CosineTransform: Sendable {
  /// A row of N numbers for each coefficient.
  private let rows: [[Double]]

  /// - Parameters:
  ///   - length: N.
  ///   - coefficients: Which are wanted, 0 being the mean's.
  public init(length: Int, coefficients: ClosedRange<Int>) {
    rows = coefficients.map { coefficient in
      (0..<length).map { place in
        ((coefficient == 0 ? 1 : 2) / Double(length)).squareRoot()
          * cos(.pi * Double(coefficient * (2 * place + 1)) / Double(2 * length))
      }
    }
  }

  /// - Shapes: `values` N; the result a number for each coefficient.
  public func callAsFunction(_ values: ArraySlice<Double>) -> [Double] {
    rows.map { row in zip(row, values).reduce(0) { $0 + $1.0 * $1.1 } }
  }
}
