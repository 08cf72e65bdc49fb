/// What a head's training asks of the labelled pairs.
public enum TrainingObjective: String, Codable, Sendable, CaseIterable {
  /// Every similar pair above every dissimilar one, two at a time.
  case ranking
  /// Every similar pair picked from among all dissimilar ones.
  case infoNCE
  /// Similar pairs above one threshold, dissimilar ones below it.
  case pairLogistic
  /// Every similar pair above every dissimilar one by a margin, beyond which nothing is gained.
  case triplet
}
