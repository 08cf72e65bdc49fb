import CKissFFT
import Foundation

/// Short-time power spectra of a sound, frame after frame.
///
/// The sound is padded with `frameLength / 2` zeros in front and `frameLength / 2 + hop` behind;
/// the window is symmetric (`numpy.hanning`).
public struct STFT: Sendable {
  /// Samples in a frame; even.
  public let frameLength: Int
  /// Samples from one frame to the next.
  public let hop: Int
  private let window: [Double]

  /// - Precondition: `frameLength` is even and at least 4, `hop` at least 1.
  public init(frameLength: Int, hop: Int) {
    precondition(frameLength >= 4 && frameLength.isMultiple(of: 2) && hop >= 1, "no such STFT")
    self.frameLength = frameLength
    self.hop = hop
    window = (0..<frameLength).map { index in
      0.5 + 0.5 * cos(.pi * Double(2 * index + 1 - frameLength) / Double(frameLength - 1))
    }
  }

  /// Frequencies in a spectrum: F = frameLength / 2 + 1.
  public var binCount: Int { frameLength / 2 + 1 }

  /// Centre of each of the F bins in hertz.
  public func frequencies(sampleRateHz: Int) -> [Double] {
    (0..<binCount).map { Double($0) * Double(sampleRateHz) / Double(frameLength) }
  }

  /// Frames of a sound of `sampleCount` samples.
  public func frameCount(sampleCount: Int) -> Int { 2 + sampleCount / hop }

  /// Calls `body` with |X|² of each frame of `gain · samples`.
  ///
  /// - Shapes: `samples` T; `power` F, valid only inside `body`.
  /// - Complexity: O(T / hop · F log F); memory for one frame.
  public func forEachFrame(
    of samples: UnsafeBufferPointer<Float>, gain: Double,
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
          for frame in 0..<frameCount(sampleCount: samples.count) {
            // Index of the frame's first sample; outside of the sound are zeros.
            let start = frame * hop - frameLength / 2
            let heard = max(0, -start)..<max(0, min(frameLength, samples.count - start))
            for index in 0..<min(heard.lowerBound, frameLength) { input[index] = 0 }
            for index in heard {
              input[index] = gain * Double(samples[start + index]) * window[index]
            }
            for index in heard.upperBound..<frameLength { input[index] = 0 }
            kissfft_power_spectrum(plan, input, output)
            body(frame, UnsafeBufferPointer(power))
          }
        }
      }
    }
  }
}
