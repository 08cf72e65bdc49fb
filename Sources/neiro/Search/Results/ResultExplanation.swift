import Foundation
import NeiroCommands
import NeiroCore

/// Why a result is where it is.
struct ResultExplanation: Encodable {
  /// A part of the score: weight · similarity.
  struct Part: Encodable {
    let what: String
    let weight: Double
    let similarity: Float
  }

  /// What an aspect of the sound adds to raw; together they are raw.
  struct Aspect: Encodable {
    let name: String
    let contribution: Float
  }

  /// An answer about a pair of clips that are like the target and this result.
  struct Answer: Encodable {
    let a: String
    let b: String
    let label: PairLabel
    /// The lesser of the two likenesses, of the target to one and of the result to the other.
    let nearness: Float
  }

  let parts: [Part]
  let aspects: [Aspect]
  /// The place without the head, from 1; nil without a head, and for one behind all that was looked at.
  @NullIfNone var placeWithoutHead: Int?
  /// Whether a head took part.
  let hasHead: Bool
  /// The nearest answers that pull where the head moved the result, nearest first.
  let answers: [Answer]

  enum CodingKeys: String, CodingKey {
    case parts, aspects, answers
    case placeWithoutHead = "place_without_head"
    case hasHead = "has_head"
  }

  /// How far down a ranking without the head is looked.
  static let depth = 500

  /// A few lines for a person.
  var lines: [String] {
    let sum = parts.map {
      "\(Self.text($0.weight)) \($0.what) \(String(format: "%.3f", $0.similarity))"
    }.joined(separator: " + ")
    var lines = [sum]
    if hasHead {
      lines[0] +=
        placeWithoutHead.map { "; place \($0) without the head" }
        ?? "; behind place \(Self.depth) without the head"
    }
    if aspects.count > 1 {
      lines.append(
        "raw: "
          + aspects.map { "\($0.name) \(Self.text(Double($0.contribution)))" }
          .joined(separator: ", "))
    }
    lines += answers.map {
      "answered \($0.label.rawValue): \($0.a) and \($0.b), \(Self.text(Double($0.nearness))) near"
    }
    return lines
  }

  private static func text(_ number: Double) -> String { String(format: "%.2f", number) }
}
