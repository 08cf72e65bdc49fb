/// What a head was told, so that it is not examined on what follows from it.
///
/// Clips are rows, or any numbers that tell clips apart. A clip that sounds the same as one that was
/// trained on counts as that one.
public struct TrainedAnswers: Sendable {
  /// The clips in the answers.
  public let clips: Set<Int>
  private let similar: [Int: Set<Int>]
  private let dissimilar: [Int: Set<Int>]
  private let sameSound: [Int: Int]

  /// - Parameters:
  ///   - clips: The clips in the answers.
  ///   - pairs: The answers.
  ///   - sameSound: Clips that were not trained on, each with one of `clips` that it sounds like.
  public init(
    clips: Set<Int>, pairs: [(a: Int, b: Int, isSimilar: Bool)], sameSound: [Int: Int]
  ) {
    self.clips = clips
    self.sameSound = sameSound
    var partners: [Bool: [Int: Set<Int>]] = [:]
    for pair in pairs {
      for (one, other) in [(pair.a, pair.b), (pair.b, pair.a)] {
        partners[pair.isSimilar, default: [:]][one, default: []].insert(other)
      }
    }
    similar = partners[true] ?? [:]
    dissimilar = partners[false] ?? [:]
  }

  /// Whether the head knows the sound of a clip.
  public func knows(_ clip: Int) -> Bool { clips.contains(clip) || sameSound[clip] != nil }

  /// Whether the answers give away a pair: it is one of them, or two of them imply it. a–b and b–c
  /// similar imply a–c, a–b similar and b–c dissimilar imply that a and c are not. Two clips that
  /// sound the same need no answer.
  public func giveAway(_ a: Int, _ b: Int) -> Bool {
    let (a, b) = (sameSound[a] ?? a, sameSound[b] ?? b)
    let (nearA, nearB) = (similar[a] ?? [], similar[b] ?? [])
    return a == b || nearA.contains(b) || dissimilar[a]?.contains(b) == true
      || !nearA.isDisjoint(with: nearB)
      || dissimilar[b].map { !nearA.isDisjoint(with: $0) } == true
      || dissimilar[a].map { !nearB.isDisjoint(with: $0) } == true
  }

  /// The clips that sound like others.
  ///
  /// - Parameters:
  ///   - clips: What to look at.
  ///   - others: Among which to look; of several that sound like a clip, the first is taken.
  ///   - soundsLike: Whether two clips are near-duplicates.
  /// - Returns: Each such clip with the other one, in the order of `clips`.
  public static func nearDuplicates(
    of clips: [Int], among others: [Int], _ soundsLike: (Int, Int) -> Bool
  ) -> [(clip: Int, other: Int)] {
    clips.compactMap { clip in
      others.first { $0 == clip || soundsLike(clip, $0) }.map { (clip, $0) }
    }
  }
}
