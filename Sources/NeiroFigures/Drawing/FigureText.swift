internal import Foundation
public import NeiroCore

/// Numbers as the page prints them.
public enum FigureText {
  /// `0.662`
  public static func plain(_ value: Double) -> String {
    value.isFinite ? minus(fixed(value, places: 3)) : "–"
  }

  /// Four figures at most: `0.662`, `1440`, `2.5e-06`.
  static func short(_ value: Double) -> String {
    value.isFinite ? minus(String(format: "%.4g", value)) : "–"
  }

  /// `+0.040`; zero has a sign too, as all changes have.
  public static func signed(_ value: Double) -> String {
    value.isFinite ? minus(String(format: "%+.3f", value)) : "–"
  }

  /// `+0.015 to +0.069`
  public static func interval(_ difference: Difference) -> String {
    "\(signed(difference.low)) to \(signed(difference.high))"
  }

  /// `95 %`
  public static func percent(_ share: Double) -> String {
    share.isFinite ? "\(Int((100 * share).rounded())) %" : "–"
  }

  public static func fixed(_ value: Double, places: Int) -> String {
    String(format: "%.\(places)f", value)
  }

  /// The real minus sign: a hyphen is hard to see before a figure.
  public static func minus(_ text: String) -> String {
    text.replacingOccurrences(of: "-", with: "−")
  }
}
