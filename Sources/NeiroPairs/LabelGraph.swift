public import NeiroCore

/// What hangs together by answers: clips that are compared with each other, directly or through
/// others.
///
/// Of clips in different parts nothing is known relative to each other. Unsure answers compare
/// nothing.
public struct LabelGraph: Hashable, Sendable {
  /// How many clips each part has, the largest first.
  public let parts: [Int]
  /// Clips in a decided answer.
  public let clips: Int
  /// Those of them outside the largest part.
  public var outside: Int { clips - (parts.first ?? 0) }
  /// Clips of the library that are in no decided answer; nil if nothing is indexed.
  public let unlabelled: Int?

  /// - Parameters:
  ///   - answers: The current ones.
  ///   - library: Every clip that can be asked about; nil if nothing is indexed.
  public init(_ answers: [LabelledPair], library: Set<ClipID>?) {
    let decided = answers.filter { $0.label != .unsure }
    var sets = UnionFind(decided.flatMap { [$0.a, $0.b] })
    for answer in decided { sets.join(answer.a, answer.b) }
    let groups = sets.groups
    parts = groups.map(\.count).sorted(by: >)
    clips = parts.reduce(0, +)
    unlabelled = library.map { $0.subtracting(groups.flatMap { $0 }).count }
  }
}
