/// The `d` of a path, in tenths of a pixel and in few bytes.
struct SVGPath {
  private var text = ""
  private var isDrawing = false

  var data: HTML { HTML(verbatim: text) }
  var isEmpty: Bool { text.isEmpty }

  /// The next place begins a new line.
  mutating func lift() { isDrawing = false }

  /// To a place, drawing unless the pen was lifted. A place that is none lifts it.
  mutating func line(_ x: Double, _ y: Double) {
    guard x.isFinite, y.isFinite else { return lift() }
    text += isDrawing ? "L" : "M"
    add(x)
    text += " "
    add(y)
    isDrawing = true
  }

  /// A dot, for a path with round ends.
  mutating func dot(_ x: Double, _ y: Double) {
    lift()
    line(x, y)
    text += "h0"
    lift()
  }

  /// A rectangle.
  mutating func bar(x: Double, y: Double, width: Double, height: Double) {
    lift()
    line(x, y)
    text += "h"
    add(width)
    text += "v"
    add(height)
    text += "h"
    add(-width)
    text += "z"
    lift()
  }

  mutating func close() {
    if isDrawing { text += "z" }
    lift()
  }

  private mutating func add(_ value: Double) {
    text += Self.number(value)
  }

  /// Tenths at most, without a zero at the end: `12`, `-0.5`.
  static func number(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e9 else { return "0" }
    let tenths = Int((value * 10).rounded())
    let (whole, rest) = (abs(tenths) / 10, abs(tenths) % 10)
    let sign = tenths < 0 ? "-" : ""
    return rest == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(rest)"
  }
}
