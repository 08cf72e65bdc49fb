import ArgumentParser
import NeiroCore
import NeiroPairs
import NeiroRetrieval

/// `--no-fold` and `--diverse`: which of a ranking are shown.
struct ResultShapeOptions: ParsableArguments {
  @Flag(
    inversion: .prefixedNo,
    help: "Show what sounds like a better result with it, and not as another one.")
  private var fold = true

  @Flag(help: "Prefer results that are unlike one another.")
  private var diverse = false

  /// λ of ``MarginalRelevance``.
  private static let relevance: Float = 0.7
  /// What is chosen from, in times of what is shown, and at least.
  private static let (pool, leastPool) = (5, 100)

  /// - Parameters:
  ///   - limit: How many results to show for each query.
  ///   - gallery: Where the results are from.
  ///   - rank: Ranks for all queries, as many results as it is told.
  /// - Returns: At most `limit` results for each query.
  /// - Throws: What `rank` and the gallery throw.
  func results(
    _ limit: Int, in gallery: any Gallery,
    rank: (_ limit: Int) throws -> [[RankedClip]]
  ) throws -> [[FoldedClip]] {
    guard fold || diverse else {
      return try rank(limit).map { $0.map { FoldedClip($0) } }
    }
    let wanted = diverse ? max(Self.pool * limit, Self.leastPool) : limit
    // Copies take places; as many more are asked for until there are enough.
    var asked = fold ? wanted + max(10, wanted / 2) : wanted
    while true {
      let ranked = try rank(asked)
      let shown = try ranked.map { try folded($0, in: gallery) }
      let isShort = zip(ranked, shown).contains { $0.count == asked && $1.count < wanted }
      guard isShort, asked < gallery.count else {
        return try shown.map { try chosen(limit, of: $0, in: gallery) }
      }
      asked *= 2
    }
  }

  private func folded(_ ranked: [RankedClip], in gallery: any Gallery) throws -> [FoldedClip] {
    guard fold else { return ranked.map { FoldedClip($0) } }
    return NearDuplicates.fold(
      ranked, embeddings: try gallery.embeddings(of: ranked.map(\.row)),
      from: ClipGroups.nearDuplicateCosine)
  }

  private func chosen(
    _ limit: Int, of results: [FoldedClip], in gallery: any Gallery
  ) throws -> [FoldedClip] {
    guard diverse else { return Array(results.prefix(limit)) }
    return MarginalRelevance.choose(
      limit, scores: results.map(\.best.score),
      embeddings: try gallery.embeddings(of: results.map(\.best.row)), relevance: Self.relevance
    ).map { results[$0] }
  }
}
