import Foundation
import NeiroCore
import NeiroTestSupport

/// What umap-learn, scikit-learn and SciPy made; see `make_maps_fixture`.
struct MapsFixture: Decodable {
  let dimension: Int
  let rows: [Float]
  let neighbours: Int
  let nearest: [Int32]
  let distances: [Float]
  let sigmas: [Float]
  let rhos: [Float]
  let graph: Graph
  let curves: [[Double]]
  let components: [[Double]]
  let variances: [Double]
  let planes: [String: [Float]]
  let qualities: [Quality]
  let umapTrustworthiness: [Double]
  let linkage: [Double]

  struct Graph: Decodable {
    let from: [Int32]
    let to: [Int32]
    let weights: [Float]
  }

  struct Quality: Decodable {
    let plane: String
    let neighbours: Int
    let trustworthiness: Double
    let continuity: Double
  }

  var matrix: EmbeddingMatrix { EmbeddingMatrix(dimension: dimension, values: rows) }

  static func load() throws -> MapsFixture {
    try JSONDecoder().decode(
      MapsFixture.self, from: Data(contentsOf: Fixtures.file("maps.json")))
  }
}
