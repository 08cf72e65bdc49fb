/// The lowest and the highest sample of each stretch of a sound, in bounded memory however long it
/// is: the outline of its waveform, as editors draw it.
public struct WaveformOutline: Hashable, Sendable {
  /// Stretches at most.
  public static let mostColumns = 4_096

  public private(set) var lowest: [Float] = []
  public private(set) var highest: [Float] = []
  /// Samples in each stretch but the last.
  public private(set) var samplesPerColumn = 1
  private var samplesInLast = 0

  public init() {}

  /// Goes on with the sound.
  public mutating func append(_ samples: UnsafeBufferPointer<Float>) {
    for sample in samples {
      if samplesInLast == samplesPerColumn || lowest.isEmpty {
        if lowest.count == Self.mostColumns { halve() }
        lowest.append(sample)
        highest.append(sample)
        samplesInLast = 1
      } else {
        let last = lowest.count - 1
        lowest[last] = min(lowest[last], sample)
        highest[last] = max(highest[last], sample)
        samplesInLast += 1
      }
    }
  }

  private mutating func halve() {
    for column in 0..<Self.mostColumns / 2 {
      lowest[column] = min(lowest[2 * column], lowest[2 * column + 1])
      highest[column] = max(highest[2 * column], highest[2 * column + 1])
    }
    lowest.removeLast(Self.mostColumns / 2)
    highest.removeLast(Self.mostColumns / 2)
    samplesPerColumn *= 2
  }
}
