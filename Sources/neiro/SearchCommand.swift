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
    abstract: "Rank the library by likeness to a sound.",
    discussion: """
      The target is any audio file, or a clip of the library by path, by the end of its path, or by \
      content hash. A file outside the library is taken for a loop; say --one-shot if it is a \
      single note.

      Examples:
        neiro search loop.wav
        neiro search note.wav --one-shot
        neiro search loop.wav -k 5 --head mine --play
        neiro search previews/timgm/000-081_Saw.ogg --raw --json
      """)

  @Argument(help: "An audio file, or a clip of the library.")
  var target: String

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

  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard k > 0 else { throw ValidationError("-k must be 1 or more.") }
    guard candidates.map({ $0 > 0 }) ?? true else {
      throw ValidationError("--candidates must be 1 or more.")
    }
  }

  func run() throws {
    let library = try Library(libraryOptions)
    let target = try Target(
      target, as: oneShot ? .gallery : nil, in: library, resolver: library.resolver())
    let choice = try headOptions.choose(for: library)
    let ranking = try library.reranker(choice).rank(
      query: target.embedding, as: target.role, limit: k, candidates: candidates,
      excluding: library.excluded(for: target))
    let calibration = choice.calibration(target.role)
    let results = try ranking.map { result in
      SearchReport.Result(
        rank: result.rank, clip: result.clip, path: try library.displayName(of: result.clip),
        score: result.score, raw: result.raw, adapted: result.adapted, head: result.head,
        likelySimilar: calibration?.probability(of: Double(result.score)))
    }
    let report = SearchReport(
      query: target.name, role: target.role, encoder: library.encoder.identity.description,
      head: choice.checkpoint?.manifest.name, alpha: choice.alphas[target.role],
      adaptedShare: choice.adaptation?.map.alphas[target.role] ?? 0, results: results)
    if output.json {
      try Output.json(report)
    } else {
      report.print(hasBase: choice.adaptation != nil)
    }
    if play {
      try Player.firstFound().playAll(results.compactMap { try library.file(of: $0.clip) })
    }
  }
}

/// What a search found; also its JSON.
struct SearchReport: Encodable {
  struct Result: Encodable {
    let rank: Int
    let clip: ClipID
    let path: String
    let score: Float
    let raw: Float
    let adapted: Float?
    let head: Float?
    /// How probable it is that the person would call it similar, 0 to 1.
    let likelySimilar: Double?

    enum CodingKeys: String, CodingKey {
      case rank, clip, path, score, raw, adapted, head
      case likelySimilar = "likely_similar"
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(rank, forKey: .rank)
      try container.encode(clip, forKey: .clip)
      try container.encode(path, forKey: .path)
      try container.encode(score, forKey: .score)
      try container.encode(raw, forKey: .raw)
      // null, rather than absent, where there is no base or no head
      try container.encode(adapted, forKey: .adapted)
      try container.encode(head, forKey: .head)
      try container.encode(likelySimilar, forKey: .likelySimilar)
    }
  }

  let query: String
  /// What the target was taken for.
  let role: RetrievalRole
  let encoder: String
  let head: String?
  /// The head's share of the score.
  let alpha: Double
  /// The base's share of what ranks without the head.
  let adaptedShare: Double
  let results: [Result]

  enum CodingKeys: String, CodingKey {
    case query, role, encoder, head, alpha, results
    case adaptedShare = "adapted_share"
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(query, forKey: .query)
    try container.encode(role, forKey: .role)
    try container.encode(self.encoder, forKey: .encoder)
    try container.encode(head, forKey: .head)
    try container.encode(alpha, forKey: .alpha)
    try container.encode(adaptedShare, forKey: .adaptedShare)
    try container.encode(results, forKey: .results)
  }

  func print(hasBase: Bool) {
    if hasBase || head != nil { Output.note("Ranked by \(formula) (--raw for none).") }
    let isCalibrated = results.contains { $0.likelySimilar != nil }
    let alike = isCalibrated ? ["alike"] : []
    var table = TextTable(
      headings: ["", "score", "raw", "adapted", "head"] + alike + [""],
      alignments: [.right, .right, .right, .right, .right] + alike.map { _ in .right } + [.left])
    for result in results {
      let probability = alike.map { _ in
        result.likelySimilar.map { String(format: "%.2f", $0) } ?? "–"
      }
      table.add(
        [
          "\(result.rank)", Self.text(result.score), Self.text(result.raw),
          result.adapted.map(Self.text) ?? "–", result.head.map(Self.text) ?? "–",
        ] + probability + [result.path])
    }
    for (index, line) in table.lines.enumerated() {
      Output.line(index == 0 ? Terminal.dim(line) : line)
    }
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

  private static func text(_ score: Float) -> String { String(format: "%.3f", score) }
}
