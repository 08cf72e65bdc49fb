import Foundation
import NeiroAudio

/// What the STFT of a trimmed sound of unit RMS shows, frame by frame.
struct SpectralFrames {
  static let sampleRateHz = 44_100
  static let hop = 256
  static let frameRateHz = Double(sampleRateHz) / Double(hop)
  static let wideBandCount = 32
  static let fineBandCount = 64

  private static let stft = STFT(frameLength: 2048, hop: hop)
  private static let frequencies = stft.frequencies(sampleRateHz: sampleRateHz)
  /// Octaves, nothing below 30 Hz.
  private static let octaves = frequencies.map { log2(max($0, 30)) }
  private static let wideBank = MelFilterbank(
    bandCount: wideBandCount, frequenciesHz: frequencies, rangeHz: 30...16_000)
  private static let fineBank = MelFilterbank(
    bandCount: fineBandCount, frequenciesHz: frequencies, rangeHz: 30...16_000)

  /// T, at least 2.
  let count: Int
  /// Mel power: T × 32 and T × 64, frame after frame.
  private(set) var wide: [Double]
  private(set) var fine: [Double]
  private(set) var shapes: [SpectrumShape] = []

  /// - Parameter samples: A sound at 44 100 Hz, not silent, finite.
  init(of samples: UnsafeBufferPointer<Float>) {
    let heard = UnsafeBufferPointer(rebasing: samples[Trim.bounds(of: samples)])
    let squares = heard.reduce(0.0) { $0 + Double($1) * Double($1) }
    let gain = 1 / ((squares / Double(heard.count)).squareRoot() + 1e-12)

    let count = Self.stft.frameCount(sampleCount: heard.count)
    var wide = [Double](repeating: 0, count: count * Self.wideBandCount)
    var fine = [Double](repeating: 0, count: count * Self.fineBandCount)
    var shapes: [SpectrumShape] = []
    shapes.reserveCapacity(count)
    let frequencies = Self.frequencies
    let octaves = Self.octaves
    wide.withUnsafeMutableBufferPointer { wide in
      fine.withUnsafeMutableBufferPointer { fine in
        frequencies.withUnsafeBufferPointer { frequencies in
          octaves.withUnsafeBufferPointer { octaves in
            Self.stft.forEachFrame(of: heard, gain: gain) { frame, power in
              Self.wideBank.apply(to: power, into: Self.row(frame, of: wide, Self.wideBandCount))
              Self.fineBank.apply(to: power, into: Self.row(frame, of: fine, Self.fineBandCount))
              shapes.append(
                SpectrumShape(power, frequencies: frequencies, octaves: octaves))
            }
          }
        }
      }
    }
    self.count = count
    self.wide = wide
    self.fine = fine
    self.shapes = shapes
  }

  private static func row(
    _ row: Int, of matrix: UnsafeMutableBufferPointer<Double>, _ width: Int
  ) -> UnsafeMutableBufferPointer<Double> {
    UnsafeMutableBufferPointer(rebasing: matrix[row * width..<(row + 1) * width])
  }

  /// Decibels re the highest number of the whole `matrix`, at least −70.
  static func decibels(_ matrix: [Double]) -> [Double] {
    let highest = matrix.max() ?? 1
    return matrix.map { max(10 * log10($0 / highest + 1e-12), -70) }
  }
}

/// The shape of one power spectrum, each number independent of its level.
struct SpectrumShape {
  /// log₂ of the centroid in hertz + 30.
  let centroid: Double
  /// Centroid, spread and skewness on the octave scale.
  let octaveCentroid: Double
  let spread: Double
  let skewness: Double
  /// log₂ of the frequency in hertz + 30 below which 85 % and 50 % of the power lie.
  let rollOff85: Double
  let rollOff50: Double
  /// log₁₀ of the share of the power in the 12 strongest bins.
  let peakiness: Double

  /// - Shapes: all F.
  init(
    _ power: UnsafeBufferPointer<Double>, frequencies: UnsafeBufferPointer<Double>,
    octaves: UnsafeBufferPointer<Double>
  ) {
    let floor = 1e-12
    var total = 0.0
    var frequencySum = 0.0
    var octaveSum = 0.0
    for bin in 0..<power.count {
      let p = power[bin] + floor
      total += p
      frequencySum += p * frequencies[bin]
      octaveSum += p * octaves[bin]
    }
    let mean = octaveSum / total

    var variance = 0.0
    var third = 0.0
    var cumulated = 0.0
    var bin85: Int?
    var bin50: Int?
    for bin in 0..<power.count {
      let p = power[bin] + floor
      let distance = octaves[bin] - mean
      let weighted = p * distance * distance
      variance += weighted
      third += weighted * distance
      cumulated += p
      if bin50 == nil, cumulated > 0.5 * total { bin50 = bin }
      if bin85 == nil, cumulated > 0.85 * total { bin85 = bin }
    }
    let deviation = max(variance / total, 0).squareRoot()
    centroid = log2(frequencySum / total + 30)
    octaveCentroid = mean
    spread = deviation
    skewness = third / total / (deviation * deviation * deviation + 1e-6)
    rollOff85 = log2(frequencies[bin85 ?? 0] + 30)
    rollOff50 = log2(frequencies[bin50 ?? 0] + 30)
    peakiness = log10(Self.sumOfTwelveLargest(power, floor: floor) / total + 1e-6)
  }

  private static func sumOfTwelveLargest(
    _ power: UnsafeBufferPointer<Double>, floor: Double
  ) -> Double {
    // Ascending; a bin pushes the smaller ones down and the smallest one out.
    var largest = InlineArray<12, Double>(repeating: 0)
    for value in power where value > largest[0] {
      var place = 0
      while place < 11, largest[place + 1] < value {
        largest[place] = largest[place + 1]
        place += 1
      }
      largest[place] = value
    }
    var sum = 12 * floor
    for place in 0..<12 { sum += largest[place] }
    return sum
  }
}
