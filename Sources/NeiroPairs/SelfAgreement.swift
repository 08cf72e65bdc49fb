public import NeiroCore

/// How often a labeller answers the same pair the same way again, by the same taste.
///
/// Each answer is compared with the same person's one before it, whichever clip was heard first.
/// What was taken back is passed over, and unsure answers are for all but ``ordered``.
public struct SelfAgreement: Hashable, Sendable {
  public let labeller: String
  public let taste: String
  /// n: answers with one before them.
  public let repeats: Int
  /// k: those that agree with it.
  public let agreeing: Int
  /// k / n with its 95 % interval, see ``Share/wilson(_:of:)``; nil without repeats.
  public let share: Difference?
  /// Cohen's κ: how far agreement exceeds what the shares of similar and dissimilar answers would
  /// give by chance, 1 at most; nil where chance alone would agree always.
  ///
  /// *Source*: Cohen, "A coefficient of agreement for nominal scales", Educational and
  /// Psychological Measurement 20, 1960, <https://doi.org/10.1177/001316446002000104>.
  public let kappa: Double?
  /// Gwet's AC1 of similar against dissimilar; nil without repeats.
  public let nominal: GwetCoefficient?
  /// Gwet's AC2 on the scale dissimilar < unsure < similar, unsure answers included: similar after
  /// unsure agrees by two thirds, similar after dissimilar not at all.
  public let ordered: GwetCoefficient
  /// Pairs with a decided answer that differs from the one before it, in the order of the first such.
  public let changed: [ClipPair]

  /// - Parameter log: Every answer, oldest first.
  /// - Returns: One for each labeller and taste with repeats, in alphabetical order.
  static func all(in log: [LabelledPair]) -> [SelfAgreement] {
    Dictionary(grouping: log) { [$0.labeller, $0.taste] }
      .sorted { $0.key.lexicographicallyPrecedes($1.key) }
      .compactMap { SelfAgreement($0.key[0], $0.key[1], answers: $0.value) }
  }

  private init?(_ labeller: String, _ taste: String, answers: [LabelledPair]) {
    let ratings = Self.repeats(in: answers).map { ($0.earlier.place, $0.later.place) }
    guard let ordered = GwetCoefficient(ratings, categories: 3, weights: .ordinal) else {
      return nil
    }
    let decided = Self.repeats(in: answers.filter { $0.label != .unsure })
    self.labeller = labeller
    self.taste = taste
    self.ordered = ordered
    repeats = decided.count
    agreeing = decided.count { $0.earlier == $0.later }
    var seen: Set<ClipPair> = []
    changed = decided.filter { $0.earlier != $0.later }.map(\.pair)
      .filter { seen.insert($0).inserted }
    nominal = GwetCoefficient(
      decided.map { ($0.earlier == .similar ? 1 : 0, $0.later == .similar ? 1 : 0) },
      categories: 2, weights: .identity)
    guard repeats > 0 else {
      (share, kappa) = (nil, nil)
      return
    }
    share = Share.wilson(agreeing, of: repeats)
    let n = Double(repeats)
    let first = Double(decided.count { $0.earlier == .similar }) / n
    let second = Double(decided.count { $0.later == .similar }) / n
    let chance = first * second + (1 - first) * (1 - second)
    kappa = chance < 1 ? (Double(agreeing) / n - chance) / (1 - chance) : nil
  }

  private struct Repeat {
    let pair: ClipPair
    let earlier: PairLabel
    let later: PairLabel
  }

  /// Each answer that has one before it to the same pair.
  private static func repeats(in answers: [LabelledPair]) -> [Repeat] {
    var before: [ClipPair: PairLabel] = [:]
    return answers.compactMap { answer in
      before.updateValue(answer.label, forKey: answer.pair).map {
        Repeat(pair: answer.pair, earlier: $0, later: answer.label)
      }
    }
  }
}

extension PairLabel {
  /// On the scale dissimilar < unsure < similar.
  fileprivate var place: Int {
    switch self {
    case .dissimilar: 0
    case .unsure: 1
    case .similar: 2
    }
  }
}
