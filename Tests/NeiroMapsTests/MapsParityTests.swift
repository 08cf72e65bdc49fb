import NeiroCore
import NeiroTestSupport
import Testing

@testable import NeiroMaps

/// Parts of UMAP, and the quality of maps, against umap-learn, scikit-learn and SciPy.
@Suite struct MapsParityTests {
  private let fixture: MapsFixture

  init() throws { fixture = try MapsFixture.load() }

  @Test func neighboursAndTheirDistances() {
    let found = NearestNeighbours(of: fixture.matrix, count: fixture.neighbours - 1)
    #expect(found.rows == fixture.nearest)
    expectClose(found.similarities.map { 1 - $0 }, fixture.distances, within: 1e-6, "distances")
  }

  @Test func smoothDistances() {
    let smooth = SmoothDistances(fixture.distances, count: fixture.neighbours - 1)
    expectClose(smooth.nearest, fixture.rhos, within: 1e-6, "rho")
    expectClose(smooth.bandwidths, fixture.sigmas, within: 1e-5, "sigma")
  }

  @Test func fuzzyGraph() {
    let graph = UMAP(neighbours: fixture.neighbours).graph(of: fixture.matrix)
    #expect(graph.edges.map(\.from) == fixture.graph.from)
    #expect(graph.edges.map(\.to) == fixture.graph.to)
    expectClose(graph.edges.map(\.weight), fixture.graph.weights, within: 1e-4, "weights")
  }

  @Test func distanceCurves() {
    for curve in fixture.curves {
      let found = DistanceCurve(least: curve[0], spread: curve[1])
      expectClose([found.a, found.b], Array(curve[2...]), within: 1e-5, "a and b of \(curve)")
    }
  }

  @Test func principalComponents() throws {
    let found = PrincipalComponents(of: fixture.matrix, count: 3)
    expectClose(found.variances, fixture.variances, within: 1e-7, "variances")
    for (index, expected) in fixture.components.enumerated() {
      expectClose(found.components[index], expected, within: 1e-6, "component \(index)")
    }
    let plane = try #require(fixture.planes["components"])
    let scores = found.plane(of: fixture.matrix).flatMap { [Float($0.x), Float($0.y)] }
    expectClose(scores, plane, within: 1e-6, "scores")
  }

  @Test func qualityOfPlanes() throws {
    for expected in fixture.qualities {
      let plane = try #require(fixture.planes[expected.plane])
      let points = stride(from: 0, to: plane.count, by: 2).map {
        SIMD2(plane[$0], plane[$0 + 1])
      }
      let found = try #require(
        MapQuality(of: points, for: fixture.matrix, neighbours: expected.neighbours))
      expectClose(
        [found.trustworthiness, found.continuity], [expected.trustworthiness, expected.continuity],
        within: 1e-9, "\(expected.plane), \(expected.neighbours) neighbours")
    }
  }

  /// Coordinates depend on the generator; how far a layout can be trusted shouldn't.
  @Test func layoutIsAsGoodAsUmapLearns() throws {
    let worst = try #require(fixture.umapTrustworthiness.min())
    for seed in 1...3 as ClosedRange<UInt64> {
      let map = LibraryMap(of: fixture.matrix, by: .umap, seed: seed)
      let found = try #require(map.quality?.trustworthiness)
      #expect(found > worst - 0.01, "seed \(seed)")
    }
  }

  @Test func averageLinkage() {
    let matrix = fixture.matrix
    let rows = (0..<60).map { matrix[$0].map(Double.init) }
    let lengths = rows.map { row in row.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    let similarities = rows.indices.map { a in
      rows.indices.map { b in
        zip(rows[a], rows[b]).reduce(0) { $0 + $1.0 * $1.1 } / lengths[a] / lengths[b]
      }
    }
    expectClose(AverageLinkage(similarities).heights, fixture.linkage, within: 1e-9, "heights")
  }
}
