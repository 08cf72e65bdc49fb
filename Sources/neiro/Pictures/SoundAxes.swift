import NeiroAudio
import NeiroFigures

/// How far the axes of pictures reach, so that sounds in different ones compare.
struct SoundAxes {
  /// The longest sound.
  let seconds: Double
  /// As far up as down.
  let amplitude: ClosedRange<Double>
  /// Without the twentieth that strays farthest, or a single coefficient would pale all others.
  let cepstrum: ClosedRange<Double>
  private let lines: [Descriptor: ClosedRange<Double>]

  init(_ sounds: [AnalyzedSound]) {
    seconds = sounds.map(\.durationSeconds).max() ?? 0
    let drawings = sounds.compactMap(\.drawing)
    let peaks = drawings.flatMap { $0.outline.lowest + $0.outline.highest }.map { abs($0) }
    let peak = Double(max(peaks.max() ?? 1, 1e-4))
    amplitude = -peak...peak
    let sizes = drawings.flatMap(\.mfcc).map { abs($0) }.sorted()
    let size = sizes.isEmpty ? 1 : Double(max(sizes[sizes.count * 19 / 20], 1))
    cepstrum = -size...size
    lines = Dictionary(
      uniqueKeysWithValues: Descriptor.allCases.compactMap { descriptor in
        let values = drawings.flatMap { $0.lines[descriptor] ?? [] }.filter(\.isFinite)
        guard let low = values.min(), let high = values.max() else { return nil }
        return (descriptor, low...high)
      })
  }

  /// nil where nothing is heard.
  func range(of descriptors: [Descriptor]) -> ClosedRange<Double>? {
    let ranges = descriptors.compactMap { lines[$0] }
    guard let low = ranges.map(\.lowerBound).min(), let high = ranges.map(\.upperBound).max() else {
      return nil
    }
    // A rate begins at none at all.
    return (descriptors == [.zeroCrossingRate] ? 0 : low)...max(high, low + 1e-3)
  }
}
