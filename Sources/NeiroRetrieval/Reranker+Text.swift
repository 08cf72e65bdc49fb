public import NeiroCore

extension Gallery {
  /// The best clips for a text.
  ///
  /// - Parameters:
  ///   - text: An embedding of D numbers, by the encoder that made the gallery.
  ///   - limit: How many answers.
  ///   - rows: The rows that may be answers; nil for all.
  /// - Returns: At most `limit` answers, best first, by the cosine.
  /// - Throws: What ``top(_:queries:among:)`` throws.
  public func rank(text: Embedding, limit: Int, among rows: RowSet? = nil) throws -> [RankedClip] {
    try top(limit, query: text, among: rows).enumerated().map { place, found in
      RankedClip(
        rank: place + 1, clip: clip(at: found.row), row: found.row, score: found.score,
        raw: found.score, adapted: nil, head: nil, text: found.score)
    }
  }
}

extension Reranker {
  /// The best clips for a sound and a text together.
  ///
  /// Texts and sounds lie apart in their common space, and cosines across that gap are small and
  /// close together. So the sound's score and the text's cosine are each standardised over the clips
  /// that may be answers, and the score is (1 − w)·sound + w·text.
  ///
  /// *Source* of the gap: Liang et al., "Mind the gap", 2022, <https://arxiv.org/abs/2203.02053>.
  ///
  /// - Parameters:
  ///   - query: The sound, an embedding of D numbers.
  ///   - role: What the sound is.
  ///   - text: The text, an embedding of D numbers.
  ///   - weight: w, from 0 (the sound alone) to 1 (the text alone).
  ///   - limit: How many answers.
  ///   - excluded: Clips to leave out.
  ///   - rows: The rows that may be answers, of those that are not left out; nil for all. Scores
  ///     don't depend on it.
  /// - Returns: At most `limit` answers, best first; their score is in standard deviations.
  /// - Throws: What ``rank(query:as:limit:candidates:excluding:)`` throws.
  public func rank(
    query: Embedding, as role: RetrievalRole, text: Embedding, weight: Double, limit: Int,
    excluding excluded: Set<ClipID>, among rows: RowSet? = nil
  ) throws -> [RankedClip] {
    precondition((0...1).contains(weight), "a weight is a share")
    let cosines = try gallery.scores(query: text)
    // In the order of the rows, so that equal scores keep it.
    let bySound = try rank(query: query, as: role, limit: gallery.count, excluding: excluded)
      .sorted { $0.row < $1.row }
    let sound = Self.standardized(bySound.map(\.score))
    let words = Self.standardized(bySound.map { cosines[$0.row] })
    let scores = zip(sound, words).map { Float(1 - weight) * $0 + Float(weight) * $1 }
    let isAdmitted = { (index: Int) in rows?.contains(bySound[index].row) ?? true }
    return TopRows.select(limit, of: scores, where: isAdmitted).enumerated().map {
      place, index in
      let found = bySound[index]
      return RankedClip(
        rank: place + 1, clip: found.clip, row: found.row, score: scores[index], raw: found.raw,
        adapted: found.adapted, head: found.head, text: cosines[found.row])
    }
  }

  /// Less their mean, in standard deviations; all 0 where they are all the same.
  private static func standardized(_ scores: [Float]) -> [Float] {
    guard !scores.isEmpty else { return [] }
    let mean = scores.reduce(0) { $0 + Double($1) } / Double(scores.count)
    let variance =
      scores.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(scores.count)
    guard variance > 0 else { return scores.map { _ in 0 } }
    return scores.map { Float((Double($0) - mean) / variance.squareRoot()) }
  }
}
