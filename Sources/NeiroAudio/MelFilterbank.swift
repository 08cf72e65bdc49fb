/// Triangular bands, equally wide on a mel scale, each a weighted sum of power-spectrum bins.
public struct MelFilterbank: Sendable {
  /// What a band's weights are scaled to.
  public enum Normalisation: Sendable {
    /// Their sum is 1: the band is a mean. A band too narrow to hold a bin takes the one nearest
    /// to its centre.
    case unitSum
    /// The triangle's area in hertz is 1, as in Slaney's toolbox.
    case unitArea
    /// The triangle's top is 1.
    case unitPeak
  }

  public let bandCount: Int
  /// First bin of each band with a weight, and where its weights begin.
  private let firstBins: [Int]
  private let offsets: [Int]
  private let weights: [Double]

  /// - Parameters:
  ///   - bandCount: How many bands.
  ///   - frequenciesHz: Centres of the F bins of the spectra, ascending.
  ///   - rangeHz: From the lower edge of the first band to the upper edge of the last.
  ///   - scale: On which the bands are equally wide.
  ///   - normalisation: What the weights are scaled to.
  public init(
    bandCount: Int, frequenciesHz: [Double], rangeHz: ClosedRange<Double>, scale: MelScale = .htk,
    normalisation: Normalisation = .unitSum
  ) {
    self.bandCount = bandCount
    let lowest = scale.mel(hertz: rangeHz.lowerBound)
    let highest = scale.mel(hertz: rangeHz.upperBound)
    let edges = (0...bandCount + 1).map { edge in
      scale.hertz(mel: lowest + (highest - lowest) * Double(edge) / Double(bandCount + 1))
    }
    var firstBins: [Int] = []
    var offsets = [0]
    var weights: [Double] = []
    for band in 0..<bandCount {
      let (left, centre, right) = (edges[band], edges[band + 1], edges[band + 2])
      let triangle = frequenciesHz.map { frequency in
        max(0, min((frequency - left) / (centre - left), (right - frequency) / (right - centre)))
      }
      let whole =
        switch normalisation {
        case .unitSum: triangle.reduce(0, +)
        case .unitArea: (right - left) / 2
        case .unitPeak: 1.0
        }
      if let first = triangle.firstIndex(where: { $0 > 0 }),
        let last = triangle.lastIndex(where: { $0 > 0 })
      {
        firstBins.append(first)
        weights += triangle[first...last].map { $0 / whole }
      } else if normalisation == .unitSum {
        let nearest = frequenciesHz.indices.min {
          abs(frequenciesHz[$0] - centre) < abs(frequenciesHz[$1] - centre)
        }
        firstBins.append(nearest ?? 0)
        weights.append(1)
      } else {
        firstBins.append(0)
      }
      offsets.append(weights.count)
    }
    self.firstBins = firstBins
    self.offsets = offsets
    self.weights = weights
  }

  /// Fills `bands` with the weighted power of each band.
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
}
