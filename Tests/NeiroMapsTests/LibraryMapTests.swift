import NeiroCore
import NeiroTestSupport
import Testing

@testable import NeiroMaps

@Suite struct LibraryMapTests {
  private func bits(_ map: LibraryMap) -> [[UInt32]?] {
    map.points.map { $0.map { [$0.x.bitPattern, $0.y.bitPattern] } }
  }

  @Test(arguments: LibraryMap.Method.allCases)
  func theSameSeedGivesTheSameBytes(method: LibraryMap.Method) {
    let matrix = SyntheticEmbeddings.kinds(5, perKind: 20, dimension: 12, seed: 4)
    let maps = [7, 7, 8].map { LibraryMap(of: matrix, by: method, seed: $0, epochs: 40) }
    #expect(bits(maps[0]) == bits(maps[1]))
    #expect((bits(maps[0]) != bits(maps[2])) == (method == .umap))
  }

  @Test(
    arguments: LibraryMap.Method.allCases,
    [
      [], [[1, 0, 0]], [[1, 0, 0], [0, 1, 0]], [[1, 0, 0], [1, 0, 0]],
      Array(repeating: [0, 1, 0], count: 40),  // all equal
      [[1, 0, 0], [0, 1, 0], [0, 0, 1]],  // fewer than neighbours are asked for
      Array(repeating: [0, 0, 0], count: 20),
      Array(repeating: [1, 0, 0], count: 20) + Array(repeating: [0, 1, 0], count: 20),
    ] as [[[Float]]])
  func whateverTheRowsAllHaveAPoint(method: LibraryMap.Method, rows: [[Float]]) {
    let map = LibraryMap(
      of: EmbeddingMatrix(dimension: 3, values: rows.flatMap(\.self)), by: method, epochs: 30)
    #expect(map.points.count == rows.count)
    #expect(map.points.allSatisfy { $0.map { $0.x.isFinite && $0.y.isFinite } ?? false })
  }

  @Test(arguments: LibraryMap.Method.allCases)
  func rowsThatAreNotFiniteHaveNone(method: LibraryMap.Method) {
    let good = SyntheticEmbeddings.random(count: 30, dimension: 4, seed: 1)
    var values = (0..<30).flatMap { good[$0] }
    values[4 * 11 + 2] = .nan
    values[4 * 29] = -.infinity
    let map = LibraryMap(
      of: EmbeddingMatrix(dimension: 4, values: values), by: method, epochs: 30)
    #expect(map.points.indices.filter { map.points[$0] == nil } == [11, 29])
    // The others lie as if the damaged ones weren't there.
    let rest = (0..<30).filter { $0 != 11 && $0 != 29 }
    let alone = LibraryMap(
      of: EmbeddingMatrix(dimension: 4, values: rest.flatMap { good[$0] }), by: method, epochs: 30)
    #expect(map.points.compactMap(\.self) == alone.points.compactMap(\.self))
    let damaged = EmbeddingMatrix(dimension: 2, values: Array(repeating: .nan, count: 20))
    #expect(LibraryMap(of: damaged, by: method).points.allSatisfy { $0 == nil })
  }

  @Test func kindsThatLieApartStayApart() throws {
    // Four kinds on axes of their own.
    let generator = SyntheticEmbeddings.random(count: 120, dimension: 8, seed: 2)
    let values = (0..<120).flatMap { row -> [Float] in
      var vector = generator[row].map { $0 * 0.2 }
      vector[row % 4] += 1
      return UnitVector.normalized(vector) ?? vector
    }
    let matrix = EmbeddingMatrix(dimension: 8, values: values)
    for method in LibraryMap.Method.allCases {
      let map = LibraryMap(of: matrix, by: method)
      let points = map.points.compactMap(\.self)
      let agreeing = points.indices.count { row in
        let nearest = points.indices.filter { $0 != row }.min { a, b in
          let (a, b) = (points[a] - points[row], points[b] - points[row])
          return (a * a).sum() < (b * b).sum()
        }
        return nearest.map { $0 % 4 == row % 4 } ?? false
      }
      #expect(agreeing >= (method == .umap ? 118 : 90), "\(method)")
    }
  }

  @Test func equalRowsLieTogetherOnAMap() throws {
    let other = SyntheticEmbeddings.random(count: 60, dimension: 6, seed: 5)
    let values = (0..<60).flatMap { other[$0 < 50 ? $0 : 0] }
    let map = LibraryMap(of: EmbeddingMatrix(dimension: 6, values: values), by: .umap)
    let points = map.points.compactMap(\.self)
    func distance(_ a: Int, _ b: Int) -> Float {
      let way = points[a] - points[b]
      return (way * way).sum().squareRoot()
    }
    let twins = (50..<60).map { distance(0, $0) }.reduce(0, +) / 10
    let others = (1..<50).map { distance(0, $0) }.reduce(0, +) / 49
    #expect(twins < others)
  }

  @Test func aPerfectMapIsTrustedAndAShuffledOneIsNot() throws {
    // On a quarter of a circle the order by cosine is that along the arc.
    let degrees = (0..<60).map { Double($0) * 1.5 }
    let matrix = SyntheticEmbeddings.angles(degrees)
    let line = degrees.map { SIMD2(Float($0), 0) }
    // Not the line itself: rows as far to the left as to the right are told apart by rounding there.
    let arc = degrees.indices.map { SIMD2(matrix[$0][0], matrix[$0][1]) }
    let perfect = try #require(MapQuality(of: arc, for: matrix, neighbours: 6))
    #expect(perfect.trustworthiness > 0.999 && perfect.continuity > 0.999)
    #expect(perfect.neighbourPreservation > 0.9)
    var generator = SeededGenerator(seed: 3)
    let shuffled = try #require(
      MapQuality(of: generator.shuffle(line), for: matrix, neighbours: 6))
    #expect(shuffled.trustworthiness < 0.7 && shuffled.continuity < 0.7)
    #expect(shuffled.neighbourPreservation < 0.3)
    #expect(MapQuality(of: Array(line.prefix(12)), for: prefix(matrix, 12), neighbours: 6) == nil)
    #expect(MapQuality(of: [], for: prefix(matrix, 0)) == nil)
  }

  @Test func aTurnedMapLiesOnTheOtherOne() {
    let matrix = SyntheticEmbeddings.random(count: 25, dimension: 5, seed: 8)
    let map = LibraryMap(of: matrix, by: .pca)
    for isMirrored in [false, true] {
      let moved = LibraryMap(
        method: .pca,
        points: map.points.map { point in
          point.map { SIMD2((isMirrored ? -1 : 1) * $0.y + 3, -$0.x - 1) }
        }, quality: map.quality)
      let turned = moved.turned(towards: map)
      #expect(turned.quality == map.quality)
      let (found, expected) = (turned.points.compactMap(\.self), map.points.compactMap(\.self))
      expectClose(
        found.flatMap { [$0.x, $0.y] }, expected.flatMap { [$0.x, $0.y] }, within: 1e-5,
        isMirrored ? "mirrored" : "turned")
    }
  }

  private func prefix(_ matrix: EmbeddingMatrix, _ count: Int) -> EmbeddingMatrix {
    EmbeddingMatrix(
      dimension: matrix.dimension, values: (0..<count).flatMap { matrix[$0] })
  }
}
