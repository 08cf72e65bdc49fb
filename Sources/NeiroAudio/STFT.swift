import CKissFFT
import Foundation

/// Short-time power spectra of a sound, frame after frame.
public struct STFT: Sendable {
  /// How a frame is weighed.
  public enum Window: Sendable {
    /// Hann, as far from zero at its first sample as at its last (`numpy.hanning`).
    case symmetricHann
    /// Hann of which the next period would begin with the first sample (`torch.hann_window`).
    case periodicHann
  }

  /// What frames see beyond the ends of the sound.
  public enum Padding: Sendable {
    /// `frameLength / 2` zeros in front and `frameLength / 2 + hop` behind.
    case zeros
    /// `frameLength / 2` samples on either side, mirrored at the first and the last sample, which
    /// are not repeated (`numpy.pad` with "reflect").
    case reflection
  }

  /// Samples in a frame; even.
  public let frameLength: Int
  /// Samples from one frame to the next.
  public let hop: Int
  public let padding: Padding
  private let window: [Double]

  /// - Precondition: `frameLength` is even and at least 4, `hop` at least 1.
  public init(
    frameLength: Int, hop: Int, window: Window = .symmetricHann, padding: Padding = .zeros
  ) {
    precondition(frameLength >= 4 && frameLength.isMultiple(of: 2) && hop >= 1, "no such STFT")
    self.frameLength = frameLength
    self.hop = hop
    self.padding = padding
    self.window = (0..<frameLength).map { index in
      switch window {
      case .symmetricHann:
        0.5 + 0.5 * cos(.pi * Double(2 * index + 1 - frameLength) / Double(frameLength - 1))
      case .periodicHann:
        0.5 - 0.5 * cos(2 * .pi * Double(index) / Double(frameLength))
      }
    }
  }

  /// Frequencies in a spectrum: F = frameLength / 2 + 1.
  public var binCount: Int { frameLength / 2 + 1 }

  /// Centre of each of the F bins in hertz.
  public func frequencies(sampleRateHz: Int) -> [Double] {
    (0..<binCount).map { Double($0) * Double(sampleRateHz) / Double(frameLength) }
  }

  /// Frames of a sound of `sampleCount` samples.
  public func frameCount(sampleCount: Int) -> Int {
    switch padding {
    case .zeros: 2 + sampleCount / hop
    case .reflection: sampleCount == 0 ? 0 : 1 + sampleCount / hop
    }
  }

  /// The samples that a frame sees; those outside of the sound are padding.
  public func samples(ofFrame frame: Int) -> Range<Int> {
    let start = frame * hop - frameLength / 2
    return start..<start + frameLength
  }

  /// Calls `body` with |X|² of each frame of `gain · samples`.
  ///
  /// - Shapes: `samples` T; `power` F, valid only inside `body`.
  /// - Complexity: O(T / hop · F log F); memory for one frame.
  public func forEachFrame(
    of samples: UnsafeBufferPointer<Float>, gain: Double,
    _ body: (_ frame: Int, _ power: UnsafeBufferPointer<Double>) -> Void
  ) {
    forEach(0..<frameCount(sampleCount: samples.count), of: samples, gain: gain, body)
  }

  /// Calls `body` with |X|² of some `frames` of `gain · samples`, in that order.
  ///
  /// - Shapes: `samples` T; `power` F, valid only inside `body`.
  public func forEach(
    _ frames: some Sequence<Int>, of samples: UnsafeBufferPointer<Float>, gain: Double,
    _ body: (_ frame: Int, _ power: UnsafeBufferPointer<Double>) -> Void
  ) {
    guard let plan = kissfft_real_plan_new(frameLength) else { return }
    defer { kissfft_real_plan_free(plan) }
    var windowed = [Double](repeating: 0, count: frameLength)
    var power = [Double](repeating: 0, count: binCount)
    window.withUnsafeBufferPointer { window in
      windowed.withUnsafeMutableBufferPointer { windowed in
        power.withUnsafeMutableBufferPointer { power in
          guard let input = windowed.baseAddress, let output = power.baseAddress else { return }
          for frame in frames {
            let start = self.samples(ofFrame: frame).lowerBound
            let heard = max(0, -start)..<max(0, min(frameLength, samples.count - start))
            for index in 0..<min(heard.lowerBound, frameLength) {
              input[index] = gain * padded(samples, start + index) * window[index]
            }
            for index in heard {
              input[index] = gain * Double(samples[start + index]) * window[index]
            }
            for index in heard.upperBound..<frameLength {
              input[index] = gain * padded(samples, start + index) * window[index]
            }
            kissfft_power_spectrum(plan, input, output)
            body(frame, UnsafeBufferPointer(power))
          }
        }
      }
    }
  }

  /// What the padding says is at a place outside of the sound.
  private func padded(_ samples: UnsafeBufferPointer<Float>, _ place: Int) -> Double {
    guard padding == .reflection, samples.count > 1 else {
      return padding == .reflection ? Double(samples[0]) : 0
    }
    // A sound shorter than the padding is mirrored over and over.
    let period = 2 * (samples.count - 1)
    let folded = ((place % period) + period) % period
    return Double(samples[min(folded, period - folded)])
  }
}
