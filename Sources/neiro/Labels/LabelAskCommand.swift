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
      Plays both clips and asks whether they sound similar: one key answers. Without a player, or \
      with --no-play, the files are named instead. Where stdin or stdout is no terminal, or with \
      --plain, each answer is a line. Keys are changed in Labels/keys.yaml, with lines such as \
      `similar: j`.

      Examples:
        neiro label
        neiro label ask --labeller ann --no-play
      """)

  @OptionGroup var libraryOptions: LibraryOptions
  @OptionGroup var labellerOptions: LabellerOptions

  @Flag(inversion: .prefixedNo, help: "Play the clips.")
  var play = true

  @Flag(help: "Show the names of the clips before the answer, too.")
  var names = false

  @Flag(help: "Ask line by line, on a terminal too.")
  var plain = false

  @Option(help: "Stop after so many answers.")
  var count: Int?

  @Option(help: "The seed of the order of questions (default: the number of answers so far).")
  var seed: UInt64?

  /// A skipped pair isn't asked about again for a month, in seconds.
  private static let skippedFor = 30 * 86_400.0
  /// How many answers of earlier sittings one can go back to.
  private static let earlierVisits = 100

  func validate() throws {
    if let count, count < 1 { throw ValidationError("--count is 1 or more.") }
  }

  func run() throws {
    let library = try Library(libraryOptions)
    let bindings = try KeyBindings(in: library.workspace)
    let database = try LabelDatabase(file: library.workspace.labelDatabaseFile)
    let flagged = Set(
      try database.flags().compactMap { flag -> ClipID? in
        if case .flag(let clip, _) = flag.kind { clip } else { nil }
      })
    let rows = library.gallery.clips.indices.filter {
      let clip = library.gallery.clips[$0]
      return !library.neverResults.contains(clip) && !flagged.contains(clip)
    }
    guard rows.count >= 2 else { throw LabelFailure.tooFewClips(rows.count) }
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
    let seed = seed ?? UInt64(answered.count)
    let (player, reason) = play ? PlayerProcess.firstFound() : (nil, nil)
    let levels = player == nil ? nil : try LevelledClips()
    defer { levels?.remove() }
    let maker = QuestionMaker(
      library,
      proposer: PairProposer(
        embeddings: library.gallery.embeddings, library: Array(rows), answered: pairs, seed: seed),
      seed: seed, levels: levels)
    var dialogue = LabelDialogue(
      bindings: bindings,
      progress: SittingProgress(
        earlier: Dictionary(answered.map { ($0.label, 1) }, uniquingKeysWith: +),
        goal: count ?? SittingProgress.usualGoal),
      earlier: try answered.suffix(Self.earlierVisits).compactMap { answer in
        try maker.question(answer, isLevelled: false).map {
          LabelDialogue.Visit(question: $0, answer: answer.label, isOfSitting: false)
        }
      },
      isSilent: player == nil, showsNames: names, limit: count)
    dialogue.notice = reason.map { .silent(reason: $0) }
    let sitting = Sitting(
      dialogue,
      log: AnswerLog(
        database: database, labeller: labellerOptions.labeller, taste: labellerOptions.taste),
      questions: QuestionQueue { try maker.next() }, player: player,
      again: { try maker.question($0) })
    if Terminal.isFullScreen, !plain {
      try FullScreenSitting(sitting: sitting, labeller: labellerOptions.labeller).run()
    } else {
      try PlainSitting(sitting: sitting).run()
    }
  }
}
