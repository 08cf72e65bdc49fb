public import NeiroCore

/// How many questions of each kind a batch holds, by how many answers there are.
///
/// Which kinds earn their place was found by simulated listeners, see `Training/benchmarks/asking`:
/// while similar pairs are rare, what covers the library teaches most; later, what is undecided does.
/// A few fixed targets with clips near and far teach less than ever new ones: far is nearly always
/// dissimilar.
public struct AskingPlan: Hashable, Sendable {
  public struct Phase: Hashable, Sendable {
    /// Until there are so many answers; nil for the last phase.
    public let until: Int?
    public let counts: [QuestionReason: Int]

    public init(until: Int? = nil, _ counts: [QuestionReason: Int]) {
      self.until = until
      self.counts = counts
    }
  }

  public let phases: [Phase]
  /// What takes the place of a kind that has nothing to ask, the best first.
  public let substitutes: [QuestionReason]

  public init(_ phases: [Phase], substitutes: [QuestionReason] = [.random]) {
    self.phases = phases
    self.substitutes = substitutes
  }

  /// What `neiro label` asks.
  public static let standard = AskingPlan(
    [
      Phase(until: 20, [.random: 6, .coverage: 4, .bridge: 4, .easy: 2, .test: 3, .repeat: 1]),
      Phase([.uncertain: 12, .disagreement: 2, .bridge: 2, .test: 3, .repeat: 1]),
    ], substitutes: [.coverage, .bridge, .random])
  /// Chance alone: what others are compared with.
  public static let random = AskingPlan([Phase([.random: 20])])
  /// What the committee is least sure about alone; chance until there is one.
  public static let uncertain = AskingPlan([Phase([.uncertain: 20])])

  /// The reasons of the batch that comes after so many answers, in an order that doesn't tell them.
  func batch(after answers: Int, _ generator: inout SeededGenerator) -> [QuestionReason] {
    let phase = phases.first { $0.until.map { answers < $0 } ?? true }
    return generator.shuffle(
      QuestionReason.allCases.flatMap { Array(repeating: $0, count: phase?.counts[$0] ?? 0) })
  }
}
