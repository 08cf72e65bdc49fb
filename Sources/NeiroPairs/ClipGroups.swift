public import NeiroCore

/// Labelled clips, gathered into groups that a split must not tear apart.
///
/// Two clips share a group if they are labelled similar, through any chain of labels, or if they
/// are near-duplicates. A chain that gathers more than `largestShare` of all clips would leave
/// nothing to hold out; its labels are then disregarded, and only near-duplicates stay together.
public struct ClipGroups: Sendable {
  /// The rows of each group, ascending; the groups by their first row.
  public let groups: [[Int]]

  /// Raw cosine from which two clips count as the same sound.
  public static let nearDuplicateCosine: Float = 0.98

  /// The largest part of all labelled clips that one group may hold.
  static let largestShare = 0.25

  public init(_ pairs: TrainingPairs, embeddings: EmbeddingMatrix) {
    let rows = pairs.rows
    var duplicates = UnionFind(rows)
    for (index, a) in rows.enumerated() {
      embeddings.withRow(a) { first in
        for b in rows.dropFirst(index + 1) {
          let cosine = embeddings.withRow(b) { UnitVector.dot(first, $0) }
          if cosine >= Self.nearDuplicateCosine { duplicates.join(a, b) }
        }
      }
    }
    var chained = duplicates
    for pair in pairs.similar { chained.join(pair.a, pair.b) }
    let limit = max(2, Int(Double(rows.count) * Self.largestShare))
    groups = chained.groups.flatMap { group in
      group.count <= limit ? [group] : duplicates.groups(within: Set(group))
    }.sorted { $0[0] < $1[0] }
  }
}
