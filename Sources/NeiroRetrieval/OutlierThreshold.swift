/// The similarity from which a window sticks out of a file in which most windows are something else:
/// the median plus three robust standard deviations.
///
/// The deviation is 1.4826 times the median distance from the median, which for normal noise is the
/// standard deviation, whatever a minority of windows does. About one window in 740 of normal noise
/// lies above.
///
/// *Source*: Leys et al., "Detecting outliers: do not use standard deviation around the mean, use
/// absolute deviation around the median", 2013, <https://doi.org/10.1016/j.jesp.2013.03.013>.
public struct OutlierThreshold: Hashable, Codable, Sendable {
  /// The fewest windows that tell what is usual.
  public static let fewestWindows = 10
  /// How many deviations above the median.
  public static let deviations = 3.0

  public let median: Double
  public let deviation: Double

  public var value: Double { median + Self.deviations * deviation }

  /// Why there is none.
  public enum Failure: Error, Hashable, Sendable {
    case tooFewWindows(Int)
    /// Half of the windows or more are equally alike.
    case noSpread
  }

  /// - Parameter similarities: Of the windows that aren't silent.
  /// - Throws: ``Failure``.
  public init(_ similarities: [Double]) throws(Failure) {
    guard similarities.count >= Self.fewestWindows else {
      throw .tooFewWindows(similarities.count)
    }
    let median = Self.median(similarities)
    let deviation = 1.4826 * Self.median(similarities.map { abs($0 - median) })
    guard deviation > 0 else { throw .noSpread }
    self.median = median
    self.deviation = deviation
  }

  /// The middle number, or the mean of the two in the middle.
  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2)
      ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }
}
