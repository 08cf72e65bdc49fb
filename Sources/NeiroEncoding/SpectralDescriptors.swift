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
    try waveform.check(sampleRateHz: SpectralFrames.sampleRateHz)
    let frames = waveform.samples.withUnsafeBufferPointer { SpectralFrames(of: $0) }
    let fineDecibels = SpectralFrames.decibels(frames.fine)  // (T, 64)
    let wideDecibels = SpectralFrames.decibels(frames.wide)  // (T, 32)
    let fineCount = SpectralFrames.fineBandCount
    let energy = (0..<frames.count).map { frame in
      frames.fine[frame * fineCount..<(frame + 1) * fineCount].reduce(0, +)
    }
    groups = [
      .relativeTime: RelativeTimes.rows(of: wideDecibels, width: SpectralFrames.wideBandCount),
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
