import Foundation
import NeiroCommands
import NeiroCore

extension LabelCheckReport {
  /// How many of a kind are listed; the JSON has them all.
  private static let listed = 5

  /// What, where, and how to mend it.
  func print() {
    let counts = PairLabel.allCases.map { "\(answers[$0.rawValue] ?? 0) \($0.rawValue)" }
    Output.line(
      "\(counts.joined(separator: ", ")), about \(clips) clips, by "
        + labellers.joined(separator: ", "))
    Output.line(readinessText)
    for one in selfAgreement { Self.text(one).map { Output.line($0) } }
    let sections = [disagreementLines, triangleLines, dominantLines, absenceLines]
      .filter { !$0.isEmpty }
    for lines in sections {
      Output.line()
      lines.forEach(Output.line)
    }
    if !onlyDissimilar.isEmpty {
      Output.line()
      onlyDissimilarLines.forEach(Output.line)
    }
    if sections.isEmpty && onlyDissimilar.isEmpty { Output.line("Nothing to mend.") }
  }

  private var readinessText: String {
    guard let readiness else {
      return "Nothing is indexed, so what a head could learn can't be told: `neiro index DIR`."
    }
    let found =
      "\(readiness.groups) independent groups of clips; \(readiness.judgingGroups) with similar "
      + "clips would judge a head"
    guard !readiness.isEnough else { return found + ": enough." }
    return found
      + ", on \(readiness.similarPairs) similar pairs. \(readiness.fewestGroups) groups and "
      + "\(readiness.fewestSimilarPairs) pairs are the least: go on with `neiro label`."
  }

  /// nil where only unsure answers were repeated.
  static func text(_ one: Steadiness) -> String? {
    guard let share = one.share else { return nil }
    func percent(_ share: Double) -> String { "\(Int((100 * share).rounded()))" }
    // Of a handful, coefficients say nothing.
    let coefficients =
      one.repeats < 10
      ? ""
      : [("κ", one.kappa), ("AC1", one.ac1?.value), ("AC2", one.ac2.value)]
        .compactMap { name, value in value.map { String(format: ", %@ %.2f", name, $0) } }
        .joined()
    let who = one.taste == Taste.usual ? one.labeller : "\(one.labeller) (\(one.taste))"
    let times = LibraryText.counted(one.repeats, "time")
    return "\(who) answered again \(times), \(one.agreeing) of them the same way: "
      + "\(percent(share.mean)) % (\(percent(share.low)) to "
      + "\(percent(share.high)) %\(coefficients))."
  }

  var disagreementLines: [String] {
    Self.section(
      disagreements,
      "Labellers disagree on \(LibraryText.counted(disagreements.count, "pair")), left out of "
        + "training:",
      mend: "Hear it again and let one change the answer, as in `neiro label add A B --similar "
        + "--labeller NAME`, or train on one labeller alone: `neiro train --labeller NAME`."
    ) { one in
      "\(Self.text(one.pair)): similar \(one.similar.joined(separator: ", ")); "
        + "dissimilar \(one.dissimilar.joined(separator: ", "))"
    }
  }

  var triangleLines: [String] {
    Self.section(
      triangles,
      "Both like a third clip, and yet unlike each other, "
        + "\(LibraryText.counted(triangles.count, "time")):",
      mend: "That can be so. If one is a slip, answer that pair again: `neiro label add A B "
        + "--similar` or `--dissimilar`."
    ) { one in
      "\(Self.text(one.dissimilar)): like \(one.similarToBoth.name)"
    }
  }

  private var dominantLines: [String] {
    Self.section(
      dominant,
      "\(LibraryText.counted(dominant.count, "clip")) in more than a tenth of the pairs; a head would "
        + "learn mostly how others compare with \(dominant.count == 1 ? "it" : "them"):",
      mend: "`neiro label` asks about other clips."
    ) { use in
      "\(use.clip.name): \(use.pairs) pairs, \(Int((100 * use.share).rounded())) %"
    }
  }

  private var onlyDissimilarLines: [String] {
    Self.section(
      onlyDissimilar,
      "Never similar to another: \(onlyDissimilar.count) of \(clips) clips. Such answers tell what "
        + "to keep apart, and judge no head:",
      mend: "Where you know one that is like it: `neiro label add A B --similar`."
    ) { use in
      "\(use.clip.name): \(LibraryText.counted(use.pairs, "pair"))"
    }
  }

  private var absenceLines: [String] {
    guard let absence else { return [] }
    return Self.section(
      absence.unknown,
      "\(LibraryText.counted(absence.unknown.count, "clip")) not in the library, so "
        + "\(LibraryText.counted(absence.unknownPairs, "pair")) left out of training:",
      mend: "Index the folder that has them: `neiro index DIR`.", text: \.name)
      + Self.section(
        absence.withoutFile,
        "\(LibraryText.counted(absence.withoutFile.count, "clip")) without a file: still trained "
          + "on, but not to be heard again:",
        mend: "`neiro status` lists the files that are gone.", text: \.name)
  }

  /// A heading, some of the items, and how to mend them; nothing for no items.
  private static func section<Item>(
    _ items: [Item], _ heading: String, mend: String, text: (Item) -> String
  ) -> [String] {
    guard !items.isEmpty else { return [] }
    var lines = [heading] + items.prefix(listed).map { "  \(text($0))" }
    if items.count > listed { lines.append("  … and \(items.count - listed) more, see --json") }
    return lines + [mend]
  }

  private static func text(_ pair: Pair) -> String { "\(pair.a.name) – \(pair.b.name)" }
}
