import Foundation
import NeiroAudio

/// The 28 scalar descriptors: ten of the spectrum, mean and deviation over time weighted by
/// energy, and eight of the envelope.
enum SpectralScalars {
  /// - Parameters:
  ///   - frames: T frames.
  ///   - decibels: Their log-mel, T × 64.
  ///   - energy: Their energies, T.
  /// - Returns: 28 numbers.
  static func values(_ frames: SpectralFrames, decibels: [Double], energy: [Double]) -> [Double] {
    let shapes = frames.shapes
    let series: [[Double]] = [
      shapes.map(\.centroid), shapes.map(\.octaveCentroid), shapes.map(\.spread),
      shapes.map(\.skewness), shapes.map(\.rollOff85), shapes.map(\.rollOff50),
      flatness(frames), flux(frames), irregularity(decibels), shapes.map(\.peakiness),
    ]
    let sum = energy.reduce(0, +)
    let moments = series.flatMap { series in
      let mean = zip(series, energy).reduce(0) { $0 + $1.0 * $1.1 } / sum
      let variance =
        zip(series, energy).reduce(0) { $0 + ($1.0 - mean) * ($1.0 - mean) * $1.1 } / sum
      return [mean, variance.squareRoot()]
    }
    return moments + envelope(energy)
  }

  /// log₁₀ of geometric over arithmetic mean of the mel bands.
  private static func flatness(_ frames: SpectralFrames) -> [Double] {
    let bands = SpectralFrames.fineBandCount
    return (0..<frames.count).map { frame in
      let row = frames.fine[frame * bands..<(frame + 1) * bands]
      let geometric = exp(row.reduce(0) { $0 + log($1 + 1e-9) } / Double(bands))
      let arithmetic = row.reduce(0, +) / Double(bands)
      return log10(geometric / (arithmetic + 1e-9) + 1e-6)
    }
  }

  /// 1 − cosine between the amplitude spectra of neighbouring frames; 0 for the first.
  private static func flux(_ frames: SpectralFrames) -> [Double] {
    let bands = SpectralFrames.fineBandCount
    let amplitudes = frames.fine.map { $0.squareRoot() }
    let norms = (0..<frames.count).map { frame in
      frames.fine[frame * bands..<(frame + 1) * bands].reduce(0, +).squareRoot() + 1e-9
    }
    return (0..<frames.count).map { frame in
      guard frame > 0 else { return 0 }
      var dot = 0.0
      for band in frame * bands..<(frame + 1) * bands {
        dot += amplitudes[band] * amplitudes[band - bands]
      }
      return 1 - dot / (norms[frame] * norms[frame - 1])
    }
  }

  /// Mean absolute second difference along the bands, in decibels.
  private static func irregularity(_ decibels: [Double]) -> [Double] {
    let bands = SpectralFrames.fineBandCount
    return stride(from: 0, to: decibels.count, by: bands).map { start in
      var sum = 0.0
      for band in start + 1..<start + bands - 1 {
        sum += abs(decibels[band + 1] - 2 * decibels[band] + decibels[band - 1])
      }
      return sum / Double(bands - 2)
    }
  }

  /// Log attack time, log temporal centroid, log duration, log of centroid over duration, decay,
  /// share of loud frames, relative deviation of the amplitude, log of attack over duration.
  /// Times in seconds.
  private static func envelope(_ energy: [Double]) -> [Double] {
    let frameSeconds = 1 / SpectralFrames.frameRateHz
    let count = Double(energy.count)
    let roots = energy.map { $0.squareRoot() }
    let highest = roots.max() ?? 1
    let amplitude = roots.map { $0 / highest }
    let sum = amplitude.reduce(0, +)

    let reaches = { (level: Double) in
      Double(amplitude.firstIndex { $0 >= level } ?? 0) * frameSeconds
    }
    let attack = log10(max(reaches(0.9) - reaches(0.1), frameSeconds))
    let duration = count * frameSeconds
    let centroid =
      amplitude.enumerated().reduce(0) { $0 + $1.element * Double($1.offset) * frameSeconds } / sum
    let loud = Double(amplitude.count { $0 > 0.4 }) / count
    let mean = sum / count
    let variance = amplitude.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    return [
      attack, log10(centroid + 1e-3), log10(duration), log10(centroid / duration + 1e-3),
      -log10(1 + abs(decay(amplitude))), loud, variance.squareRoot() / mean,
      attack - log10(duration),
    ]
  }

  /// Slope of the straight line through the level from the loudest frame on, in decibels a second;
  /// 0 where three frames or fewer are left.
  private static func decay(_ amplitude: [Double]) -> Double {
    let peak = amplitude.firstIndex(of: amplitude.max() ?? 1) ?? 0
    let tail = amplitude[peak...].map { max(20 * log10($0 + 1e-4), -60) }
    guard tail.count > 3 else { return 0 }
    let meanLevel = tail.reduce(0, +) / Double(tail.count)
    let meanPlace = Double(tail.count - 1) / 2
    var covariance = 0.0
    var variance = 0.0
    for (place, level) in tail.enumerated() {
      let distance = Double(place) - meanPlace
      covariance += distance * (level - meanLevel)
      variance += distance * distance
    }
    return covariance / variance * SpectralFrames.frameRateHz
  }
}
