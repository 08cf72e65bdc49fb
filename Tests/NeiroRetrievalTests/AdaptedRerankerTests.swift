import Foundation
import NeiroCore
import NeiroHead
import NeiroRetrieval
import NeiroTestSupport
import Synchronization
import Testing

/// Ranking by a base, alone and under a head.
@Suite struct AdaptedRerankerTests {
  private static let dimension = 20
  private static let count = 90
  /// Presets, and now and then a loop: each is projected by the map of its role.
  private static let roles = (0..<count).map {
    $0.isMultiple(of: 9) ? RetrievalRole.query : .gallery
  }
  private static let alphas = RoleAlphas(loops: 1, oneShots: 0.25)

  /// Every embedding stands in three rows, so that many scores are equal.
  private static func gallery() throws -> FlatGallery {
    let rows = SyntheticEmbeddings.random(count: count / 3, dimension: dimension, seed: 5)
    return try FlatGallery(
      clips: (0..<count).map(SyntheticEmbeddings.clip),
      embeddings: EmbeddingMatrix(
        dimension: dimension, values: (0..<count).flatMap { rows[$0 % (count / 3)] }))
  }

  private static func map(alphas: RoleAlphas = alphas, dimension: Int = dimension) -> BaseMap {
    var generator = SeededGenerator(seed: 6)
    func tower() -> BaseMap.Tower {
      BaseMap.Tower(
        mean: (0..<dimension).map { _ in Float(0.1 * generator.normal()) },
        map: (0..<dimension * dimension).map { _ in Float(generator.normal()) })
    }
    return BaseMap(
      query: tower(), gallery: tower(), alphas: alphas,
      phrases: (0..<12 * dimension).map { _ in Float(0.2 * generator.normal()) })
  }

  private static func adaptation(
    of gallery: FlatGallery, alphas: RoleAlphas = alphas
  ) -> Adaptation {
    let map = map(alphas: alphas)
    return Adaptation(
      map: map, projections: map.projections(of: gallery.embeddings, roles: roles))
  }

  /// A head of both embeddings and projections, with a memory.
  private static let head: ProjectionHead = {
    var generator = SeededGenerator(seed: 8)
    let width = 2 * dimension
    func numbers(_ count: Int) -> [Float] {
      (0..<count).map { _ in Float(generator.normal() * 0.4) }
    }
    return ProjectionHead(
      residual: numbers(width * 4), numbers(width * 4), dimension: width, rank: 4, scale: 1,
      memory: ClipMemory(
        basis: numbers(3 * width), linear: numbers(9), keys: numbers(15), values: numbers(15),
        directions: 3, temperature: 0.3))
  }()

  private static func query(seed: UInt64 = 99) throws -> Embedding {
    try #require(
      Embedding(
        normalizing: SyntheticEmbeddings.random(count: 1, dimension: dimension, seed: seed)[0]))
  }

  /// What a score of this row is charged with.
  private static func penalty(_ projection: [Float], _ map: BaseMap) -> Double {
    let cosines = stride(from: 0, to: map.phrases.count, by: dimension).map {
      cosine(Array(map.phrases[$0..<$0 + dimension]), projection)
    }
    return cosines.sorted(by: >).prefix(10).reduce(0, +) / 10 / 2
  }

  private static func cosine(_ a: [Float], _ b: [Float]) -> Double {
    zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }

  @Test(arguments: [
    (RetrievalRole.query, 1.0), (.query, 0.5), (.query, 0), (.gallery, 1), (.gallery, 0.25),
    (.gallery, 0),
  ])
  func theScoreIsTheBlendOfTheQuerysRole(role: RetrievalRole, share: Double) throws {
    let gallery = try Self.gallery()
    let query = try Self.query()
    // The other role's share must not matter.
    let alphas =
      role == .query
      ? RoleAlphas(loops: share, oneShots: 0.7) : RoleAlphas(loops: 0.7, oneShots: share)
    let map = Self.map(alphas: alphas)
    let z = map.project(query.values, as: role)
    let expected = (0..<Self.count).map { row in
      let x = gallery.embeddings[row]
      let zx = map.project(x, as: Self.roles[row])
      return (1 - share) * Self.cosine(query.values, x)
        + share * (Self.cosine(z, zx) - Self.penalty(zx, map))
    }
    let found = try Reranker(
      gallery: gallery, adaptation: Self.adaptation(of: gallery, alphas: alphas), head: nil,
      alpha: 0
    ).rank(query: query, as: role, limit: Self.count)
    #expect(found.count == Self.count)
    expectClose(found.map { Double($0.score) }, found.map { expected[$0.row] }, within: 1e-6)
    #expect(found.allSatisfy { $0.adapted != nil && $0.head == nil })
    // Bit for bit, where only one of the two counts.
    if share == 1 { #expect(found.map(\.score) == found.map(\.adapted)) }
    if share == 0 { #expect(found.map(\.score) == found.map(\.raw)) }
    for (first, second) in zip(found, found.dropFirst()) {
      #expect((second.score, first.row) < (first.score, second.row))
    }
  }

  @Test(arguments: [0, 0.4, 1], [true, false])
  func cosinesOfItsSpaceLessPenaltiesAreItsScores(alpha: Double, hasBase: Bool) throws {
    let gallery = try Self.gallery()
    let head =
      hasBase
      ? Self.head
      : ProjectionHead(
        residual: Array(repeating: 0.3, count: 2 * Self.dimension),
        (0..<2 * Self.dimension).map { Float($0 % 5) / 9 }, dimension: Self.dimension, rank: 2,
        scale: 1)
    let reranker = try Reranker(
      gallery: gallery, adaptation: hasBase ? Self.adaptation(of: gallery) : nil, head: head,
      alphas: RoleAlphas(loops: 0.9, oneShots: alpha))
    let presets = Self.roles.indices.filter { Self.roles[$0] == .gallery }
    let space = reranker.space(of: presets)
    for asking in [0, 17, presets.count - 1] {
      let embedding = try #require(
        Embedding(normalizingUnlessUnit: gallery.embeddings[presets[asking]]))
      let found = try reranker.rank(query: embedding, as: .gallery, limit: Self.count)
      let scores = Dictionary(uniqueKeysWithValues: found.map { ($0.row, Double($0.score)) })
      let own = space.rows[asking]
      expectClose(
        presets.indices.map { Self.cosine(own, space.rows[$0]) - Double(space.penalties[$0]) },
        try presets.map { try #require(scores[$0]) }, within: 1e-5, "scores for row \(asking)")
    }
  }

  @Test func aBaseWithoutWeightRanksExactlyAsTheEncoder() throws {
    let gallery = try Self.gallery()
    let none = RoleAlphas(loops: 0, oneShots: 0)
    let based = try Reranker(
      gallery: gallery, adaptation: Self.adaptation(of: gallery, alphas: none), head: nil, alpha: 0)
    let raw = try Reranker(gallery: gallery, head: nil, alpha: 0)
    for role in RetrievalRole.allCases {
      let query = try Self.query(seed: 3)
      let expected = try raw.rank(query: query, as: role, limit: Self.count)
      let found = try based.rank(query: query, as: role, limit: Self.count)
      #expect(found.map(\.row) == expected.map(\.row))
      #expect(found.map(\.score) == expected.map(\.score))
      #expect(expected.allSatisfy { $0.adapted == nil })
    }
  }

  /// What a head takes of a preset with the embedding x and the projection z.
  private static func input(_ x: [Float], _ z: [Float]) -> [Float] {
    let share = Float(alphas.oneShots)
    return x.map { (1 - share).squareRoot() * $0 } + z.map { share.squareRoot() * $0 }
  }

  /// Of a loop: the mean of the ten presets nearest before, the nearer the more.
  private static func standIn(_ before: [Double], _ inputs: [[Float]], without row: Int? = nil)
    -> [Float]
  {
    let nearest = before.indices.filter { $0 != row }
      .sorted { (before[$1], $0) < (before[$0], $1) }.prefix(10)
    let weights = nearest.map { exp((before[$0] - before[nearest[0]]) / 0.05) }
    let sum = inputs[0].indices.map { d in
      zip(nearest, weights).reduce(0.0) { $0 + $1.1 * Double(inputs[$1.0][d]) }
    }
    let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return sum.map { Float($0 / length) }
  }

  /// Each role has an α of its own, and a loop asks the head through presets.
  @Test(arguments: RetrievalRole.allCases, [nil, 7])
  func aHeadTakesEmbeddingsAndProjections(role: RetrievalRole, excluded: Int?) throws {
    let gallery = try Self.gallery()
    let query = try Self.query()
    let headAlphas = RoleAlphas(loops: 0.4, oneShots: 0.7)
    let alpha = headAlphas[role]
    let share = Self.alphas[role]
    let map = Self.map()
    let rows = (0..<Self.count).map { gallery.embeddings[$0] }
    let projections = rows.indices.map { map.project(rows[$0], as: Self.roles[$0]) }
    let z = map.project(query.values, as: role)
    let before = rows.indices.map { row in
      (1 - share) * Self.cosine(query.values, rows[row])
        + share * (Self.cosine(z, projections[row]) - Self.penalty(projections[row], map))
    }
    let inputs = zip(rows, projections).map { Self.input($0, $1) }
    let asked =
      role == .query
      ? Self.standIn(before, inputs, without: excluded) : Self.input(query.values, z)
    let projected = Self.head.project(asked)

    let reranker = try Reranker(
      gallery: gallery, adaptation: Self.adaptation(of: gallery), head: Self.head,
      alphas: headAlphas)
    let barred = Set(excluded.map { [gallery.clips[$0]] } ?? [])
    let answers = try reranker.rank(
      query: query, as: role, limit: Self.count, excluding: barred)
    #expect(answers.count == Self.count - barred.count)
    for answer in answers {
      let head =
        Self.cosine(projected, Self.head.project(inputs[answer.row]))
        - share * Self.penalty(projections[answer.row], map)
      expectClose(
        [Double(answer.score), Double(try #require(answer.head))],
        [(1 - alpha) * before[answer.row] + alpha * head, head], within: 5e-6)
      let alone = try reranker.headSimilarity(
        of: query, as: role, to: answer.row, excluding: barred)
      expectClose([Double(try #require(alone))], [head], within: 5e-6)
    }
  }

  @Test func aRoleWithoutAShareIsRankedAsBefore() throws {
    let gallery = try Self.gallery()
    let adaptation = Self.adaptation(of: gallery)
    let query = try Self.query()
    let without = try Reranker(gallery: gallery, adaptation: adaptation, head: nil, alpha: 0)
    for (role, alphas) in [
      (RetrievalRole.query, RoleAlphas(loops: 0, oneShots: 1)),
      (.gallery, RoleAlphas(loops: 1, oneShots: 0)),
    ] {
      let found = try Reranker(
        gallery: gallery, adaptation: adaptation, head: Self.head, alphas: alphas)
      #expect(
        try found.rank(query: query, as: role, limit: 20)
          == without.rank(query: query, as: role, limit: 20))
    }
  }

  /// Projections that were kept are asked for once, and for a shortlist never.
  @Test func whatWasKeptIsUsedOnce() throws {
    let gallery = try Self.gallery()
    let query = try Self.query()
    let asked = Mutex(0)
    let reranker = try Reranker(
      gallery: gallery, adaptation: Self.adaptation(of: gallery), head: Self.head,
      alphas: RoleAlphas(loops: 0.5, oneShots: 0.5)
    ) { compute in
      asked.withLock { $0 += 1 }
      return compute()
    }
    let few = try reranker.rank(query: query, as: .gallery, limit: 5, candidates: 12)
    #expect(asked.withLock { $0 } == 0)
    let first = try reranker.rank(query: query, as: .gallery, limit: Self.count)
    for role in RetrievalRole.allCases {
      _ = try reranker.rank(query: query, as: role, limit: Self.count)
    }
    #expect(try reranker.rank(query: query, as: .gallery, limit: Self.count) == first)
    #expect(try reranker.rank(query: query, as: .gallery, limit: 5, candidates: 12) == few)
    #expect(asked.withLock { $0 } == 1)
    // What is kept takes the place of what would be computed.
    let width = 2 * Self.dimension
    let zeros = try Reranker(
      gallery: gallery, adaptation: Self.adaptation(of: gallery), head: Self.head,
      alphas: RoleAlphas(loops: 1, oneShots: 1)
    ) { _ in
      EmbeddingMatrix(
        dimension: width, values: [Float](repeating: 0, count: width * Self.count))
    }
    let map = Self.map()
    for answer in try zeros.rank(query: query, as: .gallery, limit: Self.count) {
      let x = gallery.embeddings[answer.row]
      let penalty = Self.penalty(map.project(x, as: Self.roles[answer.row]), map)
      expectClose(
        [Double(try #require(answer.head))], [-Self.alphas.oneShots * penalty], within: 1e-6)
    }
  }

  @Test func allCandidatesAreAFullRerankAndFewReorderTheAdaptedTop() throws {
    let gallery = try Self.gallery()
    let query = try Self.query(seed: 4)
    let adaptation = Self.adaptation(of: gallery)
    let reranker = try Reranker(
      gallery: gallery, adaptation: adaptation, head: Self.head, alpha: 0.5)
    let full = try reranker.rank(query: query, as: .query, limit: Self.count)
    #expect(
      try reranker.rank(query: query, as: .query, limit: Self.count, candidates: Self.count) == full
    )
    let before = try Reranker(gallery: gallery, adaptation: adaptation, head: nil, alpha: 0)
      .rank(query: query, as: .query, limit: 10)
    let few = try reranker.rank(query: query, as: .query, limit: Self.count, candidates: 10)
    #expect(Set(few.map(\.row)) == Set(before.map(\.row)))
  }

  @Test func whatDoesNotBelongTogetherIsRefused() throws {
    let gallery = try Self.gallery()
    let narrow = Self.map(dimension: 2)
    #expect(throws: RetrievalError.headDimension(head: 2, gallery: Self.dimension)) {
      try Reranker(
        gallery: gallery,
        adaptation: Adaptation(
          map: narrow,
          projections: EmbeddingMatrix(
            dimension: 2, values: [Float](repeating: 0, count: 2 * Self.count))),
        head: nil, alpha: 0)
    }
    let whole = Self.adaptation(of: gallery)
    #expect(throws: RetrievalError.unequalCounts(clips: Self.count, rows: 1)) {
      try Reranker(
        gallery: gallery,
        adaptation: Adaptation(
          map: whole.map,
          projections: EmbeddingMatrix(
            dimension: Self.dimension, values: whole.projections[0])),
        head: nil, alpha: 0)
    }
    // Projections of another width than their own map's would be read out of bounds.
    #expect(throws: RetrievalError.headDimension(head: 2, gallery: Self.dimension)) {
      try Reranker(
        gallery: gallery,
        adaptation: Adaptation(
          map: whole.map,
          projections: EmbeddingMatrix(
            dimension: 2, values: [Float](repeating: 0, count: 2 * Self.count))),
        head: nil, alpha: 0)
    }
    let query = try #require(Embedding(normalizing: [1, 2]))
    #expect(throws: RetrievalError.queryDimension(query: 2, gallery: Self.dimension)) {
      try Reranker(gallery: gallery, adaptation: whole, head: nil, alpha: 0)
        .rank(query: query, as: .query, limit: 1)
    }
    let headed = try Reranker(gallery: gallery, adaptation: whole, head: Self.head, alpha: 0.5)
    for role in RetrievalRole.allCases {
      #expect(throws: RetrievalError.queryDimension(query: 2, gallery: Self.dimension)) {
        try headed.rank(query: query, as: role, limit: 1)
      }
      #expect(throws: RetrievalError.queryDimension(query: 2, gallery: Self.dimension)) {
        try headed.headSimilarity(of: query, as: role, to: 0, excluding: [])
      }
    }
    // The head takes both, so that one of embeddings alone doesn't belong here.
    let narrowHead = ProjectionHead(
      residual: [], [], dimension: Self.dimension, rank: 0, scale: 1)
    #expect(
      throws: RetrievalError.headDimension(head: Self.dimension, gallery: 2 * Self.dimension)
    ) { try Reranker(gallery: gallery, adaptation: whole, head: narrowHead, alpha: 0.5) }
  }

  @Test func aDamagedProjectionNamesItsClip() throws {
    let gallery = try Self.gallery()
    let whole = Self.adaptation(of: gallery)
    var values = whole.projections.withRows { Array($0) }
    values[7 * Self.dimension] = .nan
    let damaged = Adaptation(
      map: whole.map, projections: EmbeddingMatrix(dimension: Self.dimension, values: values))
    #expect(throws: RetrievalError.projectionNotFinite(clip: gallery.clips[7], row: 7)) {
      try Reranker(gallery: gallery, adaptation: damaged, head: nil, alpha: 0)
        .rank(query: try Self.query(), as: .query, limit: 1)
    }
  }
}
