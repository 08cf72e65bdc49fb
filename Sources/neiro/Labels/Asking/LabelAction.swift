import NeiroCore
import NeiroTerminal

/// What a key can do while somebody labels. The raw values are the names in `Labels/keys.yaml`.
enum LabelAction: String, CaseIterable, Sendable {
  case similar, dissimilar, unsure, skip
  case hearA = "hear-a"
  case hearB = "hear-b"
  case hearBoth = "hear-both"
  case names, undo, back, forward, flag, note, help, quit

  var answer: PairLabel? {
    switch self {
    case .similar: .similar
    case .dissimilar: .dissimilar
    case .unsure: .unsure
    default: nil
    }
  }

  /// In a word or two, for the list of keys.
  var title: String {
    switch self {
    case .similar: "similar"
    case .dissimilar: "dissimilar"
    case .unsure: "not sure"
    case .skip: "skip"
    case .hearA: "hear A"
    case .hearB: "hear B"
    case .hearBoth: "hear both"
    case .names: "names"
    case .undo: "take back"
    case .back: "go back"
    case .forward: "go forward"
    case .flag: "flag a clip"
    case .note: "note"
    case .help: "help"
    case .quit: "quit"
    }
  }

  /// In a sentence, for the page of help.
  var explanation: String {
    switch self {
    case .similar: "They are alike in timbre."
    case .dissimilar: "They are not."
    case .unsure: "Heard, but not to be decided. Kept, never trained on."
    case .skip: "Ask something else; nothing is kept."
    case .hearA: "Play A again."
    case .hearB: "Play B again."
    case .hearBoth: "Play both again."
    case .names: "Show or hide the names of this pair."
    case .undo: "Take back the last answer and ask again; as often as you like."
    case .back: "Go back to earlier pairs; another answer changes the old one."
    case .forward: "Go forward again, up to the pair that waits."
    case .flag: "Say that a clip is bad: silent, broken, no instrument."
    case .note: "Write a line about this pair."
    case .help: "This page."
    case .quit: "End. Every answer is saved already."
    }
  }

  var defaultKeys: [TerminalKey] {
    switch self {
    case .similar: [.character("s")]
    case .dissimilar: [.character("d")]
    case .unsure: [.character("n")]
    case .skip: [.character("k")]
    case .hearA: [.character("a")]
    case .hearB: [.character("b")]
    case .hearBoth: [.character("r")]
    case .names: [.character("v")]
    case .undo: [.character("u"), .backspace]
    case .back: [.left]
    case .forward: [.right]
    case .flag: [.character("f")]
    case .note: [.character("e")]
    case .help: [.character("?")]
    case .quit: [.character("q")]
    }
  }
}
