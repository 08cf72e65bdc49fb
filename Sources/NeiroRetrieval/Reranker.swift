public import NeiroCore
public import NeiroHead

/// Ranks a gallery for a query: raw, adapted by a base, blended with a personal head's similarity.
///
///     let reranker = try Reranker(gallery: gallery, adaptation: adaptation, head: head, alpha: 0.5)
///     for answer in try reranker.rank(query: loop, as: .query, limit: 20) {
///       print(answer.rank, answer.clip, answer.score)
///     }
///
/// The score of a clip is (1 − α)·before + α·head. head is the cosine of the head's
/// projections, less the hubness that before takes off too; a loop, where there is a base, is projected as the presets that stand in for it, see ``HeadInput``.
/// before is raw, the cosine of the embeddings, where there is no base; else
/// (1 − β)·raw + β·adapted, where adapted is the base's similarity, see ``BaseMap``, and β belongs
/// to the role of the query. Equal scores come in the order of the gallery's rows. A similarity
/// without weight is computed for the answers at most.
public struct Reranker: Sendable {
  public let gallery: FlatGallery
  public let adaptation: Adaptation?
  public let head: ProjectionHead?
  /// α, the weight of the head, in 0…1, by the role of the query.
  public let alphas: RoleAlphas
  let space: EmbeddingSpace
  let input: HeadInput
  let copies: QuantizedCopies?
  /// Shared by all copies; nil where no head takes part.
  let projected: ProjectedGallery?

  /// What was made of the whole gallery before, or computes it.
  public typealias Kept = @Sendable (_ compute: () -> EmbeddingMatrix) -> EmbeddingMatrix

  /// - Parameters:
  ///   - gallery: N clips with embeddings of D numbers.
  ///   - adaptation: A base with its projections of the gallery; nil to rank without one.
  ///   - head: A head that takes what ``HeadInput`` makes of these; nil for none.
  ///   - alphas: α, from 0 (the ranking before) to 1 (head alone), by the role of the query.
  ///   - kept: Gives the head's projections of the gallery if they were kept.
  ///   - copies: Quantised copies of all of these, to rank by fewer bytes; the answers are the same to
  ///     the bit. nil to read everything as it is.
  /// - Throws: `RetrievalError.headDimension` if head or base take embeddings of another length,
  ///   `RetrievalError.unequalCounts`, `RetrievalError.alphaOutOfRange`.
  public init(
    gallery: FlatGallery, adaptation: Adaptation? = nil, head: ProjectionHead?, alphas: RoleAlphas,
    kept: @escaping Kept = { $0() }, copies: QuantizedCopies? = nil
  ) throws {
    for alpha in [alphas.loops, alphas.oneShots] where !(alpha >= 0 && alpha <= 1) {
      throw RetrievalError.alphaOutOfRange(Float(alpha))
    }
    let dimensions = [adaptation?.map.dimension, adaptation?.projections.dimension]
    for dimension in dimensions.compactMap(\.self) where dimension != gallery.dimension {
      throw RetrievalError.headDimension(head: dimension, gallery: gallery.dimension)
    }
    if let rows = adaptation?.projections.rowCount, rows != gallery.count {
      throw RetrievalError.unequalCounts(clips: gallery.count, rows: rows)
    }
    space = EmbeddingSpace(
      raw: gallery.embeddings, roles: Array(repeating: .gallery, count: gallery.count),
      adaptation: adaptation)
    input = HeadInput(space)
    if let head, head.dimension != input.dimension {
      throw RetrievalError.headDimension(head: head.dimension, gallery: input.dimension)
    }
    self.gallery = gallery
    self.adaptation = adaptation
    self.head = head
    self.alphas = alphas
    self.copies = QuantizedMatrix.isWorthwhile ? copies : nil
    projected = head.map { [input] in
      ProjectedGallery(input: input, count: gallery.count, head: $0, kept: kept)
    }
  }

  /// The same α for loops and one-shots.
  public init(
    gallery: FlatGallery, adaptation: Adaptation? = nil, head: ProjectionHead?, alpha: Float
  ) throws {
    try self.init(
      gallery: gallery, adaptation: adaptation, head: head,
      alphas: RoleAlphas(loops: Double(alpha), oneShots: Double(alpha)))
  }

  /// The best clips for one query.
  ///
  /// - Parameters:
  ///   - query: An embedding of D numbers, by the encoder that made the gallery.
  ///   - role: What the query is; it matters to a base alone.
  ///   - limit: How many answers; the whole gallery if it is larger than N.
  ///   - candidates: How many clips of the ranking before the head reorders; the answers are among
  ///     them. nil lets the blended score rank the whole gallery: the first such query projects
  ///     all of it, later ones find that done.
  ///   - excluded: Clips to leave out, the query itself for instance. They are no candidates, and
  ///     don't stand in for a loop.
  ///   - rows: The rows that may be answers, of those that are not left out; nil for all. Scores don't
  ///     depend on it.
  /// - Returns: At most `limit` answers, best first.
  /// - Throws: `RetrievalError` where the query's length differs from the gallery's, or a score
  ///   is not finite.
  /// - Complexity: O(N·D) for each similarity that has a weight, in bytes where there are quantised
  ///   copies, and a few rows of float32.
  public func rank(
    query: Embedding, as role: RetrievalRole, limit: Int, candidates: Int? = nil,
    excluding excluded: Set<ClipID> = [], among rows: RowSet? = nil
  ) throws -> [RankedClip] {
    try rank(
      [BatchQuery(query, as: role, excluding: excluded)], limit: limit, candidates: candidates,
      among: rows)[0]
  }

  /// The best clips for each of several queries: what they have in common is read once for all.
  ///
  /// - Parameters: As those of ``rank(query:as:limit:candidates:excluding:among:)``.
  /// - Returns: The same answers for each query, to the bit.
  public func rank(
    _ queries: [BatchQuery], limit: Int, candidates: Int? = nil, among rows: RowSet? = nil
  ) throws -> [[RankedClip]] {
    for query in queries { try gallery.checkDimension(of: query.embedding) }
    var answers = [[RankedClip]](repeating: [], count: queries.count)
    for role in RetrievalRole.allCases {
      let places = queries.indices.filter { queries[$0].role == role }
      guard !places.isEmpty else { continue }
      let found = try rank(
        Questions(
          role: role,
          asked: places.map { Question(queries[$0].embedding, as: role, to: adaptation) },
          excluded: places.map { queries[$0].excluded }, rows: rows),
        limit: limit, candidates: candidates)
      for (place, own) in zip(places, found) { answers[place] = own }
    }
    return answers
  }

  private func rank(
    _ questions: Questions, limit: Int, candidates: Int?
  ) throws -> [[RankedClip]] {
    guard alphas[questions.role] > 0, let projected else {
      return try topBefore(min(limit, candidates ?? limit), questions).enumerated().map {
        index, best in
        answers(best.map { ($0, nil) }, to: questions.asked[index])
      }
    }
    let projections = try headProjections(of: questions)
    let best: [[BlendedRow]]
    if let candidates {
      best = try zip(questions.indices, topBefore(candidates, questions)).map { index, shortlist in
        // In the order of the rows, so that equal scores keep it here too.
        try rescored(
          shortlist.map(\.row).sorted(), questions.asked[index], projections[index])
      }
    } else {
      best = try topBlended(limit, questions, projections, projected)
    }
    return zip(questions.asked, best).map { question, best in
      answers(best.prefix(max(0, limit)).map { ($0.found, $0.head) }, to: question)
    }
  }

  /// The head's similarity of a query to one row; nil where there is no head.
  ///
  /// - Parameters: As those of ``rank(query:as:limit:candidates:excluding:)``.
  public func headSimilarity(
    of query: Embedding, as role: RetrievalRole, to row: Int, excluding excluded: Set<ClipID>
  ) throws -> Float? {
    guard let projected,
      let projection = try headProjection(of: query, as: role, excluding: excluded)
    else { return nil }
    return projected.similarities(to: projection, rows: [row])[0]
      - space.penalty(of: row, for: role)
  }

  /// What the head makes of every clip as it is ranked: N × P, rows of unit length; nil where there
  /// is no head.
  public var headProjections: EmbeddingMatrix? { projected?.all() }

  /// What the head makes of a query: P numbers; nil where there is no head.
  ///
  /// - Parameters: As those of ``rank(query:as:limit:candidates:excluding:)``.
  public func headProjection(
    of query: Embedding, as role: RetrievalRole, excluding excluded: Set<ClipID>
  ) throws -> [Float]? {
    guard head != nil else { return nil }
    try gallery.checkDimension(of: query)
    return try headProjections(
      of: Questions(
        role: role, asked: [Question(query, as: role, to: adaptation)], excluded: [excluded]))[0]
  }

  /// What the head makes of each question: P numbers, none without a head.
  private func headProjections(of questions: Questions) throws -> [[Float]] {
    guard let head else { return questions.asked.map { _ in [] } }
    // What narrows the answers doesn't narrow what stands in.
    var everywhere = questions
    everywhere.rows = nil
    let nearest =
      standsIn(questions.role)
      ? try topBefore(HeadInput.standIns, everywhere) : questions.asked.map { _ in [] }
    return zip(questions.asked, nearest).map { head.project(headInput($0, nearest: $1)) }
  }

  /// A query as each similarity takes it.
  struct Question {
    let raw: Embedding
    let role: RetrievalRole
    /// nil without a base.
    let adapted: [Float]?
    /// The weight of the adapted similarity.
    let share: Float

    init(_ query: Embedding, as role: RetrievalRole, to adaptation: Adaptation?) {
      raw = query
      self.role = role
      adapted = adaptation.flatMap {
        // Another length is refused where the gallery is asked.
        $0.map.dimension == query.dimension ? $0.map.project(query.values, as: role) : nil
      }
      share = adapted == nil ? 0 : adaptation.map { Float($0.map.alphas[role]) } ?? 0
    }
  }

  /// The scores before any head: N numbers.
  func scoresBefore(_ question: Question) throws -> [Float] {
    guard question.share > 0, let adapted = question.adapted, let adaptation else {
      return try gallery.scores(query: question.raw)
    }
    return try scoresBefore(
      question, adapted: adaptation.projections.similarities(to: adapted)
    ) { try gallery.scores(query: question.raw) }
  }

  /// The scores before any head of a query that a base has a share in, from its two cosines.
  func scoresBefore(
    _ question: Question, adapted: [Float], raw: () throws -> [Float]
  ) throws -> [Float] {
    guard let adaptation else { return try raw() }
    var similarities = adapted
    try checkFinite(similarities) { $0 }
    for row in similarities.indices {
      similarities[row] -= adaptation.penalty(of: row)
    }
    guard question.share < 1 else { return similarities }
    return zip(try raw(), similarities).map { Self.blended($0, $1, share: question.share) }
  }

  /// The final scores of a query that the head has a share in.
  func blended(
    _ question: Question, _ before: [Float], head similarities: [Float]
  ) throws -> [Float] {
    var similarities = similarities
    for row in similarities.indices {
      similarities[row] -= space.penalty(of: row, for: question.role)
    }
    try checkFinite(similarities) { $0 }
    let alpha = Float(alphas[question.role])
    return zip(before, similarities).map { Self.blended($0, $1, share: alpha) }
  }

  /// One score of two: all of the first, or `share` of the second.
  static func blended(_ first: Float, _ second: Float, share: Float) -> Float {
    (1 - share) * first + share * second
  }

  /// Whether presets stand in for a query of this role before a head.
  func standsIn(_ role: RetrievalRole) -> Bool { role == .query && adaptation != nil }

  /// - Parameters:
  ///   - question: The query.
  ///   - nearest: Where presets stand in for it: those that do, best first.
  /// - Returns: What the head takes.
  func headInput(_ question: Question, nearest: [ScoredRow]) -> [Float] {
    guard standsIn(question.role) else {
      return input.input(raw: question.raw.values, adapted: question.adapted)
    }
    return input.standIn(for: nearest.map { ($0.row, $0.score) })
  }

  private func answers(
    _ found: [(found: ScoredRow, head: Float?)], to question: Question
  ) -> [RankedClip] {
    let rows = found.map(\.found.row)
    let raw = gallery.embeddings.copies(of: rows).similarities(to: question.raw.values)
    let adapted = adaptedSimilarities(question, rows: rows)
    return found.enumerated().map { place, answer in
      RankedClip(
        rank: place + 1, clip: gallery.clips[answer.found.row], row: answer.found.row,
        score: answer.found.score, raw: raw[place], adapted: adapted?[place], head: answer.head)
    }
  }

  func checkFinite(_ similarities: [Float], row: (Int) -> Int) throws {
    guard let index = similarities.firstIndex(where: { !$0.isFinite }) else { return }
    let row = row(index)
    throw RetrievalError.projectionNotFinite(clip: gallery.clips[row], row: row)
  }
}
