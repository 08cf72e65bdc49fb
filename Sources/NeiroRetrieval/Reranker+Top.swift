import NeiroCore
import NeiroHead

/// Which rows may be answers.
struct Admission: Sendable {
  var excluded: Set<ClipID> = []
  /// nil for all.
  var rows: RowSet?

  func admits(_ row: Int, of gallery: Gallery) -> Bool {
    (rows?.contains(row) ?? true)
      && (excluded.isEmpty || !excluded.contains(gallery.clips[row]))
  }
}

/// The best rows, by quantised copies where there are some: a scan names candidates, and their scores
/// are computed as those of all rows would be.
extension Reranker {
  /// The best by what ranks before any head.
  func topBefore(
    _ limit: Int, _ question: Question, _ admission: Admission
  ) throws -> [(row: Int, score: Float)] {
    guard limit > 0 else { return [] }
    guard let copies = copies(for: limit) else {
      let scores = try scoresBefore(question)
      return TopRows.select(limit, of: scores) { admission.admits($0, of: gallery) }
        .map { ($0, scores[$0]) }
    }
    let scan = ScoreScan(
      try termsBefore(question, copies, weight: 1), offset: offset(question, alpha: 0))
    let rows = scan.candidates(limit) { _, row in admission.admits(row, of: gallery) }[0]
    let scores = try scoresBefore(question, rows: rows)
    return TopRows.select(limit, of: scores, where: { _ in true })
      .map { (rows[$0], scores[$0]) }
  }

  /// The best by the blend with a head.
  func topBlended(
    _ limit: Int, _ question: Question, _ projection: [Float], _ admission: Admission,
    _ projected: ProjectedGallery
  ) throws -> [(row: Int, score: Float, head: Float)] {
    guard limit > 0 else { return [] }
    let alpha = Float(alphas[question.role])
    guard let copies = copies(for: limit) else {
      let similarities = projected.similarities(to: projection)
      let scores = try blended(question, scoresBefore(question), head: similarities)
      return TopRows.select(limit, of: scores) { admission.admits($0, of: gallery) }.map {
        ($0, scores[$0], similarities[$0] - space.penalty(of: $0, for: question.role))
      }
    }
    let all = projected.all()
    let copy = copies.copy(.head, of: all)
    try checkUndamaged(copy) { .projectionNotFinite(clip: $0, row: $1) }
    let head = ScoreScan.Term(matrix: copy, queries: [projection], weight: alpha)
    let scan = ScoreScan(
      try [head] + termsBefore(question, copies, weight: 1 - alpha),
      offset: offset(question, alpha: alpha))
    let rows = scan.candidates(limit) { _, row in admission.admits(row, of: gallery) }[0]
    return Array(try rescored(rows, question, projection).prefix(limit))
  }

  /// Some rows, best first by the blend with a head; equal scores keep their order.
  func rescored(
    _ rows: [Int], _ question: Question, _ projection: [Float]
  ) throws -> [(row: Int, score: Float, head: Float)] {
    let before = try scoresBefore(question, rows: rows)
    let similarities = zip(rows, projected?.similarities(to: projection, rows: rows) ?? [])
      .map { $1 - space.penalty(of: $0, for: question.role) }
    try checkFinite(similarities) { rows[$0] }
    let alpha = Float(alphas[question.role])
    let scores = zip(before, similarities).map { Self.blended($0, $1, share: alpha) }
    return TopRows.select(rows.count, of: scores, where: { _ in true })
      .map { (rows[$0], scores[$0], similarities[$0]) }
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

  private func termsBefore(
    _ question: Question, _ copies: QuantizedCopies, weight: Float
  ) throws -> [ScoreScan.Term] {
    var terms: [ScoreScan.Term] = []
    let share = adaptation == nil ? 0 : question.share
    if weight * (1 - share) > 0 {
      let copy = copies.copy(.raw, of: gallery.embeddings)
      try checkUndamaged(copy) { .embeddingNotFinite(clip: $0, row: $1) }
      terms.append(
        ScoreScan.Term(
          matrix: copy, queries: [question.raw.values], weight: weight * (1 - share)))
    }
    if weight * share > 0, let adapted = question.adapted, let adaptation {
      let copy = copies.copy(.adapted, of: adaptation.projections)
      try checkUndamaged(copy) { .projectionNotFinite(clip: $0, row: $1) }
      terms.append(ScoreScan.Term(matrix: copy, queries: [adapted], weight: weight * share))
    }
    return terms
  }

  /// The penalties' share in a score of which the head has `alpha`.
  private func offset(_ question: Question, alpha: Float) -> ScoreScan.Offset? {
    adaptation.map {
      let share = (1 - alpha) * question.share + alpha * Float($0.map.alphas[question.role])
      return ScoreScan.Offset(values: $0.hubness, weight: -share / 2)
    }
  }

  private func checkUndamaged(
    _ copy: QuantizedMatrix, error: (ClipID, Int) -> RetrievalError
  ) throws {
    if let row = copy.damagedRow { throw error(gallery.clips[row], row) }
  }
}
