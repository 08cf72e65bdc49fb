public import Foundation
public import NeiroCore

/// The state of the labels in figures.
public struct LabelStatistics: Sendable {
  /// The current answers of all that was asked for.
  public let answers: LabelTally
  /// The same by labeller and taste, in alphabetical order.
  public let groups: [Group]
  /// Those with something in them, oldest first.
  public let sessions: [Session]
  /// What contradicts, taste by taste: answers of different tastes can't.
  public let tastes: [TasteState]
  /// How steady each labeller is in each taste.
  public let selfAgreements: [SelfAgreement]
  public let sides: [SideBias]
  /// The current answers by why they were asked for, see ``QuestionReason``; those without a reason
  /// are left out.
  public let reasons: [Reason]
  /// Of answers that were timed; nil if none was.
  public let medianMilliseconds: Double?

  public struct Group: Hashable, Sendable {
    public let labeller: String
    public let taste: String
    public let answers: LabelTally
  }

  public struct Reason: Hashable, Sendable {
    public let reason: String
    public let answers: LabelTally
  }

  public struct Session: Hashable, Sendable {
    public let sitting: LabelSitting
    public let answers: LabelTally
    public let medianMilliseconds: Double?
  }

  public struct TasteState: Sendable {
    public let taste: String
    public let check: LabelCheck
    public let graph: LabelGraph
  }

  /// - Parameters:
  ///   - current: The current answer of every labeller, by every taste, to every pair.
  ///   - log: Every answer that was not taken back, oldest first.
  ///   - sittings: The sessions, oldest first.
  ///   - library: Clips and embeddings; nil if nothing is indexed yet.
  ///   - clips: Every clip that can be asked about; nil if nothing is indexed yet.
  public init(
    current: [LabelledPair], log: [LabelledPair], sittings: [LabelSitting],
    library: LabelledLibrary?, clips: Set<ClipID>?
  ) {
    answers = LabelTally(current)
    groups = Dictionary(grouping: current) { [$0.labeller, $0.taste] }
      .sorted { $0.key.lexicographicallyPrecedes($1.key) }
      .map { Group(labeller: $0.key[0], taste: $0.key[1], answers: LabelTally($0.value)) }
    sessions = sittings.filter { !$0.answers.isEmpty || $0.skips > 0 }.map {
      Session(
        sitting: $0, answers: LabelTally($0.answers),
        medianMilliseconds: Self.median($0.answers.compactMap(\.details.takenMilliseconds)))
    }
    let logs = Dictionary(grouping: log, by: \.taste)
    tastes = Dictionary(grouping: current, by: \.taste).sorted { $0.key < $1.key }.map {
      TasteState(
        taste: $0.key,
        check: LabelCheck(current: $0.value, log: logs[$0.key] ?? [], library: library),
        graph: LabelGraph($0.value, library: clips))
    }
    selfAgreements = SelfAgreement.all(in: log)
    sides = SideBias.all(in: log)
    reasons = Dictionary(grouping: current.filter { $0.details.reason != nil }) {
      $0.details.reason ?? ""
    }.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
      .map { Reason(reason: $0.key, answers: LabelTally($0.value)) }
    medianMilliseconds = Self.median(log.compactMap(\.details.takenMilliseconds))
  }

  /// The middle value, or the mean of the two in the middle.
  static func median(_ values: [Int]) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    return Double(sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }
}

/// How many answers there are of each kind.
public struct LabelTally: Hashable, Sendable {
  public let counts: [PairLabel: Int]

  public init(_ answers: [LabelledPair]) {
    counts = Dictionary(grouping: answers, by: \.label).mapValues(\.count)
  }

  public subscript(label: PairLabel) -> Int { counts[label] ?? 0 }
  public var total: Int { counts.values.reduce(0, +) }

  /// The share of similar answers among the decided ones with its 95 % interval; nil if none is.
  public var similarRate: Difference? {
    let decided = self[.similar] + self[.dissimilar]
    return decided > 0 ? Share.wilson(self[.similar], of: decided) : nil
  }
}

/// A sitting in which one person answers by one taste, or one import.
public struct LabelSitting: Hashable, Sendable {
  /// Tells sittings apart.
  public let name: String
  public let labeller: String
  public let taste: String
  /// How its answers came to be: `asked`, `added`, `import:FILE`.
  public let source: String
  public let startedAt: Date
  /// Those that were not taken back, oldest first.
  public let answers: [LabelledPair]
  public let skips: Int

  public init(
    name: String, labeller: String, taste: String, source: String, startedAt: Date,
    answers: [LabelledPair], skips: Int
  ) {
    self.name = name
    self.labeller = labeller
    self.taste = taste
    self.source = source
    self.startedAt = startedAt
    self.answers = answers
    self.skips = skips
  }
}
