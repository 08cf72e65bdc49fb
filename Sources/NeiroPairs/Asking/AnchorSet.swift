internal import NeiroCore

/// The targets that are asked about at present: few, so that each is compared often, and far apart.
struct AnchorSet: Sendable {
  private let ground: AskingGround
  private(set) var anchors: [Anchor] = []

  /// How many targets are compared at first, and after how many answers another one joins them.
  private static let first = 10
  private static let answersForOneMore = 10
  /// Of a large library, as many are looked at for the next one.
  private static let lookedAt = 400
  private static let longestRanking = 500

  init(_ ground: AskingGround) {
    self.ground = ground
  }

  /// Takes the targets that were asked about before, the latest first, and others as far from them and
  /// from each other as can be.
  mutating func choose(for answers: [AnsweredPair], _ generator: inout SeededGenerator) {
    let wanted = Self.first + answers.count / Self.answersForOneMore
    let isTarget = Set(ground.targets)
    var targets = anchors.map(\.target)
    for answer in answers.reversed()
    where targets.count < wanted && answer.reason != .test && isTarget.contains(answer.pair.a)
      && !targets.contains(answer.pair.a)
    {
      targets.append(answer.pair.a)
    }
    while targets.count < wanted, let next = farthest(from: targets, &generator) {
      targets.append(next)
    }
    let known = Set(anchors.map(\.target))
    anchors += targets.filter { !known.contains($0) }.map(anchor)
  }

  private func farthest(from targets: [Int], _ generator: inout SeededGenerator) -> Int? {
    let pool = generator.shuffle(ground.targets.filter { !targets.contains($0) })
      .prefix(Self.lookedAt)
    let nearness = pool.map { row in targets.map { ground.cosine(row, $0) }.max() ?? 0 }
    return pool.indices.min { (nearness[$0], $0) < (nearness[$1], $1) }.map { pool[$0] }
  }

  private func anchor(_ target: Int) -> Anchor {
    let similarities = ground.similarities(target)
    let library = ground.library
    let open = library.indices.filter {
      library[$0] != target
        && ground.cosine(target, library[$0]) < ClipGroups.nearDuplicateCosine
    }
    let ranking = open.sorted { (similarities[$0], $1) > (similarities[$1], $0) }
      .prefix(Self.longestRanking).map { library[$0] }
    return Anchor(target: target, ranking: ranking)
  }
}
