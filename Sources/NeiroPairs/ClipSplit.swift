internal import NeiroCore

/// Splits of labelled clips for honest scoring: by clip group, never by pair.
///
/// A pair belongs to the training of a fold only if both clips are outside the fold, and to its
/// scoring if at least one is inside. So no clip is scored that was trained on as itself, as a
/// near-duplicate, or through a chain of similar labels.
public struct ClipSplit: Sendable {
  /// Rows kept out of every training, for `neiro evaluate`.
  public let heldOut: Set<Int>
  /// The remaining rows, in parts of about as many clips.
  public let folds: [Set<Int>]
  /// The group of each row.
  public let groupOfRow: [Int: Int]

  /// - Parameters:
  ///   - groups: The groups that stay together.
  ///   - heldOutShare: The share of the groups to hold out.
  ///   - foldCount: How many folds to make of the rest; fewer if there are fewer groups.
  ///   - seed: Decides which groups are held out, and with `repetition` which fold takes which.
  ///   - repetition: Other numbers give other folds of the same rest.
  public init(
    _ groups: ClipGroups, heldOutShare: Double, foldCount: Int, seed: UInt64, repetition: Int = 0
  ) {
    var generator = SeededGenerator(seed: seed)
    let shuffled = generator.shuffle(Array(groups.groups.indices))
    let heldOutCount = Int((Double(shuffled.count) * heldOutShare).rounded(.down))
    heldOut = Set(shuffled.prefix(heldOutCount).flatMap { groups.groups[$0] })
    // Largest first into the smallest fold keeps the folds even; ties in shuffled order.
    var foldGenerator = SeededGenerator(seed: seed &+ 7919 &* UInt64(repetition &+ 1))
    let rest = foldGenerator.shuffle(Array(shuffled.dropFirst(heldOutCount)))
      .sorted { groups.groups[$0].count > groups.groups[$1].count }
    var folds = [Set<Int>](repeating: [], count: min(foldCount, rest.count))
    for index in rest {
      guard let smallest = folds.indices.min(by: { folds[$0].count < folds[$1].count }) else {
        break
      }
      folds[smallest].formUnion(groups.groups[index])
    }
    self.folds = folds
    groupOfRow = Dictionary(
      uniqueKeysWithValues: groups.groups.enumerated().flatMap { index, rows in
        rows.map { ($0, index) }
      })
  }
}
