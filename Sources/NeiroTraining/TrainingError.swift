public import NeiroCore

/// Why a training cannot begin.
public enum TrainingError: Error, Hashable, Sendable {
  case tooFewSimilar(found: Int, needed: Int, LabelCounts)
  case tooFewPresets(found: Int, needed: Int)
  case embeddingNotFinite(ClipID)
}

extension TrainingError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .tooFewSimilar(let found, let needed, let counts):
      "Too few labels to learn from: \(found) similar pairs are left for training, \(needed) are "
        + "needed. (\(counts.summary).) Label more pairs with `neiro label`."
    case .tooFewPresets(let found, let needed):
      "Only \(found) different presets could be played, \(needed) are needed: adapting learns from "
        + "how presets differ. Index more of them with `neiro index`."
    case .embeddingNotFinite(let clip):
      "The embedding of clip \(clip) is damaged: it holds numbers that are not finite. Index the "
        + "library again with `neiro index`."
    }
  }
}

extension LabelCounts {
  /// What was found, in words.
  public var summary: String {
    var parts = ["\(similar) similar and \(dissimilar) dissimilar pairs"]
    if heldOut > 0 { parts.append("\(heldOut) of them kept for evaluation") }
    if test > 0 { parts.append("\(test) drawn by chance to judge by, not used") }
    if unsure > 0 { parts.append("\(unsure) unsure, not used") }
    if contradictory > 0 { parts.append("\(contradictory) contradictory, not used") }
    if withoutEmbedding > 0 {
      parts.append("\(withoutEmbedding) with a clip that isn't indexed, not used")
    }
    return parts.joined(separator: "; ")
  }
}
