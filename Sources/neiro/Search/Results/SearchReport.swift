import Foundation
import NeiroCommands
import NeiroCore
import NeiroRetrieval

/// What a search found; also its JSON.
struct SearchReport: Encodable {
  /// A result that sounds the same as a better one.
  struct Copy: Encodable {
    let clip: ClipID
    let path: String
    let score: Float
  }

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
    /// Results that sound the same.
    let copies: [Copy]
    /// nil unless it was asked for.
    @NullIfNone var why: ResultExplanation?

    enum CodingKeys: String, CodingKey {
      case rank, clip, path, score, raw, adapted, head, text, copies, why
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

  /// - Parameters:
  ///   - hasBase: Whether the library has learnt from itself.
  ///   - namesQuery: Whether to say whose results these are.
  func print(hasBase: Bool, namesQuery: Bool) {
    if namesQuery { Output.line(Terminal.bold(query ?? "")) }
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
    // The heading, then a line for each result with what belongs to it.
    let lines = table.lines
    var text = [Terminal.dim(lines[0])]
    for (line, result) in zip(lines.dropFirst(), results) {
      text.append(line)
      let details = result.copies.map { "sounds the same: \($0.path)" } + (result.why?.lines ?? [])
      text += details.map { Terminal.dim("      \($0)") }
    }
    Output.line(text.joined(separator: "\n"))
    if results.isEmpty {
      Output.note("There is no preset to show. Index some with `neiro index DIR`.")
    }
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
