import Foundation
import NeiroCommands
import NeiroCore
import NeiroTerminal

/// A dialogue as lines of a screen.
struct LabelScreen {
  static let least = TerminalSize.standard
  /// Wider and higher, the eye would have to search.
  private static let widest = 100
  private static let highest = 30

  private let dialogue: LabelDialogue
  private let labeller: String

  init(_ dialogue: LabelDialogue, labeller: String) {
    self.dialogue = dialogue
    self.labeller = labeller
  }

  func lines(for size: TerminalSize) -> [StyledLine] {
    guard size.holds(Self.least) else { return tooSmall(size) }
    let columns = min(size.columns, Self.widest) - 2
    let rows = min(size.rows, Self.highest)
    let top = header(columns) + (dialogue.mode == .help ? help : body(columns))
    let bottom = (dialogue.mode == .help ? [] : keys(columns)) + footer(columns)
    let gap = max(0, rows - top.count - bottom.count)
    return (top + Array(repeating: "", count: gap) + bottom).map { StyledLine("  ") + $0 }
  }

  private func tooSmall(_ size: TerminalSize) -> [StyledLine] {
    [
      "This terminal is \(size.columns) × \(size.rows).",
      "\(Self.least.columns) × \(Self.least.rows) is needed:",
      "make it larger, or",
      "\(key(.quit)) to quit, and use",
      "neiro label ask --plain",
    ].map { StyledLine($0) }
  }

  // MARK: - Above

  private func header(_ columns: Int) -> [StyledLine] {
    [
      StyledLine("neiro label", .bold)
        .ending(with: StyledLine(labeller, .dim), columns: columns),
      rule(columns), "",
    ]
  }

  private func body(_ columns: Int) -> [StyledLine] {
    let gap: [StyledLine] = [""]
    guard let question = dialogue.question else {
      let text =
        dialogue.isExhausted
        ? "Every pair of this library is answered." : "Choosing the next pair …"
      return [StyledLine(text, .bold), ""] + notice(columns) + gap + last(columns)
    }
    return [StyledLine(title, .bold), ""]
      + Place.allCases.flatMap { clip($0, of: question, columns) }
      + notice(columns) + gap + last(columns)
  }

  private var title: String {
    let title = "Do these two sound similar in timbre?"
    guard let position = dialogue.position else { return title }
    let back = dialogue.visits.count - position
    return "\(title)  (\(back) back)"
  }

  private func clip(_ place: Place, of question: Question, _ columns: Int) -> [StyledLine] {
    var line = StyledLine()
    let hearing = dialogue.hearing
    switch (hearing.playing == place, hearing.whole.contains(place)) {
    case _ where dialogue.isSilent: line.append("  \(place.rawValue)", .bold)
    case (true, _):
      line.append("▶ \(place.rawValue)", .cyan)
      line.append("  playing", .cyan)
    case (false, let isWhole) where isWhole || wasHeard(place):
      line.append("✓ ", .green)
      line.append(place.rawValue, .bold)
      line.append("  heard", .dim)
    default:
      line.append("○ \(place.rawValue)", .dim)
      line.append(dialogue.queue.contains(place) ? "  next" : "  not heard yet", .dim)
    }
    return [line] + name(of: question[place], columns - 5).map { StyledLine("     ") + $0 }
  }

  /// Without sound the whole path, to be played elsewhere, else the name if it may be seen.
  private func name(of clip: AskedClip, _ columns: Int) -> [StyledLine] {
    guard dialogue.isSilent else {
      let name = dialogue.namesAreVisible ? DisplayWidth.clipStart(clip.name, to: columns) : ""
      return [StyledLine(name, .dim)]
    }
    let path = clip.file.path
    let fitting = DisplayWidth.clip(path, to: columns, ellipsis: "")
    guard fitting != path else { return [StyledLine(path)] }
    // Between folders, so that names stay whole.
    let first = fitting.lastIndex(of: "/").map { String(fitting[...$0]) } ?? fitting
    let rest = String(path.dropFirst(first.count))
    return [StyledLine(first), StyledLine(DisplayWidth.clipStart(rest, to: columns))]
  }

  /// Replays count too; what plays now is shown as such.
  private func wasHeard(_ place: Place) -> Bool { dialogue.hearing.isHeard(place, at: 0) }

  private func notice(_ columns: Int) -> [StyledLine] {
    if case .noting(let text) = dialogue.mode {
      // The end of the text is where the person writes.
      return [
        StyledLine("Note  ", .yellow)
          + StyledLine(DisplayWidth.clipStart(text + "_", to: columns - 34))
          + StyledLine("   Enter saves, Esc leaves", .dim)
      ]
    }
    let text =
      if dialogue.mode == .flagging {
        "Which one is bad: \(key(.hearA)) or \(key(.hearB))? Any other key: neither."
      } else if let notice = dialogue.notice {
        notice.text
      } else if let answer = dialogue.standingAnswer {
        "You said \(answer.rawValue). Another answer changes it, Esc goes on."
      } else {
        ""
      }
    return DisplayWidth.wrap(text, to: columns).map { StyledLine($0, .yellow) }
  }

  private func last(_ columns: Int) -> [StyledLine] {
    guard let visit = dialogue.last, let answer = visit.answer else { return ["", "", ""] }
    let style: TextStyle =
      switch answer {
      case .similar: .green
      case .dissimilar: .red
      case .unsure: .yellow
      }
    // Where files are named anyway, there is nothing new to say.
    let names = (dialogue.isSilent ? [] : Place.allCases).map { place in
      StyledLine(
        "  \(place.rawValue)  "
          + DisplayWidth.clipStart(visit.question[place].name, to: columns - 5), .dim)
    }
    return [StyledLine("Last answer  ", .dim) + StyledLine(answer.rawValue, style)] + names
  }

  // MARK: - Below

  private static let rows: [[LabelAction]] = [
    [.similar, .dissimilar, .unsure, .skip],
    [.hearA, .hearB, .hearBoth, .names],
    [.undo, .back, .flag, .note],
    [.forward, .help, .quit],
  ]

  private func keys(_ columns: Int) -> [StyledLine] {
    let cell = columns / 4
    let rows = Self.rows.map { actions in
      actions.reduce(StyledLine()) { line, action in
        let name = key(action)
        let gap = String(
          repeating: " ",
          count: max(1, cell - DisplayWidth.of(name) - 2 - DisplayWidth.of(action.title)))
        return line + StyledLine(name, .bold) + StyledLine("  \(action.title)\(gap)")
      }
    }
    return [rule(columns)] + rows + [""]
  }

  private func key(_ action: LabelAction) -> String {
    dialogue.bindings.keys(of: action).first?.shortName ?? ""
  }

  private var help: [StyledLine] {
    LabelAction.allCases.map { action in
      let keys = dialogue.bindings.keys(of: action).map(\.shortName).joined(separator: " ")
      let gap = String(repeating: " ", count: max(1, 9 - DisplayWidth.of(keys)))
      return StyledLine(keys + gap, .bold) + StyledLine(action.explanation)
    } + [
      "",
      StyledLine(
        "Other keys: Labels/keys.yaml, with lines as “similar: j”. Any key goes on.", .dim),
    ]
  }

  private func footer(_ columns: Int) -> [StyledLine] {
    let progress = dialogue.progress
    let share = Double(progress.answers % progress.goal) / Double(progress.goal)
    let width = columns - 16
    let done = min(width, Int((share * Double(width)).rounded()))
    let bar =
      StyledLine(String(repeating: "━", count: done), .green)
      + StyledLine(String(repeating: "─", count: width - done), .dim)
    return [
      bar.ending(with: StyledLine("\(progress.answers) of \(progress.nextGoal)"), columns: columns),
      StyledLine(figures, .dim),
    ]
  }

  private var figures: String {
    let progress = dialogue.progress
    var figures = ["\(progress.inAll) in all"]
    if let share = progress.similarShare {
      figures.append("\(Int((100 * share).rounded())) % similar")
    }
    if let rate = progress.perMinute { figures.append(String(format: "%.1f a minute", rate)) }
    if let seconds = progress.secondsToGoal {
      figures.append("\(progress.nextGoal) in \(ProgressLine.duration(seconds))")
    }
    return figures.joined(separator: " · ")
  }

  private func rule(_ columns: Int) -> StyledLine {
    StyledLine(String(repeating: "─", count: columns), .dim)
  }
}
