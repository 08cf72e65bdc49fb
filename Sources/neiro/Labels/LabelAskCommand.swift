import ArgumentParser
import Foundation
import NeiroCommands
import NeiroCore
import NeiroPairs
import NeiroRetrieval
import NeiroStore

struct LabelAskCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ask",
    abstract: "Answer about one pair after the other.",
    usage: "neiro label ask [<options>]",
    discussion: """
      Plays both clips and asks whether they sound similar. Without a player, or with --no-play, \
      the files are named instead.

      Examples:
        neiro label
        neiro label ask --labeller ann --no-play
      """)

  @OptionGroup var libraryOptions: LibraryOptions
  @OptionGroup var labellerOptions: LabellerOptions

  @Flag(inversion: .prefixedNo, help: "Play the clips.")
  var play = true

  @Option(help: "Stop after so many answers.")
  var count: Int?

  @Option(help: "The seed of the order of questions (default: the number of answers so far).")
  var seed: UInt64?

  /// A skipped pair isn't asked about again for a month, in seconds.
  private static let skippedFor = 30 * 86_400.0

  func run() throws {
    let library = try Library(libraryOptions)
    let rows = library.gallery.clips.indices.filter {
      !library.neverResults.contains(library.gallery.clips[$0])
    }
    guard rows.count >= 2 else { throw LabelFailure.tooFewClips(rows.count) }
    let database = try LabelDatabase(file: library.workspace.labelDatabaseFile)
    let mine = LabelSelection(
      labellers: [labellerOptions.labeller], tastes: [labellerOptions.taste])
    let answered = try database.currentLabels(of: mine)
    let skipped = try database.skips(of: mine).compactMap { skip -> ClipPair? in
      guard case .skip(let a, let b) = skip.kind,
        -skip.createdAt.timeIntervalSinceNow < Self.skippedFor
      else { return nil }
      return ClipPair(a, b)
    }
    let pairs = (answered.map(\.pair) + skipped).compactMap { pair -> RowPair? in
      guard let a = library.row(of: pair.low), let b = library.row(of: pair.high) else {
        return nil
      }
      return RowPair(a, b)
    }
    var dialogue = LabelDialogue(
      library: library, database: database, labellerOptions: labellerOptions,
      player: play ? player() : nil,
      proposer: PairProposer(
        embeddings: library.gallery.embeddings, library: Array(rows), answered: pairs,
        seed: seed ?? UInt64(answered.count)))
    try dialogue.run(count: count)
  }

  private func player() -> Player? {
    do {
      return try Player.firstFound()
    } catch {
      Output.note("\(error)")
      return nil
    }
  }
}

/// The talk with the person who answers: one line for each question and answer.
private struct LabelDialogue {
  let library: Library
  let database: LabelDatabase
  let labellerOptions: LabellerOptions
  var player: Player?
  var proposer: PairProposer
  private var session: LabelSession?
  private var answers = 0

  init(
    library: Library, database: LabelDatabase, labellerOptions: LabellerOptions, player: Player?,
    proposer: PairProposer
  ) {
    self.library = library
    self.database = database
    self.labellerOptions = labellerOptions
    self.player = player
    self.proposer = proposer
  }

  private static let help =
    "s similar, d dissimilar, n not sure, k skip, r play again, u take back the last answer, q quit"

  mutating func run(count: Int?) throws {
    Output.note("Do these two sound similar in timbre? Answer with a letter and Enter:")
    Output.note(Self.help)
    asking: while answers < count ?? .max {
      guard let pair = proposer.next() else {
        Output.note("Every pair of this library is answered.")
        break
      }
      let clips = [pair.a, pair.b].map { library.gallery.clips[$0] }
      try present(clips)
      while true {
        FileHandle.standardError.write(Data("\(answers + 1)> ".utf8))
        guard let line = readLine(strippingNewline: true) else { break asking }
        switch line.trimmingCharacters(in: .whitespaces).lowercased() {
        case "s": try save(clips, .similar)
        case "d": try save(clips, .dissimilar)
        case "n": try save(clips, .unsure)
        case "k": try database.skip(clips[0], clips[1], in: openSession())
        case "q": break asking
        case "r":
          try present(clips)
          continue
        case "u":
          try undo()
          continue
        default:
          Output.note(Self.help)
          continue
        }
        break
      }
    }
    Output.note("\(answers) answers saved.")
  }

  private mutating func present(_ clips: [ClipID]) throws {
    for (name, clip) in zip(["A", "B"], clips) {
      guard let file = try library.file(of: clip) else { continue }
      if player == nil { Output.note("\(name)  \(file.path)") }
      do {
        try player?.play(file)
      } catch {
        Output.note("\(error) From here on files are named instead.")
        player = nil
        Output.note("\(name)  \(file.path)")
      }
    }
  }

  private mutating func save(_ clips: [ClipID], _ label: PairLabel) throws {
    try database.add(clips[0], clips[1], label, in: openSession(), replacing: true)
    answers += 1
  }

  private mutating func openSession() throws -> LabelSession {
    let session =
      try session
      ?? database.startSession(
        labeller: labellerOptions.labeller, taste: labellerOptions.taste, source: .asked)
    self.session = session
    return session
  }

  private mutating func undo() throws {
    guard
      let undone = try database.undoLast(
        labeller: labellerOptions.labeller, taste: labellerOptions.taste)
    else {
      return Output.note("There is nothing to take back.")
    }
    answers = max(0, answers - 1)
    Output.note("Took back: \(undone.label.rawValue).")
  }
}
