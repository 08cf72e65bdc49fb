internal import NeiroCore
internal import NeiroHead
internal import NeiroPairs
internal import NeiroTorch

/// Where the whole library ranks the similar partner of a clip, before a head and blended with it.
///
/// Ranks among all clips, and not AUC over the labelled pairs, because people are asked about pairs
/// that lie near before: among those alone, that ranking looks worse than it is.
struct HeldOutRanks {
  let space: EmbeddingSpace
  /// The rows that are ranked.
  let library: [Int]
  /// Known similar clips are no rivals to each other and are left out of the count.
  let known: KnownSimilar
  /// Each α whose blend is ranked.
  let alphas: [Float]

  /// Queries whose scores against the library are held in memory at once.
  private static let block = 64

  /// Ranks both clips of every pair, as far as results can show them: a loop is never ranked.
  func ranks(of pairs: [RowPair], by head: ProjectionHead) throws(TorchError) -> [RankChange] {
    let isRanked = Set(library)
    let directed = (pairs.map { ($0.a, $0.b) } + pairs.map { ($0.b, $0.a) })
      .filter { isRanked.contains($0.1) }
    let raw = try Tensor(gathering: library, of: space.raw).transposed()  // [D, N]
    let input = try Tensor(gathering: library, of: space.headInput).transposed()  // [D, N]
    let projected = try projection(of: library, by: head).transposed()  // [P, N]
    var changes: [RankChange] = []
    for start in stride(from: 0, to: directed.count, by: Self.block) {
      let block = directed[start..<min(start + Self.block, directed.count)]
      let queries = block.map(\.0)
      let rawScores = try Tensor(gathering: queries, of: space.raw).matmul(raw).values  // [B, N]
      let inputScores = try Tensor(gathering: queries, of: space.headInput).matmul(input).values
      let headScores = try projection(of: queries, by: head).matmul(projected).values  // [B, N]
      for (index, (query, partner)) in block.enumerated() {
        let row = index * library.count..<(index + 1) * library.count
        let share = space.alpha(ofQuery: query)
        let before = library.enumerated().map { place, clip in
          let input = inputScores[row.lowerBound + place] - penalty(of: clip, forQuery: query)
          return (1 - share) * rawScores[row.lowerBound + place] + share * input
        }
        changes.append(
          change(of: partner, for: query, before: before, head: headScores[row], by: head))
      }
    }
    return changes
  }

  private func penalty(of row: Int, forQuery query: Int) -> Float {
    space.adaptation?.penalty(of: row, for: space.roles[query]) ?? 0
  }

  private func change(
    of partner: Int, for query: Int, before: [Float], head: ArraySlice<Float>,
    by projectionHead: ProjectionHead
  ) -> RankChange {
    let partnerBefore = space.similarity(of: query, to: partner)
    let partnerHead = cosine(
      projectionHead.project(space.headInput[query]),
      projectionHead.project(space.headInput[partner]))
    let partnerBlended = alphas.map { (1 - $0) * partnerBefore + $0 * partnerHead }
    var rankBefore = 1
    var ranksAfter = alphas.map { _ in 1 }
    for (place, row) in library.enumerated() where !known.contains(query, row) {
      let headScore = head[head.startIndex + place]
      // Not `>`: a partner whose score is no number would come first by it.
      if !(before[place] <= partnerBefore) { rankBefore += 1 }
      for (index, alpha) in alphas.enumerated() {
        let blended = (1 - alpha) * before[place] + alpha * headScore
        if !(blended <= partnerBlended[index]) { ranksAfter[index] += 1 }
      }
    }
    return RankChange(query: query, before: rankBefore, after: ranksAfter)
  }

  private func cosine(_ a: [Float], _ b: [Float]) -> Float {
    a.withUnsafeBufferPointer { a in b.withUnsafeBufferPointer { b in UnitVector.dot(a, b) } }
  }

  /// z of `rows`, `[rows.count, P]`, by the head that search will use.
  private func projection(of rows: [Int], by head: ProjectionHead) throws(TorchError) -> Tensor {
    var values: [Float] = []
    values.reserveCapacity(rows.count * head.projectionDimension)
    for row in rows { values.append(contentsOf: head.project(space.headInput[row])) }
    return try Tensor(values, shape: [rows.count, head.projectionDimension])
  }
}
