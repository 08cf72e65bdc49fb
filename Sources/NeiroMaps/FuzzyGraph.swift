internal import Foundation

/// Which rows belong together, and how surely: the fuzzy graph that a layout has to keep.
///
/// The membership of j in i's neighbourhood is exp(−max(0, dᵢⱼ − ρᵢ)/σᵢ); both directions a and b join
/// to a + b − a·b.
///
/// *Source*: McInnes, Healy and Melville, "UMAP", 2018, <https://arxiv.org/abs/1802.03426>, algorithms 1
/// and 2.
struct FuzzyGraph: Equatable {
  /// Each edge in both directions, by its first row and then its second.
  var edges: [Edge]

  struct Edge: Equatable {
    let from: Int32
    let to: Int32
    /// Above 0, at most 1.
    let weight: Float
  }

  /// - Parameters:
  ///   - neighbours: Each row's others.
  ///   - distances: Theirs, in the same places.
  init(_ neighbours: NearestNeighbours, distances: [Float]) {
    let count = neighbours.count
    let smooth = SmoothDistances(distances, count: count)
    var directed: [Edge] = []
    directed.reserveCapacity(2 * distances.count)
    for place in distances.indices where neighbours.rows[place] >= 0 {
      let row = place / count
      let excess = distances[place] - smooth.nearest[row]
      let bandwidth = smooth.bandwidths[row]
      let weight = excess <= 0 || bandwidth == 0 ? 1 : exp(-excess / bandwidth)
      directed.append(Edge(from: Int32(row), to: neighbours.rows[place], weight: weight))
      directed.append(Edge(from: neighbours.rows[place], to: Int32(row), weight: weight))
    }
    directed.sort { ($0.from, $0.to, $0.weight) < ($1.from, $1.to, $1.weight) }
    edges = []
    edges.reserveCapacity(directed.count)
    for edge in directed {
      guard let last = edges.last, last.from == edge.from, last.to == edge.to else {
        edges.append(edge)
        continue
      }
      edges[edges.count - 1] = Edge(
        from: edge.from, to: edge.to,
        weight: last.weight + edge.weight - last.weight * edge.weight)
    }
    edges.removeAll { $0.weight <= 0 }
  }
}
