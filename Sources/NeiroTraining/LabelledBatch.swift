internal import NeiroCore
internal import NeiroPairs
internal import NeiroTorch

/// All labelled clips of a training as one batch, with the pairs that the losses compare.
struct LabelledBatch {
  /// x of the labelled clips, `[L, D]`.
  let embeddings: Tensor

  private let pairs: TrainingPairs
  private let anchors: AnchorBatch
  /// The place in the batch of each row of the embedding matrix.
  private let place: [Int: Int]
  /// Which labelled clips are hard negatives of which anchor, `[A, L]`.
  private let hardMask: Tensor
  private let rawAnchors: Tensor  // [A, D]

  init(_ pairs: TrainingPairs, embeddings matrix: EmbeddingMatrix) throws(TorchError) {
    let rows = pairs.rows
    let place = Dictionary(uniqueKeysWithValues: rows.enumerated().map { ($1, $0) })
    let anchors = AnchorBatch(pairs, embeddings: matrix)
    var mask = [Float](
      repeating: InfoNCELoss.excluded, count: anchors.anchors.count * rows.count)
    for (index, negatives) in anchors.hardNegatives.enumerated() {
      for row in negatives {
        if let column = place[row] { mask[index * rows.count + column] = 0 }
      }
    }
    self.pairs = pairs
    self.place = place
    self.anchors = anchors
    embeddings = try Tensor(gathering: rows, of: matrix)
    hardMask = try Tensor(mask, shape: [anchors.anchors.count, rows.count])
    rawAnchors = try Tensor(gathering: anchors.anchors, of: matrix)
  }

  /// The weighted pair-level loss of projections `[L, P]`; 0 where one kind of pair is missing.
  func pairLoss(_ projected: Tensor, _ recipe: TrainingRecipe) throws(TorchError) -> Tensor {
    guard recipe.pairWeight > 0, !pairs.similar.isEmpty, !pairs.dissimilar.isEmpty else {
      return try Tensor([0], shape: [])
    }
    let loss = InfoNCELoss(temperature: recipe.temperature)
    return try loss.pairLevel(
      similar: cosines(of: pairs.similar, projected),
      dissimilar: cosines(of: pairs.dissimilar, projected)) * recipe.pairWeight
  }

  /// The weighted anchor-level loss.
  ///
  /// - Parameters:
  ///   - projected: z of the labelled clips, `[L, P]`.
  ///   - negatives: K rows of library clips.
  ///   - raw: x of those, `[K, D]`.
  ///   - projectedNegatives: z of those, `[K, P]`.
  ///   - recipe: Gives weight and temperature.
  /// - Returns: A scalar.
  /// - Throws: ``TorchError``.
  func anchorLoss(
    _ projected: Tensor, negatives: [Int], raw: Tensor, projectedNegatives: Tensor,
    _ recipe: TrainingRecipe
  ) throws(TorchError) -> Tensor {
    let queries = try projected.rows(places(of: anchors.anchors))  // [A, P]
    let positives = try projected.rows(places(of: anchors.positives))  // [A, P]
    let hard = try queries.matmul(projected.transposed())  // [A, L]
    let library = try queries.matmul(projectedNegatives.transposed())  // [A, K]
    return try InfoNCELoss(temperature: recipe.temperature).anchorLevel(
      positives: (queries * positives).sumOfRows(),
      negatives: .joiningColumns([hard, library]),
      mask: .joiningColumns([hardMask, libraryMask(negatives, raw)])) * recipe.anchorWeight
  }

  /// 0 where a library clip may be an anchor's negative, `[A, K]`.
  private func libraryMask(_ negatives: [Int], _ raw: Tensor) throws(TorchError) -> Tensor {
    var mask = try rawAnchors.matmul(raw.transposed()).values  // raw cosines, [A, K]
    for anchor in anchors.anchors.indices {
      for (column, row) in negatives.enumerated() {
        let index = anchor * negatives.count + column
        let isAllowed = anchors.allows(row, at: mask[index], asNegativeOf: anchor)
        mask[index] = isAllowed ? 0 : InfoNCELoss.excluded
      }
    }
    return try Tensor(mask, shape: [anchors.anchors.count, negatives.count])
  }

  /// The cosine of each pair, `[pairs.count, 1]`.
  private func cosines(of pairs: [RowPair], _ projected: Tensor) throws(TorchError) -> Tensor {
    let left = try projected.rows(places(of: pairs.map(\.a)))
    let right = try projected.rows(places(of: pairs.map(\.b)))
    return try (left * right).sumOfRows()
  }

  private func places(of rows: [Int]) -> [Int] {
    rows.compactMap { place[$0] }
  }
}
