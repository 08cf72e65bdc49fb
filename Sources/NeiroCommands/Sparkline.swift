/// A curve in one line of text, a block for each stretch of it: `▁▂▅█ ▂▁`.
public enum Sparkline {
  private static let blocks = Array("▁▂▃▄▅▆▇█")

  /// - Parameters:
  ///   - values: In the order of time; nil for what has no value.
  ///   - width: The most characters to use, at least 1.
  /// - Returns: The highest value of each stretch, from the lowest of all (▁) to the highest (█); a
  ///   space where there is none.
  public static func text(_ values: [Double?], width: Int) -> String {
    let width = min(max(1, width), values.count)
    let known = values.compactMap { $0 }
    guard let low = known.min(), let high = known.max() else {
      return String(repeating: " ", count: width)
    }
    return String(
      (0..<width).map { place -> Character in
        let stretch = values[place * values.count / width..<(place + 1) * values.count / width]
        guard let value = stretch.compactMap({ $0 }).max() else { return " " }
        let share = high > low ? (value - low) / (high - low) : 1
        return blocks[min(blocks.count - 1, Int(share * Double(blocks.count)))]
      })
  }
}
