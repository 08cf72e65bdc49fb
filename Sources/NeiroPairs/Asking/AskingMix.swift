public import NeiroCore

/// How many questions of each kind a batch holds.
///
/// *Source*: a batch of questions chosen in several ways is steadier than any one of them, see Settles,
/// "Active learning literature survey", 2009, section 3.
public struct AskingMix: Hashable, Sendable {
  public let counts: [QuestionReason: Int]

  public init(_ counts: [QuestionReason: Int]) {
    self.counts = counts
  }

  /// What `neiro label` asks.
  public static let standard = AskingMix([
    .uncertain: 6, .disagreement: 5, .bridge: 4, .test: 3, .repeat: 1, .easy: 1,
  ])
  /// Chance alone: what others are compared with.
  public static let random = AskingMix([.random: 20])
  /// What the committee knows least about alone.
  public static let uncertain = AskingMix([.uncertain: 20])

  /// The reasons of one batch, in an order that doesn't tell them.
  func batch(_ generator: inout SeededGenerator) -> [QuestionReason] {
    generator.shuffle(
      QuestionReason.allCases.flatMap { Array(repeating: $0, count: counts[$0] ?? 0) })
  }
}
