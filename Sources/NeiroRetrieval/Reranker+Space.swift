public import NeiroCore
internal import NeiroHead

/// Clips as a ranking sees them: the score of one for another is the cosine of their rows, less the
/// found one's penalty.
public struct RankedSpace: Sendable {
  /// Rows of unit length.
  public let rows: EmbeddingMatrix
  /// What is taken off every score of a clip, by row: see ``BaseMap``.
  public let penalties: [Float]
}

extension Reranker {
  /// One-shots of the gallery, as they are ranked when one of them asks.
  ///
  /// A row is x, or √(1 − β)·x beside √β·z; with a head, √(1 − α)· that beside √α times the head's
  /// projection. α and β are those of one-shots.
  ///
  /// - Parameter chosen: Rows of the gallery.
  /// - Returns: A row for each.
  public func space(of chosen: [Int]) -> RankedSpace {
    let alpha = Float(alphas.oneShots)
    let parts: (before: Float, head: Float) = ((1 - alpha).squareRoot(), alpha.squareRoot())
    let projections = alpha > 0 ? headProjections : nil
    let width = input.dimension + (projections?.dimension ?? 0)
    let rows = EmbeddingMatrix(rowCount: chosen.count, width: width, operations: width) {
      index, values in
      values.initialize(repeating: 0)
      let row = chosen[index]
      let before = UnsafeMutableBufferPointer(rebasing: values[..<input.dimension])
      input.read(row, into: before)
      guard let projections else { return }
      for place in before.indices { before[place] *= parts.before }
      projections.withRow(row) { projection in
        for (place, value) in projection.enumerated() {
          values[input.dimension + place] = parts.head * value
        }
      }
    }
    return RankedSpace(
      rows: rows, penalties: chosen.map { space.penalty(of: $0, for: .gallery) })
  }
}
