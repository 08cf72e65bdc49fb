import Foundation
public import NeiroAudio

/// The raw numbers behind a spectral embedding, before they are standardised and weighted.
///
/// They don't depend on level, nor on silence around the sound: it is trimmed at −50 dB and scaled
/// to unit RMS first, and has its own 0 dB.
///
/// Source: `Tests/Fixtures/spectral_reference.py`, with which every column agrees.
public struct SpectralDescriptors: Sendable {
  private let groups: [SpectralGroup: [Double]]

  /// - Shapes: T samples, from one on. Below 2048 samples, a single frame, descriptors of time say
  ///   little, but all are finite.
  /// - Throws: ``EncodingError`` for another rate than 44 100 Hz, no samples, silence, and samples
  ///   that are not finite.
  public init(_ waveform: Waveform) throws(EncodingError) {
    guard waveform.sampleRateHz == SpectralFrames.sampleRateHz else {
      throw .wrongSampleRate(
        expectedHz: SpectralFrames.sampleRateHz, foundHz: waveform.sampleRateHz)
    }
    guard !waveform.samples.isEmpty else { throw .noSamples }
    if let bad = waveform.samples.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(second: Double(bad) / Double(waveform.sampleRateHz))
    }
    guard waveform.samples.contains(where: { $0 != 0 }) else { throw .silent }

    let frames = waveform.samples.withUnsafeBufferPointer { SpectralFrames(of: $0) }
    let fineDecibels = SpectralFrames.decibels(frames.fine)  // (T, 64)
    let wideDecibels = SpectralFrames.decibels(frames.wide)  // (T, 32)
    let fineCount = SpectralFrames.fineBandCount
    let energy = (0..<frames.count).map { frame in
      frames.fine[frame * fineCount..<(frame + 1) * fineCount].reduce(0, +)
    }
    groups = [
      .relativeTime: Self.relativeTimes(wideDecibels, frameCount: frames.count),
      .weightedMean: Self.weightedMean(fineDecibels, weights: energy),
      .scalars: SpectralScalars.values(frames, decibels: fineDecibels, energy: energy),
      .modulation: try ModulationSpectrum.values(frames),
      .deltaDeviation: Self.deltaDeviation(fineDecibels, frameCount: frames.count),
    ]
  }

  /// The columns of one group.
  ///
  /// - Shapes: `group.columnCount`.
  public subscript(group: SpectralGroup) -> [Double] { groups[group] ?? [] }

  /// The columns of all groups, in the order of ``SpectralGroup``.
  ///
  /// - Shapes: 460.
  public var columns: [Double] { SpectralGroup.allCases.flatMap { self[$0] } }

  /// Rows at 8 places from the first to the last frame, between frames by straight lines.
  private static func relativeTimes(_ matrix: [Double], frameCount: Int) -> [Double] {
    let bands = SpectralFrames.wideBandCount
    let last = frameCount - 1
    let step = Double(last) / 7
    return (0..<8).flatMap { time in
      let place = time == 7 ? Double(last) : min(Double(time) * step, Double(last))
      let low = Int(place)
      let high = min(low + 1, last)
      let share = place - Double(low)
      return (0..<bands).map { band in
        matrix[low * bands + band] * (1 - share) + matrix[high * bands + band] * share
      }
    }
  }

  private static func weightedMean(_ matrix: [Double], weights: [Double]) -> [Double] {
    let bands = SpectralFrames.fineBandCount
    let sum = weights.reduce(0, +)
    var mean = [Double](repeating: 0, count: bands)
    for (frame, weight) in weights.enumerated() {
      for band in 0..<bands { mean[band] += weight / sum * matrix[frame * bands + band] }
    }
    return mean
  }

  private static func deltaDeviation(_ matrix: [Double], frameCount: Int) -> [Double] {
    let bands = SpectralFrames.fineBandCount
    let count = Double(frameCount - 1)
    return (0..<bands).map { band in
      let delta = { (frame: Int) in
        matrix[(frame + 1) * bands + band] - matrix[frame * bands + band]
      }
      var mean = 0.0
      for frame in 0..<frameCount - 1 { mean += delta(frame) }
      mean /= count
      var variance = 0.0
      for frame in 0..<frameCount - 1 { variance += (delta(frame) - mean) * (delta(frame) - mean) }
      return (variance / count).squareRoot()
    }
  }
}
