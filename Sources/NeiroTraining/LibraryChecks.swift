internal import NeiroCore
internal import NeiroHead
internal import NeiroPairs
internal import NeiroTorch

extension LibraryChecks {
  /// How many presets ask.
  private static let mostQueries = 500
  private static let neighbours = 10

  /// Looks at the neighbours of some presets among the ranked ones.
  ///
  /// - Parameters:
  ///   - head: What search would use.
  ///   - alpha: Its share of the score.
  ///   - ground: The presets.
  ///   - agreements: Of pairs that it was trained on, and of new ones.
  ///   - seed: Draws the presets.
  /// - Throws: ``TorchError``.
  /// - Complexity: O(Q·N·D) for Q queries among N presets.
  init(
    of head: TorchHead, alpha: Double, in ground: HeadMaterial,
    agreements: (known: Double?, new: Change?), seed: UInt64
  ) throws(TorchError) {
    var generator = SeededGenerator(seed: seed &* 3_935_559_000_370_003_845 &+ 7)
    let count = ground.ranked.count
    guard count > 1 else {
      let none = Change(before: 0, after: 0)
      self.init(
        queries: 0, ranked: count, overlap: 1, hub: none, randomCosine: none,
        knownAgreement: agreements.known, newAgreement: agreements.new)
      return
    }
    let asked = Array(generator.shuffle(Array(0..<count)).prefix(Self.mostQueries))
    let z = try head.project(ground.inputs)
    let cosines = try ground.inputs.rows(asked).matmul(ground.inputs.transposed()).values
    let projected = try z.rows(asked).matmul(z.transposed()).values
    let penalties = ground.penalties(for: .gallery)
    let share = Float(alpha)
    let before = cosines.indices.map { cosines[$0] - penalties[$0 % count] }
    let after = before.indices.map { before[$0] + share * (projected[$0] - cosines[$0]) }
    let (listsBefore, listsAfter) = (
      Self.lists(before, asked, among: count), Self.lists(after, asked, among: count)
    )
    let kept = zip(listsBefore, listsAfter).map { before, after in
      Double(Set(before).intersection(after).count) / Double(max(1, before.count))
    }
    self.init(
      queries: asked.count, ranked: count, overlap: kept.mean(\.self),
      hub: Change(before: Self.hub(listsBefore), after: Self.hub(listsAfter)),
      randomCosine: Change(
        before: Self.meanCosine(before, asked, among: count),
        after: Self.meanCosine(after, asked, among: count)),
      knownAgreement: agreements.known, newAgreement: agreements.new)
  }

  /// For each query the places of its nearest, without itself.
  static func lists(_ scores: [Float], _ asked: [Int], among count: Int) -> [[Int]] {
    scores.withUnsafeBufferPointer { scores in
      asked.enumerated().map { query, own in
        var best: [(score: Float, place: Int)] = []
        for place in 0..<count where place != own {
          let score = scores[query * count + place]
          if best.count == neighbours, !(score > best[neighbours - 1].score) { continue }
          let index = best.firstIndex { score > $0.score } ?? best.count
          best.insert((score, place), at: index)
          if best.count > neighbours { best.removeLast() }
        }
        return best.map(\.place)
      }
    }
  }

  /// The share of the lists that the most frequent preset is in.
  static func hub(_ lists: [[Int]]) -> Double {
    var counts: [Int: Int] = [:]
    for place in lists.joined() { counts[place, default: 0] += 1 }
    return Double(counts.values.max() ?? 0) / Double(max(1, lists.count))
  }

  private static func meanCosine(_ scores: [Float], _ asked: [Int], among count: Int) -> Double {
    guard count > 1, !asked.isEmpty else { return 0 }
    let own = asked.enumerated().reduce(0.0) { $0 + Double(scores[$1.offset * count + $1.element]) }
    let all = scores.reduce(0.0) { $0 + Double($1) }
    return (all - own) / Double(asked.count * (count - 1))
  }
}

extension HeadGate {
  /// What a head that was trained on all pairs does to the library.
  ///
  /// - Throws: ``TorchError``.
  func checks(of head: ProjectionHead, chosen choice: Choice) throws(TorchError) -> LibraryChecks {
    let alpha = recipe.alphas[choice.alphas.oneShots]
    let head = try TorchHead(head)
    let known = try trainer.scores(of: pairs, by: head, in: ground.space).map { score in
      let before = Double(score.before)
      return Score(
        pair: score.pair, isSimilar: score.isSimilar, before: before,
        after: (1 - alpha) * before + alpha * Double(score.head))
    }
    let new = choice.scores.filter { score in
      folds.contains { $0.contains(score.pair.a) && $0.contains(score.pair.b) }
    }
    return try LibraryChecks(
      of: head, alpha: alpha, in: ground,
      agreements: (
        Self.agreement(known)?.after,
        Self.agreement(new).map { .init(before: $0.before, after: $0.after) }
      ), seed: recipe.seed)
  }
}
