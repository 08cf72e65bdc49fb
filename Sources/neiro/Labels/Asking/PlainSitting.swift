import Foundation
import NeiroCommands
import NeiroCore
import NeiroTerminal

/// A sitting line by line, where there is no terminal to take over: a letter and Enter.
struct PlainSitting {
  let sitting: Sitting
  /// Whether each question is a line of JSON on stdout.
  var printsJSON = false

  func run() throws {
    if let notice = sitting.dialogue.notice { Output.note(notice.text) }
    Output.note("Do these two sound similar in timbre? Answer with a letter and Enter:")
    Output.note(help)
    sitting.onQuestion = { present($0) }
    try sitting.start()
    try settle()
    while !sitting.hasEnded {
      guard sitting.dialogue.question != nil || !sitting.dialogue.isExhausted else {
        Output.note("Every pair of this library is answered.")
        break
      }
      FileHandle.standardError.write(Data("\(prompt)> ".utf8))
      guard let line = readLine(strippingNewline: true) else { break }
      try answer(line.trimmingCharacters(in: .whitespaces))
      try settle()
    }
    sitting.end()
    Output.note(sitting.summary)
  }

  private var prompt: String {
    switch sitting.dialogue.mode {
    case .flagging: "Which one, a or b?"
    case .noting: "Note"
    case .answering, .help: "\(sitting.dialogue.progress.answers + 1)"
    }
  }

  private var help: String {
    LabelAction.allCases.map { action in
      "\(sitting.dialogue.bindings.keys(of: action).first?.name ?? "?") \(action.title)"
    }.joined(separator: ", ")
  }

  /// What one line says: a key by its name, or the text that was asked for.
  private func answer(_ line: String) throws {
    if case .noting = sitting.dialogue.mode {
      for character in line { try sitting.receive(.key(.character(character))) }
      return try receive(.enter)
    }
    guard let key = TerminalKey(name: line) else { return Output.note(help) }
    try receive(key)
    guard sitting.dialogue.mode == .help else {
      if sitting.dialogue.showsNames { nameBoth() }
      return
    }
    Output.note(help)
    try sitting.receive(.key(.escape))
  }

  private func receive(_ key: TerminalKey) throws {
    let last = sitting.dialogue.last
    // What became of this question is said before the next one is asked.
    var next: Question?
    sitting.onQuestion = { next = $0 }
    defer { sitting.onQuestion = { present($0) } }
    try sitting.receive(.key(key))
    if let notice = sitting.dialogue.notice {
      Output.note(notice == .unknownKey ? help : notice.text)
    }
    // Where files are named anyway, there is nothing new to say.
    if let answered = sitting.dialogue.last, answered != last, !sitting.dialogue.isSilent {
      Output.note("\(answered.question.first.name), \(answered.question.second.name)")
    }
    if let next { present(next) }
  }

  /// Waits until the sounds are over and a question is there.
  private func settle() throws {
    while sitting.isBusy, !sitting.hasEnded {
      Thread.sleep(forTimeInterval: 0.01)
      let notice = sitting.dialogue.notice
      try sitting.poll()
      if let new = sitting.dialogue.notice, new != notice { Output.note(new.text) }
    }
  }

  /// A question for a program.
  private struct Asked: Encodable {
    /// The files, as they are heard.
    let a: String
    let b: String
    @NullIfNone var reason: QuestionReason?
    @NullIfNone var headVersion: HeadVersion?

    enum CodingKeys: String, CodingKey {
      case a, b, reason
      case headVersion = "head_version"
    }
  }

  private func present(_ question: Question) {
    if printsJSON {
      // Nothing in it can fail to be written as JSON.
      try? Output.jsonLine(
        Asked(
          a: question.first.file.path, b: question.second.file.path, reason: question.reason,
          headVersion: question.headVersion))
      return
    }
    guard sitting.dialogue.isSilent else { return }
    for place in Place.allCases {
      Output.note("\(place.rawValue)  \(question[place].file.path)")
    }
  }

  private func nameBoth() {
    guard let question = sitting.dialogue.question else { return }
    for place in Place.allCases { Output.note("\(place.rawValue)  \(question[place].name)") }
  }
}
