public import NeiroCore

/// Whether it matters to a labeller which clip of a pair is heard first.
///
/// Only decided answers count of which it is known. A is the clip that the question is about.
public struct SideBias: Hashable, Sendable {
  public struct Count: Hashable, Sendable {
    public internal(set) var successes = 0
    public internal(set) var trials = 0
    public var share: Difference? { trials > 0 ? Share.wilson(successes, of: trials) : nil }

    mutating func add(_ isSuccess: Bool) {
      trials += 1
      if isSuccess { successes += 1 }
    }
  }

  public let labeller: String
  /// Similar answers where A was heard first, and where B was.
  public let similarAFirst: Count
  public let similarBFirst: Count
  /// The one share less the other, with its 95 % interval, see ``Share/newcombe(_:_:)``; nil where
  /// one of them has no answers. An interval without 0 is a bias.
  public let difference: Difference?
  /// Answers with A heard first, of all.
  public let aFirst: Count
  /// p of ``Share/evenness(_:of:)`` of ``aFirst``: a small one says that the sides were not drawn
  /// evenly, and that the shares above compare different questions.
  public let evenness: Double
  /// Repeated answers that agree with the one before, where the sides were swapped in between, and
  /// where they were not: the same sounds, so that a gap between the two is the order's doing.
  public let agreeingSwapped: Count
  public let agreeingUnswapped: Count

  /// - Parameter log: Every answer, oldest first.
  /// - Returns: One for each labeller of whom something is known, in alphabetical order.
  public static func all(in log: [LabelledPair]) -> [SideBias] {
    Dictionary(grouping: log.filter { $0.label != .unsure && $0.firstHeard != nil }, by: \.labeller)
      .sorted { $0.key < $1.key }
      .map { SideBias($0.key, answers: $0.value) }
  }

  private init(_ labeller: String, answers: [LabelledPair]) {
    var (similarAFirst, similarBFirst, aFirst) = (Count(), Count(), Count())
    var (swapped, unswapped) = (Count(), Count())
    var before: [TastedPair: LabelledPair] = [:]
    for answer in answers {
      let isAFirst = answer.details.firstSide == .a
      aFirst.add(isAFirst)
      if isAFirst {
        similarAFirst.add(answer.label == .similar)
      } else {
        similarBFirst.add(answer.label == .similar)
      }
      guard let earlier = before.updateValue(answer, forKey: TastedPair(answer)) else { continue }
      let isSame = earlier.label == answer.label
      if earlier.firstHeard == answer.firstHeard {
        unswapped.add(isSame)
      } else {
        swapped.add(isSame)
      }
    }
    self.labeller = labeller
    self.similarAFirst = similarAFirst
    self.similarBFirst = similarBFirst
    self.aFirst = aFirst
    (agreeingSwapped, agreeingUnswapped) = (swapped, unswapped)
    evenness = Share.evenness(aFirst.successes, of: aFirst.trials)
    difference =
      similarAFirst.trials > 0 && similarBFirst.trials > 0
      ? Share.newcombe(
        (similarAFirst.successes, similarAFirst.trials),
        (similarBFirst.successes, similarBFirst.trials)) : nil
  }
}

/// A pair as one taste hears it.
struct TastedPair: Hashable {
  let pair: ClipPair
  let taste: String

  init(_ answer: LabelledPair) {
    (pair, taste) = (answer.pair, answer.taste)
  }
}
