internal import Foundation
internal import NeiroCore

/// Numbers as the page prints them.
enum FigureText {
  /// `0.662`
  static func plain(_ value: Double) -> String {
    value.isFinite ? minus(fixed(value, places: 3)) : "–"
  }

  /// `+0.040`; zero has a sign too, as all changes have.
  static func signed(_ value: Double) -> String {
    value.isFinite ? minus(String(format: "%+.3f", value)) : "–"
  }

  /// `+0.015 to +0.069`
  static func interval(_ difference: Difference) -> String {
    "\(signed(difference.low)) to \(signed(difference.high))"
  }

  /// `95 %`
  static func percent(_ share: Double) -> String {
    share.isFinite ? "\(Int((100 * share).rounded())) %" : "–"
  }

  static func fixed(_ value: Double, places: Int) -> String {
    String(format: "%.\(places)f", value)
  }

  /// The real minus sign: a hyphen is hard to see before a figure.
  static func minus(_ text: String) -> String {
    text.replacingOccurrences(of: "-", with: "−")
  }
}
