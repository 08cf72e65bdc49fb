/// What a clip is to a search: loops are searched with, one-shot presets are searched in.
///
/// The two differ in what every one of them has, such as rhythm and length, whatever their timbre.
/// So each role has a mean of its own in an adapted base, and the role is recorded with the vectors.
public enum RetrievalRole: String, Codable, Sendable, CaseIterable {
  /// A loop, or any sound that is searched with. Labels may name it; results never show it.
  case query
  /// A one-shot preset, which results show.
  case gallery
}
