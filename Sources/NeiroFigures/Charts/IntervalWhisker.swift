public import NeiroCore

/// A change with its interval on a line, zero an upright line across it.
public struct IntervalWhisker: Sendable {
  private let change: Difference
  private let name: String
  private let scale: Scale
  private let isSure: Bool

  /// - Parameters:
  ///   - change: What is drawn.
  ///   - name: What changes, for those who can't see it.
  ///   - scale: From changes to 0...160 pixels.
  ///   - isSure: Whether what else is known, such as a p-value, speaks for a change as well.
  public init(_ change: Difference, name: String, scale: Scale, isSure: Bool = true) {
    self.change = change
    self.name = name
    self.scale = scale
    self.isSure = isSure
  }

  /// Where whiskers end, so that a mean at an end is drawn whole.
  public static let pixels = (from: 4.0, to: 156.0)

  /// CSS that it needs beside ``PageStyle/css``.
  public static let css: HTML = """
    .whisker { display: block; width: 12.5rem; max-width: 100%; margin: .2rem 0 0 auto; }
    .whisker.unsure .range { stroke: var(--bar); }
    .whisker.unsure .mean { fill: var(--soft); }
    .whisker.loss .range { stroke: var(--ink); }
    .whisker.loss .mean { fill: var(--ink); }
    """

  /// `gain`, `loss`, or `unsure` where the interval contains zero or nothing is sure.
  public static func kind(_ change: Difference, isSure: Bool = true) -> HTML {
    !isSure ? "unsure" : change.isGain ? "gain" : change.isLoss ? "loss" : "unsure"
  }

  /// Nothing where a number isn't finite.
  public var html: HTML {
    guard [change.mean, change.low, change.high].allSatisfy(\.isFinite) else { return .empty }
    return """
      <svg class="whisker \(Self.kind(change, isSure: isSure))" viewBox="0 0 160 12" role="img">\
      <title>\(name): \(FigureText.signed(change.mean))</title>\
      <desc>From \(FigureText.interval(change)).</desc>\
      <line class="zero" x1="\(scale(0))" x2="\(scale(0))" y1="0" y2="12"/>\
      <line class="range" x1="\(scale(change.low))" x2="\(scale(change.high))" y1="6" y2="6"/>\
      <circle class="mean" cx="\(scale(change.mean))" cy="6" r="3.5"/></svg>
      """
  }
}
