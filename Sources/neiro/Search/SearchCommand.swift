import ArgumentParser
import Foundation
import NeiroCommands
import NeiroCore
import NeiroEncoding
import NeiroHead
import NeiroRetrieval

struct SearchCommand: AsyncParsableCommand {
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

      Examples:
        neiro search loop.wav
        neiro search loop.wav --label
        neiro search loop.wav --taste pads
        neiro search note.wav --one-shot
        neiro search loop.wav -k 5 --head mine --play
        neiro search previews/timgm/000-081_Saw.ogg --raw --json
        neiro search --text "warm analog pad" --encoder clap
        neiro search loop.wav --text "more bite" --text-weight 0.3 --encoder clap
      """)

  @Argument(help: "An audio file, or a clip of the library.")
  var target: String?

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

  @Flag(help: "The target is a single note, as presets are, and not a loop.")
  var oneShot = false

  @Flag(help: "Play the results one after the other.")
  var play = false

  @OptionGroup var labelOptions: ResultLabelOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard target != nil || text != nil else {
      throw ValidationError("Name a sound to search for, or say what it is like with --text.")
    }
    guard (0...1).contains(textWeight) else {
      throw ValidationError("--text-weight must be from 0 to 1.")
    }
    guard text == nil || candidates == nil else {
      throw ValidationError("--candidates and --text exclude each other.")
    }
    guard target != nil || !labelOptions.label else {
      throw ValidationError(
        "--label compares results with a sound, not with a text: name a sound to search for.")
    }
    guard !play || !labelOptions.noPlay else {
      throw ValidationError("--play and --no-play exclude each other.")
    }
    guard k > 0 else { throw ValidationError("-k must be 1 or more.") }
    guard candidates.map({ $0 > 0 }) ?? true else {
      throw ValidationError("--candidates must be 1 or more.")
    }
  }

  func run() async throws {
    if text != nil {  // said before that nothing is indexed
      _ = try TextError.reader(libraryOptions.openEncoder(), in: libraryOptions.openWorkspace())
    }
    let library = try Library(libraryOptions)
    let words = try text.map { try library.queries.embeddings(ofTexts: [$0])[0] }
    let target = try target.map {
      try Target($0, as: oneShot ? .gallery : nil, in: library, resolver: library.resolver())
    }
    let choice =
      try target == nil
      ? .raw : headOptions.choose(for: library, taste: labelOptions.labellerOptions.taste)
    let ranking = try rank(target, words, choice, in: library)
    let calibration = words == nil ? choice.calibration(target?.role ?? .query) : nil
    let results = try ranking.map { result in
      SearchReport.Result(
        rank: result.rank, clip: result.clip, path: try library.displayName(of: result.clip),
        score: result.score, raw: target == nil ? nil : result.raw, adapted: result.adapted,
        head: result.head, text: result.text,
        likelySimilar: calibration?.probability(of: Double(result.score)))
    }
    let report = SearchReport(
      query: target?.name, text: text, textWeight: text.map { _ in target == nil ? 1 : textWeight },
      role: target?.role, encoder: library.encoder.identity.description,
      head: choice.checkpoint?.manifest.name, alpha: choice.alphas[target?.role ?? .query],
      adaptedShare: choice.adaptation?.map.alphas[target?.role ?? .query] ?? 0, results: results)
    if output.json {
      try Output.json(report)
    } else {
      report.print(hasBase: choice.adaptation != nil)
    }
    if labelOptions.label, let target {
      try await label(results, of: target, choice, in: library)
    } else if play {
      try Player.firstFound().playAll(results.compactMap { try library.file(of: $0.clip) })
    }
  }
}

extension SearchCommand {
  /// By the sound, by the words, or by both.
  private func rank(
    _ target: Target?, _ words: Embedding?, _ choice: RankingChoice, in library: Library
  ) throws -> [RankedClip] {
    guard let target else {
      return try words.map {
        try library.gallery.rank(text: $0, limit: k, among: library.results)
      } ?? []
    }
    let reranker = try library.reranker(choice)
    let excluded = library.excluded(for: target)
    guard let words else {
      return try reranker.rank(
        query: target.embedding, as: target.role, limit: k, candidates: candidates,
        excluding: excluded)
    }
    return try reranker.rank(
      query: target.embedding, as: target.role, text: words, weight: textWeight, limit: k,
      excluding: excluded)
  }
}

/// What a search found; also its JSON.
struct SearchReport: Encodable {
  struct Result: Encodable {
    let rank: Int
    let clip: ClipID
    let path: String
    let score: Float
    /// nil for a text alone.
    @NullIfNone var raw: Float?
    @NullIfNone var adapted: Float?
    @NullIfNone var head: Float?
    @NullIfNone var text: Float?
    /// How probable it is that the person would call it similar, 0 to 1.
    @NullIfNone var likelySimilar: Double?

    enum CodingKeys: String, CodingKey {
      case rank, clip, path, score, raw, adapted, head, text
      case likelySimilar = "likely_similar"
    }
  }

  /// The sound; nil for a text alone.
  @NullIfNone var query: String?
  @NullIfNone var text: String?
  /// The text's share of the score; nil without one.
  @NullIfNone var textWeight: Double?
  /// What the sound was taken for.
  @NullIfNone var role: RetrievalRole?
  let encoder: String
  @NullIfNone var head: String?
  /// The head's share of the score.
  let alpha: Double
  /// The base's share of what ranks without the head.
  let adaptedShare: Double
  let results: [Result]

  enum CodingKeys: String, CodingKey {
    case query, text, role, encoder, head, alpha, results
    case textWeight = "text_weight"
    case adaptedShare = "adapted_share"
  }

  func print(hasBase: Bool) {
    if let share = textWeight, query != nil {
      Output.note(
        String(format: "Ranked by %.2f sound + %.2f text, ", 1 - share, share)
          + "each standardised over the library; sound is \(formula).")
    } else if hasBase || head != nil {
      Output.note("Ranked by \(formula) (--raw for none).")
    }
    let columns = self.columns
    var table = TextTable(
      headings: ["", "score"] + columns.map(\.heading) + [""],
      alignments: [.right, .right] + columns.map { _ in .right } + [.left])
    for result in results {
      table.add(
        ["\(result.rank)", String(format: "%.3f", result.score)]
          + columns.map { $0.text(result) ?? "–" } + [result.path])
    }
    Output.table(table)
  }

  private struct Column {
    let heading: String
    let text: (Result) -> String?
  }

  /// What there is to tell of each result, besides its score.
  private var columns: [Column] {
    func column(_ heading: String, _ value: @escaping (Result) -> Float?) -> Column {
      Column(heading: heading) { value($0).map { String(format: "%.3f", $0) } }
    }
    guard query != nil else { return [] }
    var columns = [
      column("raw", \.raw), column("adapted", \.adapted), column("head", \.head),
    ]
    if text != nil { columns.append(column("text", \.text)) }
    if results.contains(where: { $0.likelySimilar != nil }) {
      columns.append(
        Column(heading: "alike") { $0.likelySimilar.map { String(format: "%.2f", $0) } })
    }
    return columns
  }

  /// The score, as a sum of what has a weight.
  private var formula: String {
    let shares = [
      ((1 - alpha) * (1 - adaptedShare), "raw"), ((1 - alpha) * adaptedShare, "adapted"),
      (alpha, "head “\(head ?? "")”"),
    ].filter { $0.0 > 0 }
    let sum =
      shares.count == 1
      ? shares[0].1
      : shares.map { "\(String(format: "%.2f", $0.0)) \($0.1)" }.joined(separator: " + ")
    guard let head, alpha == 0 else { return sum }
    return "\(sum), since head “\(head)” was found no better"
  }
}
