import Foundation
import NeiroAudio
import NeiroFigures

/// What pictures of a sound need, in no more stretches of time than are to be seen.
struct SoundDrawing: Sendable {
  let outline: WaveformOutline
  /// Bands × columns of decibels re the loudest, from the highest band on.
  let logMel: [Float]
  /// Coefficients × columns, from the highest on, without 0.
  let mfcc: [Float]
  let columns: Int
  /// The mean of what is heard in each stretch; NaN where nothing is.
  let lines: [Descriptor: [Double]]
  let durationSeconds: Double
  /// What the frames lie in the middle of.
  let span: ClosedRange<Double>
  let attack: AttackTime?

  /// - Parameters:
  ///   - frames: The whole sound.
  ///   - columns: Stretches at most.
  init(_ frames: FrameDescriptors, columns: Int) {
    let columns = min(columns, frames.count)
    self.columns = columns
    outline = frames.outline
    durationSeconds = frames.durationSeconds
    attack = frames.attack
    let half = FrameDescriptors.seconds(ofFrame: 1) / 2
    span = -half...max(FrameDescriptors.seconds(ofFrame: frames.count) - half, 0)
    // Silence has no loudest part: all of it lies at the floor.
    let loudest =
      (frames.logMel.max() ?? 0)
      + (frames.heardFrames.isEmpty ? Float(FrameDescriptors.dynamicRangeDecibels) : 0)
    logMel = Self.columns(
      frames.logMel, width: FrameDescriptors.melBandCount, skipping: 0, columns
    ).map { $0 - loudest }
    mfcc = Self.columns(
      frames.mfcc, width: FrameDescriptors.coefficientCount, skipping: 1, columns)
    let heard = Set(frames.heardFrames)
    lines = Dictionary(
      uniqueKeysWithValues: Descriptor.allCases.map { descriptor in
        let series = descriptor.series(of: frames)
        let means = (0..<columns).map { column -> Double in
          let known = Self.stretch(column, columns, frames.count).filter { heard.contains($0) }
          return known.isEmpty
            ? .nan : known.reduce(0) { $0 + series[$1] } / Double(known.count)
        }
        return (descriptor, means)
      })
  }

  private static func stretch(_ column: Int, _ columns: Int, _ count: Int) -> Range<Int> {
    column * count / columns..<(column + 1) * count / columns
  }

  /// From frame after frame to row after row, the last first, each column the mean of its stretch.
  private static func columns(
    _ matrix: [Float], width: Int, skipping: Int, _ columns: Int
  ) -> [Float] {
    let count = matrix.count / width
    return (skipping..<width).reversed().flatMap { row in
      (0..<columns).map { column in
        let stretch = stretch(column, columns, count)
        return stretch.reduce(0) { $0 + matrix[$1 * width + row] } / Float(stretch.count)
      }
    }
  }
}
