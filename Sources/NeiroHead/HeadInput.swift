internal import Foundation
public import NeiroCore

/// What a personal head takes, so that its cosines are the similarity before it: x of a clip beside
/// its adapted z, √(1 − β)·x and √β·z with β the base's share for one-shots.
///
/// A loop has no place among these; it asks through the presets that stand in for it. The head learns
/// from pairs of presets what their makers, and not the player, make different: of that a loop's own
/// embedding, full of the player, says little.
///
/// *Shapes*: `[D]` where β is 0 or 1 or there is no base, else `[2·D]`.
/// *Source*: the stand-in is the weighted average query expansion of Chum et al., "Total recall",
/// 2007, <https://doi.org/10.1109/ICCV.2007.4408891>.
public struct HeadInput: Sendable {
  private let parts: [(matrix: EmbeddingMatrix, factor: Float)]
  private let usesRaw: Bool
  /// D or 2·D.
  public let dimension: Int

  public init(_ space: EmbeddingSpace) {
    let share = space.adaptation.map { Float($0.map.alphas.oneShots) } ?? 0
    parts = [(space.raw, 1 - share), (space.adaptation?.projections ?? space.raw, share)]
      .filter { $0.1 > 0 }.map { ($0.0, $0.1.squareRoot()) }
    usesRaw = share < 1
    dimension = parts.reduce(0) { $0 + $1.matrix.dimension }
  }

  /// Writes the input of a row over the ``dimension`` numbers of `input`.
  public func read(_ row: Int, into input: UnsafeMutableBufferPointer<Float>) {
    var start = 0
    for (matrix, factor) in parts {
      matrix.withRow(row) { values in
        for d in values.indices { input[start + d] = factor * values[d] }
      }
      start += matrix.dimension
    }
  }

  /// The input of a row: ``dimension`` numbers of unit length.
  public subscript(row: Int) -> [Float] {
    [Float](unsafeUninitializedCapacity: dimension) { input, count in
      input.initialize(repeating: 0)
      read(row, into: input)
      count = dimension
    }
  }

  /// The input of a clip that has no row.
  ///
  /// - Parameters:
  ///   - raw: x, D numbers.
  ///   - adapted: z, D numbers; nil without a base.
  /// - Returns: ``dimension`` numbers of unit length.
  public func input(raw: [Float], adapted: [Float]?) -> [Float] {
    let vectors = [raw, adapted ?? raw].suffix(usesRaw ? 2 : 1)
    return zip(vectors, parts).flatMap { vector, part in vector.map { $0 * part.factor } }
  }

  /// The columns that a weight for each block of an encoder's columns belongs to; what is adapted
  /// is a block of its own.
  public func blocks(of encoder: EncoderIdentity) -> [Range<Int>] {
    var blocks = usesRaw ? encoder.blocks.map(\.columns) : []
    if !usesRaw || parts.count == 2 {
      blocks.append((usesRaw ? encoder.dimension : 0)..<dimension)
    }
    return blocks
  }

  /// How many presets stand in for a loop, and how quickly the farther ones count less.
  public static let standIns = 10
  private static let temperature: Float = 0.05

  /// The input of a loop: the mean of the presets nearest to it, weighted by how near they are.
  ///
  /// - Parameter nearest: Rows with their similarity before the head, the nearest first.
  /// - Returns: ``dimension`` numbers of unit length.
  public func standIn(for nearest: [(row: Int, similarity: Float)]) -> [Float] {
    var sum = [Float](repeating: 0, count: dimension)
    guard let best = nearest.first?.similarity else { return sum }
    for (row, similarity) in nearest.prefix(Self.standIns) {
      let weight = exp((similarity - best) / Self.temperature)
      for (d, value) in self[row].enumerated() { sum[d] += weight * value }
    }
    sum.withUnsafeMutableBufferPointer { UnitVector.normalize($0) }
    return sum
  }
}
