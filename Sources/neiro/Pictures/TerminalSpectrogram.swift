import Foundation
import NeiroCommands
import NeiroFigures

/// A spectrogram in lines of text: two bands in each character where there are colours, shades
/// where there are none.
struct TerminalSpectrogram {
  private static let height = 8
  private static let shades = Array(" ░▒▓█")
  /// What is further below the loudest is dark.
  private static let decibels: Float = 60

  let lines: [String]

  /// - Parameters:
  ///   - drawing: At least one column.
  ///   - width: Characters at most.
  ///   - colours: Whether the terminal shows any.
  ///   - hasTrueColour: Whether it shows them all, and not some 256.
  init(
    _ drawing: SoundDrawing, width: Int, colours: Bool = Terminal.coloursOutput,
    hasTrueColour: Bool = ["truecolor", "24bit"].contains(
      ProcessInfo.processInfo.environment["COLORTERM"] ?? "")
  ) {
    let bands = drawing.logMel.count / max(1, drawing.columns)
    let rows = colours ? 2 * Self.height : Self.height
    // A short sound is drawn wider than its frames.
    let width = max(1, width)
    func share(_ row: Int, _ column: Int) -> Double {
      var highest = -Self.decibels
      let last = max((column + 1) * drawing.columns / width, column * drawing.columns / width + 1)
      for band in row * bands / rows..<(row + 1) * bands / rows {
        for place in column * drawing.columns / width..<min(last, drawing.columns) {
          highest = max(highest, drawing.logMel[band * drawing.columns + place])
        }
      }
      return Double(1 + highest / Self.decibels)
    }
    lines = (0..<Self.height).map { line in
      let cells = (0..<width).map { column -> String in
        guard colours else {
          let level = share(line, column) * Double(Self.shades.count)
          return String(Self.shades[min(Int(level), Self.shades.count - 1)])
        }
        let above = Self.code(share(2 * line, column), hasTrueColour)
        let below = Self.code(share(2 * line + 1, column), hasTrueColour)
        return "\u{1B}[38;\(above);48;\(below)m▀"
      }
      return cells.joined() + (colours ? "\u{1B}[0m" : "")
    }
  }

  private static func code(_ share: Double, _ hasTrueColour: Bool) -> String {
    let (red, green, blue) = ColorMap.viridis.color(share)
    if hasTrueColour { return "2;\(red);\(green);\(blue)" }
    // The cube of 6 × 6 × 6 that terminals of 256 colours have.
    func step(_ channel: UInt8) -> Int {
      [0, 95, 135, 175, 215, 255].enumerated().min {
        abs($0.element - Int(channel)) < abs($1.element - Int(channel))
      }?.offset ?? 0
    }
    return "5;\(16 + 36 * step(red) + 6 * step(green) + step(blue))"
  }
}
