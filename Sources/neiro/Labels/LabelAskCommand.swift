import ArgumentParser
import Foundation
import NeiroCommands
import NeiroCore
import NeiroHead
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

      Each question is the one whose answer is worth most: at first sounds from all over the library, \
      then what heads that learnt from parts of the answers don't agree about, and where they part \
      with the encoder. They learn anew in the background while you answer. One question in twenty \
      comes again, and three are drawn by chance and only judge: `neiro train` never sees them.

      Questions are about the presets themselves, or, with --targets, about the loops you search with.

      Examples:
        neiro label
        neiro label ask --targets ~/Samples/Loops
        neiro label ask --labeller ann --no-play
        neiro label ask --plain --json --no-play --count 20
      """)

  @OptionGroup var libraryOptions: LibraryOptions
  @OptionGroup var labellerOptions: LabellerOptions

  @Flag(inversion: .prefixedNo, help: "Play the clips.")
  var play = true

  @Flag(help: "Show the names of the clips before the answer, too.")
  var names = false

  @Flag(help: "Ask line by line, on a terminal too.")
  var plain = false

  @Option(
    help: ArgumentHelp(
      "Ask about the indexed sounds of this folder, compared with presets.", valueName: "folder"))
  var targets: String?

  @Option(help: "How questions are chosen: mix, or to compare with, random or uncertain.")
  var strategy = AskingStrategy.mix

  @Option(help: "Stop after so many answers.")
  var count: Int?

  @Option(help: "The seed of all draws (default: the number of answers so far).")
  var seed: UInt64?

  @Flag(help: "Choose when the answer before is in, and wait while learning: the same each time.")
  var reproducible = false

  @Flag(help: "Print each question as a line of JSON, and ask line by line.")
  var json = false

  /// How many answers of earlier sittings one can go back to.
  private static let earlierVisits = 100

  func validate() throws {
    if let count, count < 1 { throw ValidationError("--count is 1 or more.") }
  }

  func run() throws {
    let library = try Library(libraryOptions)
    let bindings = try KeyBindings(in: library.workspace)
    let database = try LabelDatabase(file: library.workspace.labelDatabaseFile)
    let mine = LabelSelection(
      labellers: [labellerOptions.labeller], tastes: [labellerOptions.taste])
    let answered = try database.currentLabels(of: mine)
    let base = try library.base().flatMap { $0.manifest.verdict.decision == .useBase ? $0 : nil }
    let space = EmbeddingSpace(
      raw: library.gallery.embeddings, roles: library.roles,
      adaptation: base.map { library.adaptation($0.map) })
    let ground = try AskingGround(
      library, space, targets: targets, flagged: database.flaggedClips())
    let seed = seed ?? UInt64(answered.count)
    let (player, silence) = play ? PlayerProcess.firstFound() : (nil, nil)
    let levels = player == nil ? nil : try LevelledClips()
    defer { levels?.remove() }
    let (trainer, ignorance) = trainer(for: library, mine) { HeadCommittee($0, in: space, ground) }
    defer { trainer?.end() }
    let maker = QuestionMaker(
      library, chooser: QuestionChooser(ground, plan: strategy.plan, seed: seed), seed: seed,
      answered: { try QuestionMaker.Answered(database, of: mine, row: library.row) },
      trainer: trainer, waitsForTraining: reproducible, levels: levels)
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
    dialogue.notice =
      silence.map { .silent(reason: $0) } ?? ignorance.map { .unlearned(reason: $0) }
    let sitting = Sitting(
      dialogue,
      log: AnswerLog(
        database: database, labeller: labellerOptions.labeller, taste: labellerOptions.taste),
      questions: QuestionQueue(ahead: reproducible ? 0 : 2) { try maker.next() }, player: player,
      again: { try maker.question($0) })
    if Terminal.isFullScreen, !plain, !json {
      try FullScreenSitting(sitting: sitting, labeller: labellerOptions.labeller).run()
    } else {
      try PlainSitting(sitting: sitting, printsJSON: json).run()
    }
    if let failure = trainer?.failure {
      Output.note("The choice of questions could not learn from the answers: \(failure)")
    }
  }

  /// What learns while the person answers; else why nothing does.
  private func trainer(
    for library: Library, _ labels: LabelSelection,
    load: @escaping @Sendable (HeadEnsemble) -> HeadCommittee
  ) -> (trainer: CommitteeTrainer?, reason: String?) {
    guard strategy != .random else { return (nil, nil) }
    do {
      return (try CommitteeTrainer(library, labels: labels, load: load), nil)
    } catch {
      return (nil, "\(error)")
    }
  }
}

enum AskingStrategy: String, ExpressibleByArgument, CaseIterable {
  case mix, random, uncertain

  var plan: AskingPlan {
    switch self {
    case .mix: .standard
    case .random: .random
    case .uncertain: .uncertain
    }
  }
}

extension QuestionMaker.Answered {
  /// A skipped pair isn't asked about again for a month, in seconds.
  private static let skippedFor = 30 * 86_400.0

  init(
    _ database: LabelDatabase, of selection: LabelSelection, row: (ClipID) -> Int?
  ) throws(StoreError) {
    answers = try database.standingAnswers(of: selection).compactMap { AnsweredPair($0, row: row) }
    skipped = try database.skips(of: selection).compactMap { skip in
      guard case .skip(let a, let b) = skip.kind, let a = row(a), let b = row(b),
        -skip.createdAt.timeIntervalSinceNow < Self.skippedFor
      else { return nil }
      return RowPair(a, b)
    }
  }
}

extension LabelDatabase {
  /// Clips that somebody called bad.
  fileprivate func flaggedClips() throws(StoreError) -> Set<ClipID> {
    Set(
      try flags().compactMap { flag in
        if case .flag(let clip, _) = flag.kind { clip } else { nil }
      })
  }
}
