import NeiroCore

/// What the dialogue about results has to say. Numbers are ranks, 0 is the target.
enum ResultNotice: Hashable, Sendable {
  case welcome(isSilent: Bool)
  case standing(similar: [Int], dissimilar: [Int])
  case help
  case flaw(ResultWord.Flaw, count: Int)
  case playing(Int, name: String)
  /// Where it can be heard elsewhere.
  case at(Int, path: String)
  case gone(Int)
  /// Too little of some was heard to answer about one; they play now.
  case notHeard([Int], again: ResultWord)
  case answered(Int, PairLabel, name: String)
  case changed(Int, PairLabel, name: String)
  case already(Int, PairLabel)
  case tookBack(Int, PairLabel, standing: PairLabel?)
  case nothingToTakeBack
  case silent(reason: String)
  case kept(name: String)
  case notKept(name: String, reason: String, command: String)

  var text: String {
    switch self {
    case .welcome(let isSilent):
      (isSilent ? "3 names the file of result 3" : "3 plays result 3, 0 the target")
        + "; +3 more like this, -3 not; ? help, Enter ends."
    case .standing(let similar, let dissimilar):
      "Said before: "
        + (similar.map { "+\($0)" } + dissimilar.map { "-\($0)" }).joined(separator: " ")
    case .help: Self.page
    case .flaw(.unknown(let word), _): "“\(word)” means nothing here; ? tells what does."
    case .flaw(.noSuchResult, let count):
      count == 1 ? "There is one result, 1." : "There are results 1 to \(count)."
    case .flaw(.targetItself, _): "Results are compared with the target; 0 plays it."
    case .playing(let number, let name):
      number == 0 ? "Playing the target: \(name)" : "Playing \(number): \(name)"
    case .at(let number, let path): "\(number)  \(path)"
    case .gone(let number):
      number == 0
        ? "The target's file is gone: it can't be played, and what isn't heard makes no label."
        : "The file of \(number) is gone: it can't be played."
    case .notHeard(let numbers, let word):
      "Listen to \(numbers.map(Self.name).joined(separator: " and ")) first. "
        + "\(numbers.count > 1 ? "They play" : "It plays") now; then say \(Self.text(word)) again."
    case .answered(let number, let label, let name):
      "\(Self.sentence(label)): \(number)  \(name)"
    case .changed(let number, let label, let name):
      "Changed. \(Self.sentence(label)): \(number)  \(name)"
    case .already(let number, let label):
      "\(number) is “\(Self.sentence(label).lowercased())” already."
    case .tookBack(let number, let label, let standing):
      "Took back \(Self.sign(label))\(number)"
        + (standing.map { "; \(Self.sign($0))\(number) holds again." } ?? ".")
    case .nothingToTakeBack:
      "Nothing was said here yet; `neiro label undo` takes back earlier answers."
    case .silent(let reason): "\(reason) From here on files are named instead."
    case .kept(let name):
      "\(name) is in the library now, as a loop: labels use it, results never show it."
    case .notKept(let name, let reason, let command):
      "Saved. But \(name) is not in the library, so that nothing can learn from it yet: \(reason) "
        + "Mend it with `\(command)`."
    }
  }

  private static let page = """
    3         plays result 3
    0, or t   plays the target
    +3        more like this: 3 is like the target
    -3        not like this
    u         takes back the last answer
    q, Enter  ends; every answer is saved already
    Several fit in one line: “0 3 +3” plays the target and 3, then says that they are alike.
    """

  private static func name(_ number: Int) -> String { number == 0 ? "the target" : "\(number)" }

  private static func sign(_ label: PairLabel) -> String {
    switch label {
    case .similar: "+"
    case .dissimilar: "-"
    case .unsure: "?"
    }
  }

  private static func text(_ word: ResultWord) -> String {
    guard case .answer(let number, let label) = word else { return "it" }
    return "\(sign(label))\(number)"
  }

  private static func sentence(_ label: PairLabel) -> String {
    switch label {
    case .similar: "More like this"
    case .dissimilar: "Not like this"
    case .unsure: "Not sure"
    }
  }
}
