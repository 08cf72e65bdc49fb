internal import Foundation

/// What a head does to the library as a whole: signs of trouble that ranks of labelled clips don't
/// show. Before is the ranking without the head, after the blended one.
public struct LibraryChecks: Hashable, Codable, Sendable {
  public struct Change: Hashable, Codable, Sendable {
    public let before: Double
    public let after: Double

    public init(before: Double, after: Double) {
      self.before = before
      self.after = after
    }
  }

  /// Presets that asked for their nearest, and presets that were ranked.
  public let queries: Int
  public let ranked: Int
  /// The mean share of a query's first ten that stay among its first ten, 0 to 1.
  public let overlap: Double
  /// The largest share of all lists of ten that one preset is in, 0 to 1.
  public let hub: Change
  /// The mean similarity of two presets drawn at random, −1 to 1.
  public let randomCosine: Change
  /// The share of right orders, as in `GateVerdict.Agreement`, among pairs that the head was trained
  /// on; nil where one kind of pair is missing.
  public let knownAgreement: Double?
  /// Likewise among pairs of two clips that it was not trained on.
  public let newAgreement: Change?

  public init(
    queries: Int, ranked: Int, overlap: Double, hub: Change, randomCosine: Change,
    knownAgreement: Double?, newAgreement: Change?
  ) {
    self.queries = queries
    self.ranked = ranked
    self.overlap = overlap
    self.hub = hub
    self.randomCosine = randomCosine
    self.knownAgreement = knownAgreement
    self.newAgreement = newAgreement
  }
}

extension LibraryChecks {
  /// Below this, the head has forgotten what the encoder knew.
  static let leastOverlap = 0.3
  /// A preset in more lists than this is a hub; a new one if it is in so many times as many as the
  /// most frequent preset was. Without such a margin, chance alone would find one in every second
  /// small library.
  static let largestHub = 0.01
  static let hubGrowth = 1.5
  /// More of a rise than this, and all sounds become one.
  static let largestRise = 0.1
  /// Further apart than this, and without a gain for new clips, the head has learnt its answers by
  /// heart. A memory knows nearly all that it was told, and that alone is no fault.
  static let largestGap = 0.3

  /// Whether the head keeps most neighbourhoods.
  public var forgets: Bool { overlap < Self.leastOverlap }

  /// Whether a preset turns up for many more queries than any did before.
  public var hasNewHub: Bool {
    hub.after > Self.largestHub && hub.after > Self.hubGrowth * hub.before
  }

  /// What is wrong, a sentence each.
  public var warnings: [String] {
    var warnings: [String] = []
    if forgets {
      warnings.append(
        "The head forgets the library: of a preset's first ten neighbours, only "
          + "\(Self.text(10 * overlap)) of 10 are left.")
    }
    if hasNewHub {
      warnings.append(
        "One preset crowds into searches: it is among the first ten of \(Self.percent(hub.after)) of "
          + "all presets; without the head, the most frequent one is among those of "
          + "\(Self.percent(hub.before)).")
    }
    if randomCosine.after - randomCosine.before > Self.largestRise {
      warnings.append(
        "Sounds collapse: two presets drawn at random have a likeness of "
          + "\(Self.text(randomCosine.after)), \(Self.text(randomCosine.before)) without the head.")
    }
    if let knownAgreement, let newAgreement, newAgreement.after <= newAgreement.before,
      knownAgreement - newAgreement.after > Self.largestGap
    {
      warnings.append(
        "The head has learnt answers by heart: \(Self.text(10 * knownAgreement)) of 10 that it heard "
          + "are in the right order, \(Self.text(10 * newAgreement.after)) of 10 about clips it never "
          + "heard, \(Self.text(10 * newAgreement.before)) without it.")
    }
    return warnings
  }

  private static func text(_ value: Double) -> String { String(format: "%.1f", value) }
  private static func percent(_ share: Double) -> String { String(format: "%.1f %%", 100 * share) }
}
