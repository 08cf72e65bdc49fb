import ArgumentParser
import Foundation
import NeiroCommands
import NeiroCore
import NeiroStore

/// `--labeller` and `--taste`: who answers, by which taste.
struct LabellerOptions: ParsableArguments {
  @Option(help: "Who answers (default: the user's name).")
  var labeller = LabellerOptions.userName

  @Option(
    name: .customLong("taste"),
    help: ArgumentHelp(
      "By which of several tastes of one person; answers of different tastes don't contradict.",
      valueName: "taste"))
  private var givenTaste = Taste.usual

  var taste: String { Taste.named(givenTaste) }

  /// Asked once: a command line is parsed by making its options several times.
  private static let userName: String = {
    let name = NSUserName()
    return name.isEmpty ? "me" : name
  }()

  func validate() throws {
    guard taste != Taste.all else { throw ValidationError("\(StoreError.reservedTaste(taste))") }
    guard !labeller.allSatisfy(\.isWhitespace) else {
      throw ValidationError("\(StoreError.emptyLabeller)")
    }
  }
}

/// `--labeller` and `--taste` of commands that read answers: whose.
struct LabelFilterOptions: ParsableArguments {
  @Option(
    name: .customLong("labeller"), parsing: .singleValue,
    help: ArgumentHelp(
      "Only this labeller's answers (default: everybody's); several may be named.",
      valueName: "labeller"))
  private var labellers: [String] = []

  @Option(
    name: .customLong("taste"), parsing: .singleValue,
    help: ArgumentHelp(
      "Only answers by this taste; several may be named, and “all” is every one.",
      valueName: "taste"))
  private var tastes: [String] = []

  var isGiven: Bool { !labellers.isEmpty || !tastes.isEmpty }

  /// For what learns and judges: unless tastes are named, the usual one.
  var learned: LabelSelection { selection(unnamed: LabelSelection.usual.tastes) }

  /// For what shows and hands on: unless tastes are named, every one.
  var shown: LabelSelection { selection(unnamed: nil) }

  /// ` by “ann”`, for sentences about no answers.
  var suffix: String {
    (labellers.isEmpty ? "" : " by \(labellers.map { "“\($0)”" }.joined(separator: ", "))")
      + (tastes.isEmpty ? "" : " of taste \(tastes.map { "“\($0)”" }.joined(separator: ", "))")
  }

  private func selection(unnamed: [String]?) -> LabelSelection {
    let names = tastes.map(Taste.named)
    return LabelSelection(
      labellers: labellers.isEmpty ? nil : labellers,
      tastes: names.contains(Taste.all) ? nil : names.isEmpty ? unnamed : names)
  }

  /// Says which tastes are left out, where nobody named one.
  func noteOtherTastes(in database: LabelDatabase) throws {
    guard tastes.isEmpty else { return }
    let others = try Set(database.currentLabels().map(\.taste)).subtracting([Taste.usual]).sorted()
    guard !others.isEmpty else { return }
    Output.note(
      "Left out: answers by the taste \(others.map { "“\($0)”" }.joined(separator: ", ")). "
        + "--taste \(others[0]) takes those instead, --taste all every one together.")
  }

  func validate() throws {
    guard labellers.allSatisfy({ !$0.allSatisfy(\.isWhitespace) }) else {
      throw ValidationError("\(StoreError.emptyLabeller)")
    }
  }
}
