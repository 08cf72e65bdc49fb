import Foundation
import NeiroTorch

/// Makes the audio tower's picture of log-mel spectra: each band normalised, time stretched to the
/// picture's length, and strips of it put on top of each other.
struct Picture: Sendable {
  private let bands: Int
  /// Rows and columns.
  private let length: Int
  /// A band's level times this, plus that.
  private let scales: [Float]
  private let offsets: [Float]

  init(_ weights: ClapWeights, _ configuration: ClapConfiguration) throws {
    bands = configuration.sound.bandCount
    length = configuration.audio.pictureLength
    let norm = try BatchNorm(
      weights, "audio_model.audio_encoder.batch_norm", width: configuration.sound.bandCount)
    let mean = try norm.mean.tensor.values
    let bias = try norm.bias.tensor.values
    let scales = try zip(norm.weight.tensor.values, norm.variance.tensor.values).map {
      Double($0) / (Double($1) + BatchNorm.epsilon).squareRoot()
    }
    self.scales = scales.map { Float($0) }
    offsets = scales.indices.map { Float(Double(bias[$0]) - Double(mean[$0]) * scales[$0]) }
  }

  /// Rows are mel bands, strip after strip, and columns frames.
  ///
  /// *Shapes*: [1, C, length, length].
  func callAsFunction(_ input: ClapInput) throws(TorchError) -> Tensor {
    let frames = input.levels.count / max(1, input.channelCount * bands)
    precondition(frames > 0, "the input is of another configuration")
    let strips = length / bands
    let taps = CubicTap.all(from: frames, to: strips * length)
    var picture = [Float](repeating: 0, count: input.channelCount * length * length)
    input.levels.withUnsafeBufferPointer { levels in
      picture.withUnsafeMutableBufferPointer { picture in
        for channel in 0..<input.channelCount {
          let channelStart = channel * frames * bands
          for (place, tap) in taps.enumerated() {
            let top = (channel * length + place / length * bands) * length + place % length
            let rows = tap.frames &* bands &+ channelStart
            for band in 0..<bands {
              let level =
                tap.weights[0] * levels[rows[0] + band] + tap.weights[1] * levels[rows[1] + band]
                + tap.weights[2] * levels[rows[2] + band] + tap.weights[3] * levels[rows[3] + band]
              picture[top + band * length] = level * scales[band] + offsets[band]
            }
          }
        }
      }
    }
    return try Tensor(picture, shape: [1, input.channelCount, length, length])
  }
}

/// A place between frames, as four frames and how much each counts.
///
/// Source: Keys, "Cubic convolution interpolation for digital image processing", 1981,
/// <https://doi.org/10.1109/TASSP.1981.1163711>, with PyTorch's a = −0.75.
struct CubicTap {
  /// Beyond an end, the frame at the end again.
  let frames: SIMD4<Int>
  let weights: SIMD4<Float>

  /// `count` places, the first on the first of the frames and the last on the last.
  static func all(from frames: Int, to count: Int) -> [CubicTap] {
    // In single precision as in PyTorch.
    let step = count > 1 ? Float(frames - 1) / Float(count - 1) : 0
    return (0..<count).map { place in
      let position = step * Float(place)
      let left = Int(position)
      let near = SIMD4(left - 1, left, left + 1, left + 2)
      let share = position - Float(left)
      return CubicTap(
        frames: near.clamped(
          lowerBound: SIMD4(repeating: 0), upperBound: SIMD4(repeating: frames - 1)),
        weights: SIMD4(far(share + 1), close(share), close(1 - share), far(2 - share)))
    }
  }

  private static let a: Float = -0.75

  /// The weight of a frame up to 1 away.
  private static func close(_ x: Float) -> Float { ((a + 2) * x - (a + 3)) * x * x + 1 }

  /// The weight of a frame from 1 to 2 away.
  private static func far(_ x: Float) -> Float { ((a * x - 5 * a) * x + 8 * a) * x - 4 * a }
}
