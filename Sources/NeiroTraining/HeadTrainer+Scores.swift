internal import NeiroCore
internal import NeiroHead
internal import NeiroPairs
internal import NeiroTorch

extension HeadTrainer {
  /// A labelled pair with the similarity before the head, and the head's.
  struct PairScore {
    let pair: RowPair
    let isSimilar: Bool
    let before: Float
    let head: Float
  }

  /// - Parameters:
  ///   - pairs: What is scored.
  ///   - head: A head that was trained without them, for scores that mean anything.
  ///   - space: Gives the hubness that both similarities are less by.
  /// - Returns: One for each pair, the similar ones first.
  /// - Throws: ``TorchError``.
  func scores(
    of pairs: TrainingPairs, by head: TorchHead, in space: EmbeddingSpace
  ) throws(TorchError) -> [PairScore] {
    let all = pairs.similar.map { ($0, true) } + pairs.dissimilar.map { ($0, false) }
    guard !all.isEmpty else { return [] }
    func inputs(_ row: (RowPair) -> Int) throws(TorchError) -> Tensor {
      let values = all.map { input(of: row($0.0)) }
      return try Tensor(values.flatMap(\.self), shape: [values.count, input.dimension])
    }
    let (left, right) = (try inputs(\.a), try inputs(\.b))
    let before = try (left * right).sumOfRows().values
    let after = try (head.project(left) * head.project(right)).sumOfRows().values
    return all.indices.map { index in
      let (pair, isSimilar) = all[index]
      let penalty = space.penalty(of: pair)
      return PairScore(
        pair: pair, isSimilar: isSimilar, before: before[index] - penalty,
        head: after[index] - penalty)
    }
  }
}

extension EmbeddingSpace {
  /// What both similarities of a pair are less by: the mean of its clips' shares.
  fileprivate func penalty(of pair: RowPair) -> Float {
    (penalty(of: pair.a, for: .gallery) + penalty(of: pair.b, for: .gallery)) / 2
  }
}
