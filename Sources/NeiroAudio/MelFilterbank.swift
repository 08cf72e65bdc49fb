import Foundation

/// Triangular bands, equally wide on the mel scale, each a weighted mean of power-spectrum bins.
///
/// Source: the mel scale 2595·log₁₀(1 + f / 700) of O'Shaughnessy, "Speech communication: human
/// and machine", 1987. A band too narrow to hold a bin takes the one nearest to its centre.
public struct MelFilterbank: Sendable {
  public let bandCount: Int
  /// First bin of each band with a weight, and where its weights begin.
  private let firstBins: [Int]
  private let offsets: [Int]
  private let weights: [Double]

  /// - Parameters:
  ///   - bandCount: How many bands.
  ///   - frequenciesHz: Centres of the F bins of the spectra, ascending.
  ///   - rangeHz: From the lower edge of the first band to the upper edge of the last.
  public init(bandCount: Int, frequenciesHz: [Double], rangeHz: ClosedRange<Double>) {
    self.bandCount = bandCount
    let lowest = Self.mel(rangeHz.lowerBound)
    let highest = Self.mel(rangeHz.upperBound)
    let edges = (0...bandCount + 1).map { edge in
      Self.hertz(lowest + (highest - lowest) * Double(edge) / Double(bandCount + 1))
    }
    var firstBins: [Int] = []
    var offsets = [0]
    var weights: [Double] = []
    for band in 0..<bandCount {
      let (left, centre, right) = (edges[band], edges[band + 1], edges[band + 2])
      let triangle = frequenciesHz.map { frequency in
        max(0, min((frequency - left) / (centre - left), (right - frequency) / (right - centre)))
      }
      let sum = triangle.reduce(0, +)
      if sum > 0, let first = triangle.firstIndex(where: { $0 > 0 }),
        let last = triangle.lastIndex(where: { $0 > 0 })
      {
        firstBins.append(first)
        weights += triangle[first...last].map { $0 / sum }
      } else {
        let nearest = frequenciesHz.indices.min {
          abs(frequenciesHz[$0] - centre) < abs(frequenciesHz[$1] - centre)
        }
        firstBins.append(nearest ?? 0)
        weights.append(1)
      }
      offsets.append(weights.count)
    }
    self.firstBins = firstBins
    self.offsets = offsets
    self.weights = weights
  }

  /// Fills `bands` with the mean power of each band.
  ///
  /// - Shapes: `power` F, `bands` `bandCount`.
  public func apply(
    to power: UnsafeBufferPointer<Double>, into bands: UnsafeMutableBufferPointer<Double>
  ) {
    precondition(bands.count == bandCount, "one number for each band")
    weights.withUnsafeBufferPointer { weights in
      for band in 0..<bandCount {
        let offset = offsets[band]
        let width = offsets[band + 1] - offset
        let first = firstBins[band]
        var sum = 0.0
        for index in 0..<width { sum += weights[offset + index] * power[first + index] }
        bands[band] = sum
      }
    }
  }

  private static func mel(_ hertz: Double) -> Double { 2595 * log10(1 + hertz / 700) }

  private static func hertz(_ mel: Double) -> Double { 700 * (pow(10, mel / 2595) - 1) }
}
