internal import Foundation
public import NeiroCore

/// How often a labeller answers the same pair the same way again.
///
/// Each answer is compared with the same person's one before it, whichever clip was heard first.
/// Unsure answers are passed over, and so is what was taken back.
public struct SelfAgreement: Hashable, Sendable {
  public let labeller: String
  /// n: answers with one before them.
  public let repeats: Int
  /// k: those that agree with it.
  public let agreeing: Int
  /// k / n with its 95 % interval, see ``wilson(_:of:)``.
  public let share: Difference
  /// Cohen's κ: how far agreement exceeds what the shares of similar and dissimilar answers would
  /// give by chance, 1 at most; nil where chance alone would agree always.
  ///
  /// *Source*: Cohen, "A coefficient of agreement for nominal scales", Educational and
  /// Psychological Measurement 20, 1960, <https://doi.org/10.1177/001316446002000104>.
  public let kappa: Double?
  /// Pairs with an answer that differs from the one before it, in the order of the first such.
  public let changed: [ClipPair]

  /// - Parameter log: Every answer, oldest first.
  /// - Returns: One for each labeller with repeats, in alphabetical order.
  static func all(in log: [LabelledPair]) -> [SelfAgreement] {
    Dictionary(grouping: log.filter { $0.label != .unsure }, by: \.labeller)
      .sorted { $0.key < $1.key }
      .compactMap { SelfAgreement($0.key, answers: $0.value) }
  }

  private init?(_ labeller: String, answers: [LabelledPair]) {
    var before: [ClipPair: PairLabel] = [:]
    var repeats = 0
    var agreeing = 0
    // How many of the earlier answers are similar, and of the later ones.
    var similar = (earlier: 0, later: 0)
    var changed: [ClipPair] = []
    for answer in answers {
      if let earlier = before.updateValue(answer.label, forKey: answer.pair) {
        repeats += 1
        if earlier == .similar { similar.earlier += 1 }
        if answer.label == .similar { similar.later += 1 }
        if earlier == answer.label {
          agreeing += 1
        } else if !changed.contains(answer.pair) {
          changed.append(answer.pair)
        }
      }
    }
    guard repeats > 0 else { return nil }
    self.labeller = labeller
    self.repeats = repeats
    self.agreeing = agreeing
    self.changed = changed
    share = Self.wilson(agreeing, of: repeats)
    let n = Double(repeats)
    let (first, second) = (Double(similar.earlier) / n, Double(similar.later) / n)
    let chance = first * second + (1 - first) * (1 - second)
    kappa = chance < 1 ? (Double(agreeing) / n - chance) / (1 - chance) : nil
  }

  /// A share with its 95 % interval, which stays within 0…1 and is honest for few trials.
  ///
  /// *Source*: Wilson, "Probable inference, the law of succession, and statistical inference",
  /// JASA 22, 1927, <https://doi.org/10.1080/01621459.1927.10502953>.
  ///
  /// - Parameters:
  ///   - successes: k.
  ///   - trials: n, above 0.
  /// - Returns: `mean` is k / n, which need not lie in the interval's middle.
  static func wilson(_ successes: Int, of trials: Int) -> Difference {
    let z = 1.959963984540054  // 97.5 % quantile of the normal distribution
    let (n, share) = (Double(trials), Double(successes) / Double(trials))
    let middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    let half = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
    return Difference(mean: share, low: max(0, middle - half), high: min(1, middle + half))
  }
}
