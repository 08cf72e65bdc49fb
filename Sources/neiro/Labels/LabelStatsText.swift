import Foundation
import NeiroCommands
import NeiroCore

extension LabelStatsReport {
  /// How many of a kind are listed; the JSON has them all.
  private static let listed = 5

  func print() {
    Output.line(
      "\(LibraryText.counted(answers.total, "answer")): \(answers.similar) similar, "
        + "\(answers.dissimilar) dissimilar, \(answers.unsure) unsure"
        + (answers.similarRate.map { "; \(Self.percent($0)) of the decided similar" } ?? ""))
    printGroups()
    printReasons()
    printSessions()
    let sections = [steadinessLines, sideLines, paceLines] + tastes.flatMap(lines) + [remarkLines]
    for lines in sections where !lines.isEmpty {
      Output.line()
      lines.forEach(Output.line)
    }
  }

  private func printGroups() {
    guard groups.count > 1 else { return }
    Output.line()
    var table = TextTable(
      headings: ["labeller", "taste", "similar", "dissimilar", "unsure", "similar, 95 %"],
      alignments: [.left, .left, .right, .right, .right, .left])
    for group in groups {
      table.add([
        group.labeller, group.taste, "\(group.answers.similar)", "\(group.answers.dissimilar)",
        "\(group.answers.unsure)", group.answers.similarRate.map(Self.percent) ?? "–",
      ])
    }
    Output.table(table)
  }

  private func printReasons() {
    guard !reasons.isEmpty else { return }
    Output.line()
    var table = TextTable(
      headings: ["asked because", "answers", "similar, 95 %"],
      alignments: [.left, .right, .left])
    for reason in reasons {
      table.add([
        reason.reason, "\(reason.answers.total)",
        reason.answers.similarRate.map(Self.percent) ?? "–",
      ])
    }
    Output.table(table)
  }

  private func printSessions() {
    guard !sessions.isEmpty else { return }
    Output.line()
    let more = sessions.count - Self.listed
    var table = TextTable(
      headings: [
        more > 0 ? "last \(Self.listed) sessions of \(sessions.count)" : "session", "labeller",
        "taste", "how", "answers", "similar", "skips", "s each",
      ],
      alignments: [.left, .left, .left, .left, .right, .right, .right, .right])
    for session in sessions.suffix(Self.listed) {
      table.add([
        session.startedAt.formatted(.iso8601), session.labeller, session.taste, session.source,
        "\(session.answers.total)", "\(session.answers.similar)", "\(session.skips)",
        session.medianSeconds.map { String(format: "%.1f", $0) } ?? "–",
      ])
    }
    Output.table(table)
  }

  private var steadinessLines: [String] {
    let lines = selfAgreement.compactMap(LabelCheckReport.text)
    return lines.isEmpty
      ? ["No pair was answered twice, so how steady the answers are can't be told."] : lines
  }

  private var sideLines: [String] {
    sides.flatMap { sides -> [String] in
      guard let difference = sides.difference, let a = sides.similarWhereAFirst.share,
        let b = sides.similarWhereBFirst.share
      else { return [] }
      let isBiased = difference.low > 0 || difference.high < 0
      var lines = [
        "\(sides.labeller) calls \(Self.points(a.mean)) % similar where A is heard first, "
          + "\(Self.points(b.mean)) % where B is: \(Self.signed(difference)) points, "
          + (isBiased ? "so the order matters." : "no bias to be seen.")
      ]
      if sides.evennessP < 0.01 {
        lines.append(
          "A was first in \(sides.aFirst.successes) of \(sides.aFirst.trials) answers, which is "
            + "uneven: the order may stand for something else.")
      }
      if let swapped = sides.sameAgainSwapped.share {
        let unswapped = sides.sameAgainUnswapped.share.map {
          ", \(Self.percent($0)) unswapped"
        }
        lines.append(
          "Asked again with sides swapped, \(Self.percent(swapped)) are the same"
            + (unswapped ?? "") + ".")
      }
      return lines
    }
  }

  private var paceLines: [String] {
    var lines: [String] = []
    if let medianSeconds {
      lines.append(String(format: "An answer takes %.1f s (median).", medianSeconds))
    }
    if let outlook {
      lines.append(
        outlook.curve?.outlook.map { "\($0) So found training head “\(outlook.head)”." }
          ?? "Training head “\(outlook.head)” could not tell what more answers would bring; "
          + "\(LearningCurve.fewestLabels) are the least for that.")
    } else {
      lines.append(
        "What more answers would bring can be told once a head is trained: `neiro train`.")
    }
    return lines
  }

  /// What hangs together and what contradicts by one taste, a section each.
  private func lines(_ state: TasteState) -> [[String]] {
    let parts = state.components
    let name = tastes.count > 1 ? "Taste “\(state.taste)”: " : ""
    var text = "\(name)no decided answers."
    if let largest = parts.sizes.first {
      text =
        "\(name)\(LibraryText.counted(parts.clips, "clip")) in "
        + "\(LibraryText.counted(parts.count, "connected part")); the largest has \(largest), "
        + "\(parts.outsideLargest) are outside it."
    }
    if let unlabelled = parts.unlabelled {
      text += " \(LibraryText.counted(unlabelled, "clip")) of the library in no answer."
    }
    let changed = selfAgreement.filter { $0.taste == state.taste }.flatMap { one in
      one.changed.map { "  \($0.a.name) – \($0.b.name): \(one.labeller)" }
    }
    let changedLines =
      changed.isEmpty
      ? []
      : ["Answered differently another time, \(LibraryText.counted(changed.count, "pair")):"]
        + changed.prefix(Self.listed)
        + (changed.count > Self.listed
          ? ["  … and \(changed.count - Self.listed) more, see --json"] : [])
    return [[text], state.check.disagreementLines, state.check.triangleLines, changedLines]
  }

  private var remarkLines: [String] {
    func lines(_ remarks: [Remark], _ heading: String) -> [String] {
      guard !remarks.isEmpty else { return [] }
      let shown = remarks.prefix(Self.listed).map { remark in
        "  \(remark.clips.map(\.name).joined(separator: " – ")): \(remark.labeller)"
          + (remark.note.map { ", \($0.replacing("\n", with: " "))" } ?? "")
      }
      let rest = remarks.count - shown.count
      return [heading] + shown + (rest > 0 ? ["  … and \(rest) more, see --json"] : [])
    }
    let flaggedClips = Set(flagged.flatMap { $0.clips.map(\.clip) }).count
    return lines(flagged, "Flagged, \(LibraryText.counted(flaggedClips, "clip")):")
      + lines(notes, "\(LibraryText.counted(notes.count, "note")):")
  }

  private static func points(_ share: Double) -> String { "\(Int((100 * share).rounded()))" }

  /// `36 % (25 to 50 %)`
  private static func percent(_ share: Difference) -> String {
    "\(points(share.mean)) % (\(points(share.low)) to \(points(share.high)) %)"
  }

  private static func signed(_ difference: Difference) -> String {
    func text(_ share: Double) -> String {
      String(format: "%+.0f", 100 * share).replacing("-", with: "−")
    }
    return "\(text(difference.mean)) (\(text(difference.low)) to \(text(difference.high)))"
  }
}
