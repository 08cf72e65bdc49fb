import Foundation

/// Computes ``FrameDescriptors`` of a sound that comes piece by piece. How it is cut changes nothing.
///
/// Memory grows by the result, some 50 kB for each second of sound, not by the sound.
public struct FrameDescriptorStream {
  private static let stft = STFT(
    frameLength: FrameDescriptors.frameLength, hop: FrameDescriptors.hop, window: .periodicHann)
  private static let frequencies = stft.frequencies(sampleRateHz: FrameDescriptors.sampleRateHz)
  private static let bank = MelFilterbank(
    bandCount: FrameDescriptors.melBandCount, frequenciesHz: frequencies,
    rangeHz: 0...Double(FrameDescriptors.sampleRateHz) / 2, scale: .slaney,
    normalisation: .unitArea)
  private static let cepstrum = CosineTransform(
    length: FrameDescriptors.melBandCount, coefficients: 0...FrameDescriptors.coefficientCount - 1)

  private static let leastPower = pow(10, FrameDescriptors.floorDecibels / 10)

  /// What frames to come still see.
  private var samples: [Float] = []
  /// The place in the sound of `samples[0]`, a multiple of the hop.
  private var firstSample = 0
  private var nextFrame = 0
  private var found = FrameDescriptors(durationSeconds: 0)
  private var outline = WaveformOutline()
  private var envelope = AttackEnvelope()

  public init() {}

  /// Goes on with the sound.
  public mutating func append(_ block: UnsafeBufferPointer<Float>) {
    samples.append(contentsOf: block)
    outline.append(block)
    envelope.append(block)
    let (hop, half) = (FrameDescriptors.hop, FrameDescriptors.frameLength / 2)
    let end = firstSample + samples.count
    // Frames that end within the sound so far.
    guard end >= half else { return }
    describe(upTo: (end - half) / hop + 1)
    let needed = max(0, nextFrame * hop - half) / hop * hop
    // Not for a few samples: the rest would be moved each time.
    guard needed - firstSample >= 1 << 16 else { return }
    samples.removeFirst(needed - firstSample)
    firstSample = needed
  }

  /// The descriptors of the whole.
  public mutating func finish() -> FrameDescriptors {
    let count = firstSample + samples.count
    if count > 0 { describe(upTo: 1 + count / FrameDescriptors.hop) }
    var result = FrameDescriptors(
      durationSeconds: Double(count) / Double(FrameDescriptors.sampleRateHz))
    result.centroid = found.centroid
    result.bandwidth = found.bandwidth
    result.rollOff = found.rollOff
    result.zeroCrossingRate = found.zeroCrossingRate
    result.rms = found.rms
    let loudest = found.logMel.max() ?? 0
    let floor = loudest - Float(FrameDescriptors.dynamicRangeDecibels)
    result.logMel = found.logMel.map { max($0, floor) }
    result.mfcc = Self.coefficients(of: result.logMel)
    result.outline = outline
    result.attack = envelope.attack
    return result
  }

  private static func coefficients(of levels: [Float]) -> [Float] {
    let width = FrameDescriptors.melBandCount
    return stride(from: 0, to: levels.count, by: width).flatMap { start in
      let row = levels[start..<start + width].map(Double.init)
      return cepstrum(row[...]).map(Float.init)
    }
  }

  /// Describes the frames from the next one to `end`.
  private mutating func describe(upTo end: Int) {
    guard nextFrame < end else { return }
    let shift = firstSample / FrameDescriptors.hop
    var magnitudes = [Double](repeating: 0, count: Self.stft.binCount)
    var bands = [Double](repeating: 0, count: FrameDescriptors.melBandCount)
    samples.withUnsafeBufferPointer { samples in
      for frame in nextFrame - shift..<end - shift {
        let place = Self.stft.samples(ofFrame: frame)
        found.rms.append(Self.rms(samples, place))
        found.zeroCrossingRate.append(Self.crossings(samples, place))
      }
      Self.frequencies.withUnsafeBufferPointer { frequencies in
        magnitudes.withUnsafeMutableBufferPointer { magnitudes in
          bands.withUnsafeMutableBufferPointer { bands in
            Self.stft.forEach(nextFrame - shift..<end - shift, of: samples, gain: 1) { _, power in
              for bin in 0..<power.count { magnitudes[bin] = power[bin].squareRoot() }
              let shape = MagnitudeShape(
                magnitudes: UnsafeBufferPointer(magnitudes), frequenciesHz: frequencies)
              found.centroid.append(shape.centroidHz)
              found.bandwidth.append(shape.bandwidthHz)
              found.rollOff.append(shape.rollOffHz)
              Self.bank.apply(to: power, into: bands)
              for band in bands {
                found.logMel.append(Float(10 * log10(max(band, Self.leastPower))))
              }
            }
          }
        }
      }
    }
    nextFrame = end
  }

  /// Root mean square of a frame; beyond the ends is silence.
  private static func rms(_ samples: UnsafeBufferPointer<Float>, _ frame: Range<Int>) -> Double {
    var sum = 0.0
    for index in frame.clamped(to: 0..<samples.count) {
      sum += Double(samples[index]) * Double(samples[index])
    }
    return (sum / Double(frame.count)).squareRoot()
  }

  /// Changes of sign within a frame for each of its samples; beyond the ends are none.
  private static func crossings(
    _ samples: UnsafeBufferPointer<Float>, _ frame: Range<Int>
  ) -> Double {
    let heard = frame.clamped(to: 0..<samples.count)
    var count = 0
    guard var wasNegative = heard.first.map({ samples[$0] < -1e-10 }) else { return 0 }
    for index in heard.dropFirst() {
      let isNegative = samples[index] < -1e-10
      if isNegative != wasNegative { count += 1 }
      wasNegative = isNegative
    }
    return Double(count) / Double(frame.count)
  }
}
