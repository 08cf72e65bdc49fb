internal import Foundation

/// One line on stderr that tells how far long work has come and how long it will still take.
///
/// On a terminal it is redrawn in place, elsewhere it is printed anew every ten seconds.
public struct ProgressLine: ~Copyable {
  private let isTerminal: Bool
  private let interval: TimeInterval
  private let started = Date()
  private var shown = Date.distantPast
  private var isDrawn = false

  public init(isTerminal: Bool = Terminal.errorIsTerminal) {
    self.isTerminal = isTerminal
    interval = isTerminal ? 0.1 : 10
    if !isTerminal { shown = started }
  }

  /// Shows how far the work has come, unless it was shown just now.
  ///
  /// - Parameters:
  ///   - completed: Units done.
  ///   - total: Units in all.
  ///   - unit: The plural of what is counted.
  ///   - perSecond: The rate, where the caller knows it better than from the first update on.
  ///   - secondsLeft: The time left, where the caller knows it better.
  ///   - detail: What else there is to say.
  public mutating func update(
    _ completed: Int, of total: Int, _ unit: String, perSecond: Double? = nil,
    secondsLeft: Double? = nil, detail: String = ""
  ) {
    let now = Date()
    guard now.timeIntervalSince(shown) >= interval else { return }
    shown = now
    let rate = perSecond ?? Double(completed) / max(now.timeIntervalSince(started), 1e-3)
    let left = secondsLeft ?? (rate > 0 ? Double(total - completed) / rate : 0)
    var text = "\(completed) of \(total) \(unit)"
    if rate > 0 {  // else nothing tells it yet
      text += ", \(Self.rate(rate))/s"
      if total > completed { text += ", \(Self.duration(left)) left" }
    }
    if !detail.isEmpty { text += ", \(detail)" }
    draw(text)
  }

  private mutating func draw(_ text: String) {
    if isTerminal {
      FileHandle.standardError.write(Data("\r\u{1B}[K\(text.prefix(Terminal.width - 1))".utf8))
      isDrawn = true
    } else {
      Output.note(text)
    }
  }

  /// Takes the line away, so that something else can be printed.
  public mutating func clear() {
    guard isDrawn else { return }
    FileHandle.standardError.write(Data("\r\u{1B}[K".utf8))
    isDrawn = false
  }

  private static func rate(_ rate: Double) -> String {
    rate < 10 ? String(format: "%.1f", rate) : String(Int(rate))
  }

  /// A length of time as a person says it: `8 s`, `3 min 20 s`, `1 h 5 min`.
  public static func duration(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    return switch whole {
    case ..<60: "\(whole) s"
    case ..<3600: "\(whole / 60) min \(whole % 60) s"
    default: "\(whole / 3600) h \(whole / 60 % 60) min"
    }
  }
}
