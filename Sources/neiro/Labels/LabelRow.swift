import Foundation
import NeiroCore

/// A label as JSON.
struct LabelRow: Encodable {
  let clipA: ClipID
  let clipB: ClipID
  let label: PairLabel
  let labeller: String
  let taste: String
  let createdAt: Date
  let details: AnswerDetails?

  init(_ pair: LabelledPair) {
    (clipA, clipB, label) = (pair.a, pair.b, pair.label)
    (labeller, taste, createdAt) = (pair.labeller, pair.taste, pair.createdAt)
    details = pair.details.isEmpty ? nil : pair.details
  }

  enum CodingKeys: String, CodingKey {
    case clipA = "clip_a"
    case clipB = "clip_b"
    case label, labeller, taste, details
    case createdAt = "created_at"
  }
}
