internal import Foundation

/// The similarity from which a window sticks out of a file in which most windows are something else:
/// the median plus three robust standard deviations, on Fisher's scale.
///
/// Cosines end at 1, so where they spread widely, three deviations on their own scale are out of
/// reach of the sound itself. On the scale z = artanh(c) they have no end, and near 0, where those of
/// texts lie, it is the same scale. The deviation is 1.4826 times the median distance from the
/// median, which for normal noise is the standard deviation, whatever a minority of windows does.
/// About one window in 740 of normal noise lies above.
///
/// *Source*: Leys et al., "Detecting outliers: do not use standard deviation around the mean, use
/// absolute deviation around the median", 2013, <https://doi.org/10.1016/j.jesp.2013.03.013>; Fisher,
/// "On the 'probable error' of a coefficient of correlation deduced from a small sample", 1921.
public struct OutlierThreshold: Hashable, Sendable {
  /// The fewest windows that tell what is usual.
  public static let fewestWindows = 10
  /// How many deviations above the median.
  private static let deviations = 3.0
  private static let limit = 1 - 1e-7

  /// What is usual in the file.
  public let median: Double
  public let value: Double

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
    // Rounding may bring a cosine to 1 or above.
    let z = similarities.map { atanh(min(max($0, -Self.limit), Self.limit)) }
    let middle = Self.median(z)
    let deviation = 1.4826 * Self.median(z.map { abs($0 - middle) })
    guard deviation > 0 else { throw .noSpread }
    median = tanh(middle)
    value = tanh(middle + Self.deviations * deviation)
  }

  /// The middle number, or the mean of the two in the middle.
  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2)
      ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }
}
