import CKernels
import NeiroCore
import Synchronization

/// Finds, by quantised copies, the rows that can be among the k best of exact scores.
///
/// A score is a sum of terms w·(q·x) and of numbers that belong to the row. Codes give it to within a
/// radius: radius = Σ |w|·(‖q‖·‖x − x̂‖ + what rounding does). Of the k rows whose worst cases are best,
/// the worst is a score that k rows reach; a row whose best case doesn't is not among the k best,
/// whatever its exact score. All others are candidates, to be scored exactly: so the k best of the
/// candidates are the k best of all, ties included.
struct ScoreScan: Sendable {
  /// w·(q·x) for several queries.
  struct Term: Sendable {
    let matrix: QuantizedMatrix
    /// q of each query, D finite numbers.
    let queries: [[Float]]
    let weight: Float
  }

  /// What is added to the score of a row, whatever the query: weight·values.
  struct Offset: Sendable {
    /// N × 1.
    let values: EmbeddingMatrix
    let weight: Float
  }

  /// N
  private let rowCount: Int
  private let queryCount: Int
  private let terms: [PreparedTerm]
  private let offset: Offset?

  private struct PreparedTerm: Sendable {
    let matrix: QuantizedMatrix
    let weight: Float
    /// Eight queries at a time.
    let queries: [QuantizedQueries]
  }

  /// - Parameters:
  ///   - terms: One or more, of one N and as many queries each.
  ///   - offset: nil for none.
  init(_ terms: [Term], offset: Offset? = nil) {
    let (rowCount, queryCount) = (terms[0].matrix.rowCount, terms[0].queries.count)
    precondition(
      terms.allSatisfy { $0.matrix.rowCount == rowCount && $0.queries.count == queryCount },
      "terms of other rows or queries")
    self.rowCount = rowCount
    self.queryCount = queryCount
    self.terms = terms.map { term in
      PreparedTerm(
        matrix: term.matrix, weight: term.weight,
        queries: stride(from: 0, to: term.queries.count, by: QuantizedQueries.most).map {
          QuantizedQueries(Array(term.queries[$0..<min($0 + QuantizedQueries.most, queryCount)]))
        })
    }
    self.offset = offset
  }

  /// - Parameters:
  ///   - limit: k.
  ///   - isAdmitted: Whether a row may be among the best for a query.
  /// - Returns: For each query the rows that can be, in ascending order.
  /// - Complexity: O(N·D) bytes for all queries together, on all cores.
  func candidates(
    _ limit: Int, where isAdmitted: @Sendable (_ query: Int, _ row: Int) -> Bool
  ) -> [[Int]] {
    let blocks = terms[0].matrix.blockCount
    let width = terms.reduce(0) { $0 + $1.matrix.dimension }
    let shared = Mutex(
      Findings(queries: (0..<queryCount).map { _ in BestCases(limit) }, parts: []))
    // A code costs about a quarter of a float32.
    Parallel.forEachPart(of: blocks, operations: rowCount * width * queryCount / 4) { part in
      var bests = shared.withLock { $0.queries.map { $0.follower } }
      scan(part, into: &bests, where: isAdmitted)
      shared.withLock { found in
        for query in bests.indices { found.queries[query].merge(bests[query]) }
        found.parts.append((part.lowerBound, bests.map(\.candidates)))
      }
    }
    let found = shared.withLock { $0 }
    let parts = found.parts.sorted { $0.first < $1.first }
    return found.queries.indices.map { query in
      let threshold = found.queries[query].threshold
      return parts.flatMap { part in
        part.candidates[query].lazy.filter { $0.best >= threshold }.map { Int($0.row) }
      }
    }
  }

  private struct Findings: Sendable {
    var queries: [BestCases]
    var parts: [(first: Int, candidates: [[BestCases.Candidate]])]
  }

  /// How many bytes of codes stay in the second cache while all queries pass, and after how many those
  /// that were read are given back.
  private static let tileBytes = 256 << 10
  private static let forgetBytes = 2 << 20

  private func scan(
    _ blocks: Range<Int>, into bests: inout [BestCases],
    where isAdmitted: (_ query: Int, _ row: Int) -> Bool
  ) {
    let blockBytes = terms.reduce(0) { $0 + $1.matrix.groupCount } * Int(KERNEL_GROUP_BYTES)
    let tileBlocks = max(4, min(64, Self.tileBytes / max(1, blockBytes)))
    let tileRows = tileBlocks * QuantizedMatrix.blockRows
    let together = QuantizedQueries.most
    // Products, centres and radii of eight queries, and places.
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 3 * together * tileRows) { numbers in
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: tileRows) { places in
        guard let base = numbers.baseAddress, let placesBase = places.baseAddress else { return }
        var kept = blocks.lowerBound
        for start in stride(from: blocks.lowerBound, to: blocks.upperBound, by: tileBlocks) {
          let tile = start..<min(start + tileBlocks, blocks.upperBound)
          let firstRow = start * QuantizedMatrix.blockRows
          let rows = firstRow..<min(rowCount, tile.upperBound * QuantizedMatrix.blockRows)
          defer {
            if (tile.upperBound - kept) * blockBytes >= Self.forgetBytes
              || tile.upperBound == blocks.upperBound
            {
              for term in terms { term.matrix.forget(kept..<tile.upperBound) }
              kept = tile.upperBound
            }
          }
          for group in 0..<terms[0].queries.count {
            bound(tile, group, numbers: base, stride: tileRows)
            for place in 0..<terms[0].queries[group].count {
              let query = group * together + place
              bests[query].take(
                centres: base + (together + place) * tileRows,
                radii: base + (2 * together + place) * tileRows, rows: rows, places: placesBase
              ) { isAdmitted(query, $0) }
            }
          }
        }
      }
    }
  }

  /// Fills centres and radii of a tile for up to eight queries.
  private func bound(
    _ tile: Range<Int>, _ group: Int, numbers: UnsafeMutablePointer<Float>, stride: Int
  ) {
    let first = tile.lowerBound * QuantizedMatrix.blockRows
    let count = tile.count * QuantizedMatrix.blockRows
    let centres = numbers + QuantizedQueries.most * stride
    let radii = centres + QuantizedQueries.most * stride
    let queryCount = terms[0].queries[group].count
    for query in 0..<queryCount {
      let own = centres + query * stride
      own.update(repeating: 0, count: count)
      if let offset {
        offset.values.withRows { values in
          for place in 0..<min(count, rowCount - first) {
            own[place] = offset.weight * values[first + place]
          }
        }
      }
      let constant = terms.reduce(0.0) { sum, term in
        sum + Double(abs(term.weight))
          * term.queries[group].uncertainty(ofQuery: query, longest: term.matrix.longest)
      }
      (radii + query * stride).update(repeating: Float(constant).nextUp, count: count)
    }
    for term in terms {
      term.matrix.withBytes {
        let queries = term.queries[group]
        queries.products(with: term.matrix, of: tile, into: numbers, stride: stride)
        guard let scales = term.matrix.scales.baseAddress,
          let errors = term.matrix.errors.baseAddress
        else { return }
        for query in 0..<queryCount {
          kernel_accumulate(
            numbers + query * stride, scales + first, errors + first, count,
            term.weight * queries.step(ofQuery: query),
            (abs(term.weight) * Float(queries.lengths[query])).nextUp,
            centres + query * stride, radii + query * stride)
        }
      }
    }
  }
}
