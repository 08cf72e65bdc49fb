import ArgumentParser
import Foundation
import NeiroCommands
import NeiroCore
import NeiroEncoding
import NeiroHead
import NeiroRetrieval

struct SearchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Rank the library by likeness to a sound, a text, or both.",
    discussion: """
      The target is any audio file, or a clip of the library by path, by the end of its path, or by \
      content hash. A file outside the library is taken for a loop; say --one-shot if it is a \
      single note.

      A text needs an encoder that reads it, see `neiro encoders`. By a text alone the encoder ranks: \
      base and heads know sounds. With a sound, both scores are standardised over the library, and \
      --text-weight tells the text's share.

      With --label one says which results are like the target: +3 is more like this, -3 is not. \
      `neiro train` learns from such answers as from those of `neiro label`. With --taste, answers \
      are by that taste, and the head that learnt it ranks.

      Results that sound the same as a better one are named with it. --folder, --tag, --favourites and \
      --length narrow what may be shown, and change no score. --why tells of each result what its \
      score is made of, and which answers moved it. Several targets are ranked in one go.

      Examples:
        neiro search loop.wav
        neiro search loop.wav --tag pad --length ..4 --diverse
        neiro search loop.wav --why -k 3
        neiro search loops/*.wav --json
        neiro search loop.wav --label
        neiro search loop.wav --taste pads
        neiro search note.wav --one-shot
        neiro search loop.wav -k 5 --head mine --play
        neiro search previews/timgm/000-081_Saw.ogg --raw --json
        neiro search --text "warm analog pad" --encoder clap
        neiro search loop.wav --text "more bite" --text-weight 0.3 --encoder clap
      """)

  @Argument(
    help: ArgumentHelp("Audio files, or clips of the library.", valueName: "target"))
  var targets: [String] = []

  @Option(help: "What the sound is like, in words.")
  var text: String?

  @Option(help: "The text's share of the score beside a sound, 0 to 1.")
  var textWeight = 0.5

  @OptionGroup var libraryOptions: LibraryOptions
  @OptionGroup var headOptions: HeadOptions

  @Option(name: .shortAndLong, help: "How many results.")
  var k = 20

  @Option(help: "Let the head reorder only the first N of the ranking without it.")
  var candidates: Int?

  @OptionGroup var filterOptions: SearchFilterOptions
  @OptionGroup var shapeOptions: ResultShapeOptions

  @Flag(help: "Tell of each result what its score is made of.")
  var why = false

  @Flag(help: "The target is a single note, as presets are, and not a loop.")
  var oneShot = false

  @Flag(help: "Play the results one after the other.")
  var play = false

  @OptionGroup var labelOptions: ResultLabelOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard !targets.isEmpty || text != nil else {
      throw ValidationError("Name a sound to search for, or say what it is like with --text.")
    }
    guard (0...1).contains(textWeight) else {
      throw ValidationError("--text-weight must be from 0 to 1.")
    }
    guard text == nil || candidates == nil else {
      throw ValidationError("--candidates and --text exclude each other.")
    }
    guard !targets.isEmpty || !(labelOptions.label || why) else {
      throw ValidationError(
        "\(why ? "--why explains" : "--label compares") results with a sound, not with a text: name a "
          + "sound to search for.")
    }
    guard targets.count < 2 || !(labelOptions.label || play || text != nil) else {
      throw ValidationError("--label, --play and --text take one target at a time.")
    }
    guard !play || !labelOptions.noPlay else {
      throw ValidationError("--play and --no-play exclude each other.")
    }
    guard k > 0 else { throw ValidationError("-k must be 1 or more.") }
    guard candidates.map({ $0 > 0 }) ?? true else {
      throw ValidationError("--candidates must be 1 or more.")
    }
  }

  func run() throws {
    if text != nil {  // said before that nothing is indexed
      _ = try TextError.reader(libraryOptions.openEncoder(), in: libraryOptions.openWorkspace())
    }
    let library = try Library(libraryOptions)
    let rows = try filterOptions.rows(of: library)
    let words = try text.map { try library.queries.embeddings(ofTexts: [$0])[0] }
    let (found, failed) = try openTargets(in: library)
    if found.isEmpty, failed > 0 { throw ExitCode.failure }
    let choice =
      try targets.isEmpty
      ? .raw : headOptions.choose(for: library, taste: labelOptions.labellerOptions.taste)
    let results = try rank(found, words, choice, among: rows, in: library)
    let reports = try zip(targets.isEmpty ? [nil] : found.map(Optional.some), results).map {
      try report($1, of: $0, choice, in: library)
    }
    if output.json {
      try targets.count > 1 ? Output.json(reports) : Output.json(reports[0])
    } else {
      for report in reports {
        report.print(hasBase: choice.adaptation != nil, namesQuery: targets.count > 1)
      }
    }
    if labelOptions.label, let target = found.first {
      try label(reports[0].results, of: target, choice, in: library)
    } else if play {
      try Player.firstFound().playAll(
        reports[0].results.compactMap { try library.file(of: $0.clip) })
    }
    if failed > 0 { throw ExitCode(2) }
  }
}

extension SearchCommand {
  /// The targets; where there are several, one that can't be used is said, and the others are ranked.
  private func openTargets(in library: Library) throws -> (found: [Target], failed: Int) {
    let resolver = library.resolver()
    func open(_ name: String) throws -> Target {
      try Target(name, as: oneShot ? .gallery : nil, in: library, resolver: resolver)
    }
    guard targets.count > 1 else { return (try targets.map(open), 0) }
    var found: [Target] = []
    for name in targets {
      do {
        found.append(try open(name))
      } catch EncodingError.unavailable(let reason) {
        throw EncodingError.unavailable(reason: reason)
      } catch {
        Output.note("\(error)")
      }
    }
    return (found, targets.count - found.count)
  }

  /// By the sounds, by the words, or by both.
  private func rank(
    _ targets: [Target], _ words: Embedding?, _ choice: RankingChoice, among rows: RowSet,
    in library: Library
  ) throws -> [[FoldedClip]] {
    guard let target = targets.first else {
      return try shapeOptions.results(k, in: library.gallery) { limit in
        try words.map { [try library.gallery.rank(text: $0, limit: limit, among: rows)] } ?? []
      }
    }
    let reranker = try library.reranker(choice)
    guard let words else {
      let queries = targets.map {
        Reranker.BatchQuery(
          $0.embedding, as: $0.role, excluding: library.excluded(for: $0))
      }
      return try shapeOptions.results(k, in: library.gallery) {
        try reranker.rank(queries, limit: $0, candidates: candidates, among: rows)
      }
    }
    return try shapeOptions.results(k, in: library.gallery) { limit in
      [
        try reranker.rank(
          query: target.embedding, as: target.role, text: words, weight: textWeight,
          limit: limit, excluding: library.excluded(for: target), among: rows)
      ]
    }
  }

  private func report(
    _ ranking: [FoldedClip], of target: Target?, _ choice: RankingChoice, in library: Library
  ) throws -> SearchReport {
    let calibration = text == nil ? choice.calibration(target?.role ?? .query) : nil
    let explainer =
      try why ? target.map { try ResultExplainer(of: $0, by: choice, in: library) } : nil
    let clips = ranking.flatMap { [$0.best.clip] + $0.copies.map(\.clip) }
    let names = Dictionary(
      zip(clips, try library.displayNames(of: clips)), uniquingKeysWith: { first, _ in first })
    let results = try ranking.enumerated().map { place, folded in
      let found = folded.best
      return SearchReport.Result(
        rank: place + 1, clip: found.clip, path: names[found.clip, default: found.clip.hex],
        score: found.score, raw: target == nil ? nil : found.raw, adapted: found.adapted,
        head: found.head, text: found.text,
        likelySimilar: calibration?.probability(of: Double(found.score)),
        copies: folded.copies.map {
          SearchReport.Copy(
            clip: $0.clip, path: names[$0.clip, default: $0.clip.hex], score: $0.score)
        },
        why: try explainer?.explanation(of: found))
    }
    return SearchReport(
      query: target?.name, text: text, textWeight: text.map { _ in target == nil ? 1 : textWeight },
      role: target?.role, encoder: library.encoder.identity.description,
      head: choice.checkpoint?.manifest.name, alpha: choice.alphas[target?.role ?? .query],
      adaptedShare: choice.adaptation?.map.alphas[target?.role ?? .query] ?? 0, results: results)
  }
}
