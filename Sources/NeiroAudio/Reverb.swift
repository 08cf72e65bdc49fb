import Foundation

/// A small room: four combs side by side, then two all-passes, each comb losing highs.
///
/// Source: the network is Schroeder's, "Natural sounding artificial reverberation", Journal of the
/// Audio Engineering Society 10(3), 1962; losses in the combs' loops are Moorer's, "About this
/// reverberation business", Computer Music Journal 3(2), 1979,
/// <https://doi.org/10.2307/3680280>, here a mean of two neighbouring samples.
public struct Reverb: Hashable, Sendable {
  /// Energy of the reverb relative to the sound's, for one without highs.
  public var levelDecibels: Double
  /// Until the lows of the reverb are 60 dB down.
  public var decaySeconds: Double

  public init(levelDecibels: Double, decaySeconds: Double) {
    self.levelDecibels = levelDecibels
    self.decaySeconds = decaySeconds
  }

  /// Without common divisors to speak of, so that echoes don't coincide.
  private static let combSeconds = [0.0297, 0.0371, 0.0411, 0.0437]
  private static let allPassSeconds = [0.005, 0.0017]
  private static let allPassGain: Float = 0.7
  /// How much of a comb's feedback is the sample before: highs are gone in a third of the time.
  private static let damping: Float = 0.2

  /// Adds the reverb; what rings past the end is lost.
  func apply(to samples: inout [Float], sampleRateHz: Int) {
    guard !samples.isEmpty, decaySeconds > 0 else { return }
    var wet = [Float](repeating: 0, count: samples.count)
    var energy = 0.0
    for seconds in Self.combSeconds {
      let delay = max(2, Int(seconds * Double(sampleRateHz)))
      let feedback = pow(10, -3 * Double(delay) / (decaySeconds * Double(sampleRateHz)))
      energy += 1 / (1 - feedback * feedback)
      addComb(of: samples, delay: delay, feedback: Float(feedback), to: &wet)
    }
    for seconds in Self.allPassSeconds {
      wet = allPass(wet, delay: max(1, Int(seconds * Double(sampleRateHz))))
    }
    let gain = Float(pow(10, levelDecibels / 20) / energy.squareRoot())
    for index in samples.indices { samples[index] += gain * wet[index] }
  }

  /// y[n] = x[n] + g · ((1 − d) · y[n − D] + d · y[n − D − 1]), added to `wet`.
  private func addComb(of input: [Float], delay: Int, feedback: Float, to wet: inout [Float]) {
    let lead = delay + 1
    let (near, far) = (feedback * (1 - Self.damping), feedback * Self.damping)
    var line = [Float](repeating: 0, count: lead + input.count)
    input.withUnsafeBufferPointer { input in
      wet.withUnsafeMutableBufferPointer { wet in
        line.withUnsafeMutableBufferPointer { line in
          for n in 0..<input.count {
            let sum = input[n] + near * line[n + 1] + far * line[n]
            line[n + lead] = sum
            wet[n] += sum
          }
        }
      }
    }
  }

  /// y[n] = −g · x[n] + x[n − D] + g · y[n − D].
  private func allPass(_ input: [Float], delay: Int) -> [Float] {
    let gain = Self.allPassGain
    var output = [Float](repeating: 0, count: input.count)
    input.withUnsafeBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        for n in 0..<min(delay, input.count) { output[n] = -gain * input[n] }
        for n in min(delay, input.count)..<input.count {
          output[n] = input[n - delay] + gain * (output[n - delay] - input[n])
        }
      }
    }
    return output
  }
}
