import NeiroCore
import NeiroTestSupport
import Testing

@testable import NeiroHead

@Suite struct BaseMapTests {
  /// More numbers than a SIMD vector holds, and not a multiple of it.
  private static let dimension = 19

  /// z = normalize((x − m)·W), as it is written.
  private static func slowProjection(_ x: [Float], _ tower: BaseMap.Tower) -> [Double] {
    let z = x.indices.map { column in
      x.indices.reduce(0.0) {
        $0 + Double(x[$1] - tower.mean[$1]) * Double(tower.map[$1 * x.count + column])
      }
    }
    let length = z.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return z.map { $0 / length }
  }

  @Test func followsItsFormulaInBothRoles() {
    let map = SampleBase.map(dimension: Self.dimension)
    let embeddings = SyntheticEmbeddings.random(count: 9, dimension: Self.dimension, seed: 2)
    for row in 0..<9 {
      for (role, tower) in [(RetrievalRole.query, map.query), (.gallery, map.gallery)] {
        expectClose(
          map.project(embeddings[row], as: role).map(Double.init),
          Self.slowProjection(embeddings[row], tower), within: 1e-6)
      }
    }
  }

  @Test func everyRowIsProjectedByTheMapOfItsOwnRole() {
    let map = SampleBase.map(dimension: Self.dimension)
    let embeddings = SyntheticEmbeddings.random(count: 7, dimension: Self.dimension, seed: 3)
    let roles: [RetrievalRole] = [.query, .gallery, .gallery, .query, .gallery, .query, .query]
    let projections = map.projections(of: embeddings, roles: roles)
    for row in 0..<7 {
      #expect(projections[row] == map.project(embeddings[row], as: roles[row]))
      let other: RetrievalRole = roles[row] == .query ? .gallery : .query
      #expect(projections[row] != map.project(embeddings[row], as: other))
    }
  }

  @Test func aClipThatIsTheMeanHasNoDirectionAndNoNaN() {
    let tower = SampleBase.map(dimension: 4).query
    let map = BaseMap(query: tower, gallery: tower, alphas: RoleAlphas(loops: 1, oneShots: 1))
    // m·W is rounded once and x·W once, so what is left may be zero or tiny.
    let length = map.project(tower.mean, as: .query).reduce(0) { $0 + $1 * $1 }
    #expect(length == 0 || abs(length - 1) < 1e-5)
  }

  @Test(arguments: [0, 3, 10, 25])
  func hubnessIsTheMeanOfTheTenNearestPhrases(phrases: Int) {
    let map = SampleBase.map(dimension: Self.dimension, phrases: phrases)
    let presets = SyntheticEmbeddings.random(count: 6, dimension: Self.dimension, seed: 4)
    let hubness = map.hubness(of: presets)
    #expect(hubness.rowCount == 6 && hubness.dimension == 1)
    for row in 0..<6 {
      let cosines = (0..<phrases).map { phrase in
        (0..<Self.dimension).reduce(0.0) {
          $0 + Double(map.phrases[phrase * Self.dimension + $1]) * Double(presets[row][$1])
        }
      }
      let nearest = cosines.sorted(by: >).prefix(10)
      let expected = nearest.isEmpty ? 0 : nearest.reduce(0, +) / Double(nearest.count)
      expectClose([Double(hubness[row][0])], [expected], within: 1e-5)
    }
  }

  @Test func whatIsRankedIsChargedWithItsHubness() {
    let map = SampleBase.map(dimension: Self.dimension, phrases: 12)
    let raw = SyntheticEmbeddings.random(count: 5, dimension: Self.dimension, seed: 7)
    let roles: [RetrievalRole] = [.query, .gallery, .gallery, .gallery, .query]
    let adaptation = Adaptation(map: map, projections: map.projections(of: raw, roles: roles))
    let space = EmbeddingSpace(raw: raw, roles: roles, adaptation: adaptation)
    for query in 0..<5 {
      let alpha = map.alphas[roles[query]]
      for row in 0..<5 {
        func cosine(_ matrix: EmbeddingMatrix) -> Double {
          zip(matrix[query], matrix[row]).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        }
        let hubness = Double(adaptation.hubness[row][0])
        let adapted = cosine(adaptation.projections) - hubness / 2
        expectClose([Double(adaptation.penalty(of: row))], [hubness / 2], within: 1e-6)
        for role in RetrievalRole.allCases {
          expectClose(
            [Double(space.penalty(of: row, for: role))], [map.alphas[role] * hubness / 2],
            within: 1e-6)
        }
        expectClose(
          [Double(space.similarity(of: query, to: row))],
          [(1 - alpha) * cosine(raw) + alpha * adapted], within: 1e-5)
      }
    }
  }

  @Test func theFingerprintTellsEveryWeightAndNoAlpha() {
    let map = SampleBase.map(dimension: 5)
    func moved(_ numbers: [Float], at index: Int) -> [Float] {
      var numbers = numbers
      numbers[index] = numbers[index].nextUp
      return numbers
    }
    func tower(_ tower: BaseMap.Tower, mean: Int? = nil, map: Int? = nil) -> BaseMap.Tower {
      BaseMap.Tower(
        mean: mean.map { moved(tower.mean, at: $0) } ?? tower.mean,
        map: map.map { moved(tower.map, at: $0) } ?? tower.map)
    }
    func base(
      _ query: BaseMap.Tower, _ gallery: BaseMap.Tower, phrases: [Float]? = nil
    ) -> BaseMap {
      BaseMap(
        query: query, gallery: gallery, alphas: map.alphas, phrases: phrases ?? map.phrases)
    }
    var others = [base(map.gallery, map.query)]
    for index in map.phrases.indices {
      others.append(base(map.query, map.gallery, phrases: moved(map.phrases, at: index)))
    }
    for index in 0..<5 {
      others.append(base(tower(map.query, mean: index), map.gallery))
      others.append(base(map.query, tower(map.gallery, mean: index)))
    }
    for index in 0..<25 {
      others.append(base(tower(map.query, map: index), map.gallery))
      others.append(base(map.query, tower(map.gallery, map: index)))
    }
    let prints = Set(others.map(\.fingerprint))
    #expect(prints.count == others.count)
    #expect(!prints.contains(map.fingerprint))
    #expect(map.fingerprint.count == 16)

    // A file of projections is named after it and doesn't depend on α.
    let same = BaseMap(
      query: map.query, gallery: map.gallery, alphas: RoleAlphas(loops: 0, oneShots: 0),
      phrases: map.phrases)
    #expect(same.fingerprint == map.fingerprint)
  }

  @Test func anOutgrownLibraryHasHalfAsManyPresetsMore() {
    let manifest = SampleBase.checkpoint().manifest  // of 100 presets
    #expect(!BaseManifest.isOutgrown(learntFrom: manifest.libraryPresets, presets: 99))
    #expect(!BaseManifest.isOutgrown(learntFrom: manifest.libraryPresets, presets: 150))
    #expect(BaseManifest.isOutgrown(learntFrom: manifest.libraryPresets, presets: 151))
  }
}

@Suite struct FNV1aTests {
  // The 64-bit vectors of FNV's authors.
  @Test(arguments: [
    ("", "cbf29ce484222325"), ("a", "af63dc4c8601ec8c"), ("foobar", "85944171f73967e8"),
  ])
  func givesTheNumbersOfItsSource(text: String, expected: String) {
    var hash = FNV1a()
    hash.combine(text)
    #expect(hash.hex == expected)
  }

  @Test func aNumberIsItsFourBytesTheLowestFirst() {
    var number = FNV1a()
    number.combine(0x6261_6f6f as UInt32)
    var text = FNV1a()
    text.combine("ooab")
    #expect(number.hex == text.hex)
  }
}

/// A base of random numbers.
enum SampleBase {
  static let encoder = EncoderIdentity(
    name: "test", weightsHash: "0123456789ab", preprocessingVersion: 1, dimension: 3)

  static func map(
    dimension: Int, alphas: RoleAlphas = RoleAlphas(loops: 1, oneShots: 0.5), phrases: Int = 2
  ) -> BaseMap {
    var generator = SeededGenerator(seed: 6)
    func tower() -> BaseMap.Tower {
      BaseMap.Tower(
        mean: (0..<dimension).map { _ in Float(0.1 * generator.normal()) },
        map: (0..<dimension * dimension).map { _ in Float(generator.normal()) })
    }
    return BaseMap(
      query: tower(), gallery: tower(), alphas: alphas,
      phrases: (0..<phrases * dimension).map { _ in Float(generator.normal()) })
  }

  static func checkpoint() -> BaseCheckpoint {
    let map = map(dimension: 3)
    let gain = Difference(mean: 0.2, low: 0.1, high: 0.3)
    let evidence = BaseVerdict.Evidence(
      alpha: 1, rawHitRate: 0.5, adaptedHitRate: 0.75, topTenGain: gain, rankGain: gain)
    return BaseCheckpoint(
      manifest: BaseManifest(
        name: BaseManifest.name(for: encoder), encoder: encoder,
        verdict: BaseVerdict(
          decision: .useBase, alphas: map.alphas, loops: evidence, oneShots: evidence,
          heldOut: 20, among: 80),
        recipe: AdaptRecipe(), libraryPresets: 100, playedPresets: 80),
      map: map)
  }
}
