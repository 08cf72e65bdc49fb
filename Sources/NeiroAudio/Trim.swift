import Foundation

/// Finds where a sound begins and ends.
public enum Trim {
  /// The samples from the first to the last place whose short-time energy is above a threshold.
  ///
  /// The energy is a moving mean of squares over 256 samples, from 128 before to 127 behind the
  /// place (`numpy.convolve(x², ones(256) / 256, "same")`, which for less than 256 samples yields
  /// 256 places; those behind the end count as the end).
  ///
  /// - Parameters:
  ///   - samples: T samples.
  ///   - decibels: The threshold, relative to the highest energy in the sound.
  /// - Returns: A range of indices; all of them where every sample is zero.
  public static func bounds(
    of samples: UnsafeBufferPointer<Float>, decibels: Double = -50
  ) -> Range<Int> {
    guard !samples.isEmpty else { return 0..<0 }
    let loudest = maximumEnergy(of: samples)
    guard loudest > 0 else { return 0..<samples.count }
    let threshold = loudest * pow(10, decibels / 10)
    var first: Int?
    var last = 0
    forEachEnergy(of: samples) { place, energy in
      guard energy > threshold else { return }
      first = first ?? place
      last = place
    }
    return (first ?? 0)..<min(last + 1, samples.count)
  }

  private static func maximumEnergy(of samples: UnsafeBufferPointer<Float>) -> Double {
    var highest = 0.0
    forEachEnergy(of: samples) { highest = max(highest, $1) }
    return highest
  }

  /// Sums are kept running: what a loud sample leaves behind by rounding, some 1e-16 of the
  /// loudest, is far below any threshold.
  @inline(__always)
  private static func forEachEnergy(
    of samples: UnsafeBufferPointer<Float>, _ body: (_ place: Int, _ energy: Double) -> Void
  ) {
    let width = 256
    // The newest sample in the window at place 0.
    let ahead = samples.count < width ? samples.count - samples.count / 2 - 1 : width / 2 - 1
    var sum = 0.0
    for index in 0..<min(ahead, samples.count) { sum += square(samples[index]) }
    for place in 0..<max(samples.count, width) {
      let entering = place + ahead
      let leaving = entering - width
      if entering < samples.count { sum += square(samples[entering]) }
      if leaving >= 0, leaving < samples.count { sum -= square(samples[leaving]) }
      body(place, max(0, sum) / Double(width))
    }
  }

  @inline(__always)
  private static func square(_ sample: Float) -> Double { Double(sample) * Double(sample) }
}
