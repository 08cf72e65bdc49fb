import NeiroCore
import NeiroHead

/// Several queries of one role as they are ranked, and which rows may be answers to each.
struct Questions: Sendable {
  let role: RetrievalRole
  let asked: [Reranker.Question]
  let excluded: [Set<ClipID>]
  /// nil for all rows.
  var rows: RowSet?

  var indices: Range<Int> { asked.indices }

  func admits(_ row: Int, to question: Int, of gallery: FlatGallery) -> Bool {
    (rows?.contains(row) ?? true)
      && (excluded[question].isEmpty || !excluded[question].contains(gallery.clips[row]))
  }
}

/// The best rows, by quantised copies where there are some: a scan names candidates, and their scores
/// are computed as those of all rows would be.
extension Reranker {
  /// The best for each question by what ranks before any head.
  func topBefore(_ limit: Int, _ questions: Questions) throws -> [[ScoredRow]] {
    guard limit > 0 else { return questions.indices.map { _ in [] } }
    guard let copies = copies(for: limit) else {
      return try questions.indices.map { index in
        let scores = try scoresBefore(questions.asked[index])
        return best(limit, of: scores, questions, index)
      }
    }
    let scan = ScoreScan(
      try termsBefore(questions, copies, weight: 1), offset: offset(questions.role))
    return try candidates(limit, scan, questions) { index, rows in
      let scores = try scoresBefore(questions.asked[index], rows: rows)
      return TopRows.select(limit, of: scores, where: { _ in true })
        .map { ScoredRow(row: rows[$0], score: scores[$0]) }
    }
  }

  /// The best for each question by the blend with a head, with the head's own similarity.
  ///
  /// - Parameters:
  ///   - limit: How many.
  ///   - questions: The queries.
  ///   - projections: What the head makes of each.
  ///   - projected: What it makes of the gallery.
  /// - Returns: At most `limit` rows for each question, best first.
  /// - Throws: `RetrievalError` where a score is not finite.
  func topBlended(
    _ limit: Int, _ questions: Questions, _ projections: [[Float]], _ projected: ProjectedGallery
  ) throws -> [[BlendedRow]] {
    guard limit > 0 else { return questions.indices.map { _ in [] } }
    guard let copies = copies(for: limit) else {
      return try questions.indices.map { index in
        let question = questions.asked[index]
        let similarities = projected.similarities(to: projections[index])
        let scores = try blended(question, scoresBefore(question), head: similarities)
        return best(limit, of: scores, questions, index).map {
          BlendedRow(
            found: $0,
            head: similarities[$0.row] - space.penalty(of: $0.row, for: questions.role))
        }
      }
    }
    let alpha = Float(alphas[questions.role])
    let copy = copies.copy(.head, of: projected.all())
    try checkUndamaged(copy) { .projectionNotFinite(clip: $0, row: $1) }
    let head = ScoreScan.Term(matrix: copy, queries: projections, weight: alpha)
    let scan = ScoreScan(
      try [head] + termsBefore(questions, copies, weight: 1 - alpha),
      offset: offset(questions.role))
    return try candidates(limit, scan, questions) { index, rows in
      Array(
        try rescored(rows, questions.asked[index], projections[index]).prefix(limit))
    }
  }

  /// A row with the score that it is ranked by, and the head's part in it.
  struct BlendedRow: Sendable {
    let found: ScoredRow
    let head: Float
  }

  /// Some rows, best first by the blend with a head; equal scores keep their order.
  func rescored(
    _ rows: [Int], _ question: Question, _ projection: [Float]
  ) throws -> [BlendedRow] {
    let before = try scoresBefore(question, rows: rows)
    let similarities = zip(rows, projected?.similarities(to: projection, rows: rows) ?? [])
      .map { $1 - space.penalty(of: $0, for: question.role) }
    try checkFinite(similarities) { rows[$0] }
    let alpha = Float(alphas[question.role])
    let scores = zip(before, similarities).map { Self.blended($0, $1, share: alpha) }
    return TopRows.select(rows.count, of: scores, where: { _ in true }).map {
      BlendedRow(found: ScoredRow(row: rows[$0], score: scores[$0]), head: similarities[$0])
    }
  }

  private func best(
    _ limit: Int, of scores: [Float], _ questions: Questions, _ index: Int
  ) -> [ScoredRow] {
    TopRows.select(limit, of: scores) { questions.admits($0, to: index, of: gallery) }
      .map { ScoredRow(row: $0, score: scores[$0]) }
  }

  /// Scores the candidates that a scan names, of all questions at once.
  private func candidates<Row: Sendable>(
    _ limit: Int, _ scan: ScoreScan, _ questions: Questions,
    _ score: @Sendable (_ index: Int, _ rows: [Int]) throws -> [Row]
  ) throws -> [[Row]] {
    let found = scan.candidates(limit) { questions.admits($1, to: $0, of: gallery) }
    guard found.count > 1 else { return try [score(0, found[0])] }
    return try Parallel.map(Array(found.enumerated())) { index, rows in
      Result { try score(index, rows) }
    }.map { try $0.get() }
  }

  /// The scores before any head of some rows, in their order, as ``scoresBefore(_:)`` gives them.
  private func scoresBefore(_ question: Question, rows: [Int]) throws -> [Float] {
    func raw() throws -> [Float] {
      let scores = gallery.embeddings.copies(of: rows).similarities(to: question.raw.values)
      try gallery.checkFinite(scores) { rows[$0] }
      return scores
    }
    guard question.share > 0, let adapted = adaptedSimilarities(question, rows: rows) else {
      return try raw()
    }
    try checkFinite(adapted) { rows[$0] }
    guard question.share < 1 else { return adapted }
    return zip(try raw(), adapted).map { Self.blended($0, $1, share: question.share) }
  }

  /// The base's similarities of some rows; nil without a base.
  func adaptedSimilarities(_ question: Question, rows: [Int]) -> [Float]? {
    guard let adapted = question.adapted, let adaptation else { return nil }
    let cosines = adaptation.projections.copies(of: rows).similarities(to: adapted)
    return zip(rows, cosines).map { $1 - adaptation.penalty(of: $0) }
  }

  // MARK: - What a scan adds up

  /// The copies, where they are there and few of the rows are asked for.
  private func copies(for limit: Int) -> QuantizedCopies? {
    limit < gallery.count / 4 ? copies : nil
  }

  /// The base's share in what ranks before any head, for this role.
  private func share(_ role: RetrievalRole) -> Float {
    adaptation.map { Float($0.map.alphas[role]) } ?? 0
  }

  private func termsBefore(
    _ questions: Questions, _ copies: QuantizedCopies, weight: Float
  ) throws -> [ScoreScan.Term] {
    var terms: [ScoreScan.Term] = []
    let share = share(questions.role)
    if weight * (1 - share) > 0 {
      let copy = copies.copy(.raw, of: gallery.embeddings)
      try checkUndamaged(copy) { .embeddingNotFinite(clip: $0, row: $1) }
      terms.append(
        ScoreScan.Term(
          matrix: copy, queries: questions.asked.map(\.raw.values), weight: weight * (1 - share)))
    }
    if weight * share > 0, let adaptation {
      let copy = copies.copy(.adapted, of: adaptation.projections)
      try checkUndamaged(copy) { .projectionNotFinite(clip: $0, row: $1) }
      terms.append(
        ScoreScan.Term(
          matrix: copy, queries: questions.asked.compactMap(\.adapted), weight: weight * share))
    }
    return terms
  }

  /// The penalties: they have the base's share in what ranks before a head, and in the head's part too.
  private func offset(_ role: RetrievalRole) -> ScoreScan.Offset? {
    adaptation.map { ScoreScan.Offset(values: $0.hubness, weight: -share(role) / 2) }
  }

  private func checkUndamaged(
    _ copy: QuantizedMatrix, error: (ClipID, Int) -> RetrievalError
  ) throws {
    if let row = copy.damagedRow { throw error(gallery.clips[row], row) }
  }
}
