internal import Foundation
internal import NeiroCore
internal import NeiroHead
internal import NeiroPairs
internal import NeiroTorch

/// Where the whole library ranks the similar partner of a clip, raw and blended.
///
/// Ranks among all clips, and not AUC over the labelled pairs, because people are asked about pairs
/// that lie near in raw cosine: among those alone, raw looks worse than it is.
struct HeldOutRanks {
  let embeddings: EmbeddingMatrix
  /// The rows that are ranked.
  let library: [Int]
  /// Known similar clips are no rivals to each other and are left out of the count.
  let known: KnownSimilar
  /// Each α whose blend is ranked.
  let alphas: [Float]

  /// The ranks, from 1, of one clip of a pair when the other one is the query.
  struct Rank {
    let query: Int
    let raw: Int
    /// One rank for each α.
    let blended: [Int]

    /// ln(raw) − ln(blended) at one of the αs: positive if the head does better.
    func gain(_ index: Int) -> Double { log(Double(raw)) - log(Double(blended[index])) }

    /// The gain in what a person looks at: 1 / log₂(1 + rank) in the top ten, 0 below.
    func topTenGain(_ index: Int) -> Double {
      Self.discount(blended[index]) - Self.discount(raw)
    }

    private static func discount(_ rank: Int) -> Double {
      rank <= 10 ? 1 / log2(1 + Double(rank)) : 0
    }
  }

  /// Queries whose scores against the library are held in memory at once.
  private static let block = 64

  /// Ranks both clips of every pair.
  func ranks(of pairs: [RowPair], by head: ProjectionHead) throws(TorchError) -> [Rank] {
    let raw = try Tensor(gathering: library, of: embeddings).transposed()  // [D, N]
    let projected = try projection(of: library, by: head).transposed()  // [P, N]
    let directed = pairs.map { ($0.a, $0.b) } + pairs.map { ($0.b, $0.a) }
    var ranks: [Rank] = []
    for start in stride(from: 0, to: directed.count, by: Self.block) {
      let block = directed[start..<min(start + Self.block, directed.count)]
      let queries = block.map(\.0)
      let rawScores = try Tensor(gathering: queries, of: embeddings).matmul(raw).values  // [B, N]
      let headScores = try projection(of: queries, by: head).matmul(projected).values  // [B, N]
      for (index, (query, partner)) in block.enumerated() {
        let row = index * library.count..<(index + 1) * library.count
        ranks.append(
          rank(of: partner, for: query, raw: rawScores[row], head: headScores[row], by: head))
      }
    }
    return ranks
  }

  private func rank(
    of partner: Int, for query: Int, raw: ArraySlice<Float>, head: ArraySlice<Float>,
    by projectionHead: ProjectionHead
  ) -> Rank {
    let partnerRaw = cosine(embeddings[query], embeddings[partner])
    let partnerHead = cosine(
      projectionHead.project(embeddings[query]), projectionHead.project(embeddings[partner]))
    let partnerBlended = alphas.map { (1 - $0) * partnerRaw + $0 * partnerHead }
    var rawRank = 1
    var blendedRanks = alphas.map { _ in 1 }
    for (place, row) in library.enumerated() where !known.contains(query, row) {
      let rawScore = raw[raw.startIndex + place]
      let headScore = head[head.startIndex + place]
      if rawScore > partnerRaw { rawRank += 1 }
      for (index, alpha) in alphas.enumerated() {
        let blended = (1 - alpha) * rawScore + alpha * headScore
        if blended > partnerBlended[index] { blendedRanks[index] += 1 }
      }
    }
    return Rank(query: query, raw: rawRank, blended: blendedRanks)
  }

  private func cosine(_ a: [Float], _ b: [Float]) -> Float {
    a.withUnsafeBufferPointer { a in b.withUnsafeBufferPointer { b in UnitVector.dot(a, b) } }
  }

  /// z of `rows`, `[rows.count, P]`, by the head that search will use.
  private func projection(of rows: [Int], by head: ProjectionHead) throws(TorchError) -> Tensor {
    var values: [Float] = []
    values.reserveCapacity(rows.count * head.projectionDimension)
    for row in rows { values.append(contentsOf: head.project(embeddings[row])) }
    return try Tensor(values, shape: [rows.count, head.projectionDimension])
  }
}
