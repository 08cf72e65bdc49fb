/// How far two ratings of the same subjects agree beyond chance: Gwet's AC1, and AC2 with weights.
///
/// Unlike Cohen's κ it stays meaningful where nearly all ratings are of one kind.
///
/// With q categories, n subjects rated twice, weights w_kl and π_k the share of all 2n ratings that
/// are k:
///
///     p_a = Σ w_(first, second) / n
///     p_e = (Σ_kl w_kl) / (q (q − 1)) · Σ_k π_k (1 − π_k)
///     AC  = (p_a − p_e) / (1 − p_e)
///
/// *Source*: Gwet, "Computing inter-rater reliability and its variance in the presence of high
/// agreement", British Journal of Mathematical and Statistical Psychology 61, 2008,
/// <https://doi.org/10.1348/000711006X126600>; weights and variance: Gwet, *Handbook of Inter-Rater
/// Reliability*, 4th edition, 2014, chapters 4 and 5.
public struct GwetCoefficient: Hashable, Sendable {
  /// AC, 1 at most.
  public let value: Double
  /// Of ``value``, over samples of subjects; nil for fewer than two.
  public let standardError: Double?
  /// p_a, weighted.
  public let agreement: Double
  /// p_e
  public let chance: Double
  /// n
  public let subjects: Int

  public enum Weights: Sendable {
    /// Only the same answer agrees: AC1.
    case identity
    /// Near categories of an ordered scale agree in part, w_kl = 1 − C(|k − l| + 1, 2) / C(q, 2):
    /// AC2.
    case ordinal

    func weight(_ k: Int, _ l: Int, of q: Int) -> Double {
      switch self {
      case .identity: return k == l ? 1 : 0
      case .ordinal:
        let distance = abs(k - l)
        return 1 - Double(distance * (distance + 1)) / Double(q * (q - 1))
      }
    }
  }

  /// nil without subjects, or with fewer than two categories.
  ///
  /// - Parameters:
  ///   - ratings: The two ratings of each subject, as places 0 ..< `categories` on the scale.
  ///   - categories: q, 2 or more; also those that nobody used count.
  ///   - weights: How far two different categories agree.
  public init?(_ ratings: [(first: Int, second: Int)], categories: Int, weights: Weights) {
    let q = categories
    guard !ratings.isEmpty, q >= 2 else { return nil }
    let n = Double(ratings.count)
    var shares = [Double](repeating: 0, count: q)  // π_k
    for rating in ratings {
      shares[rating.first] += 1 / (2 * n)
      shares[rating.second] += 1 / (2 * n)
    }
    var sum = 0.0  // Σ_kl w_kl
    for k in 0..<q { for l in 0..<q { sum += weights.weight(k, l, of: q) } }
    let scale = sum / Double(q * (q - 1))
    let agreements = ratings.map { weights.weight($0.first, $0.second, of: q) }
    let agreement = agreements.reduce(0, +) / n
    let chance = scale * shares.reduce(0) { $0 + $1 * (1 - $1) }
    let value = (agreement - chance) / (1 - chance)

    // What each subject adds, by its own agreement and by the categories it was put in.
    let squares = zip(ratings, agreements).reduce(0.0) { squares, subject in
      let (rating, agreement) = subject
      let ownChance = scale * ((1 - shares[rating.first]) + (1 - shares[rating.second])) / 2
      let own =
        (agreement - chance) / (1 - chance)
        - 2 * (1 - value) * (ownChance - chance) / (1 - chance)
      return squares + (own - value) * (own - value)
    }
    self.value = value
    self.agreement = agreement
    self.chance = chance
    subjects = ratings.count
    standardError = ratings.count > 1 ? (squares / (n * (n - 1))).squareRoot() : nil
  }
}
