import NeiroCore
import NeiroHead
import Synchronization

/// The gallery as a head sees it: N × P, computed when first asked for and kept.
final class ProjectedGallery: Sendable {
  private let embeddings: EmbeddingMatrix
  private let head: ProjectionHead
  private let projections = Mutex<EmbeddingMatrix?>(nil)

  init(embeddings: EmbeddingMatrix, head: ProjectionHead) {
    self.embeddings = embeddings
    self.head = head
  }

  private var cached: EmbeddingMatrix? { projections.withLock { $0 } }

  /// All projections. The first call computes them, on all cores.
  private func all() -> EmbeddingMatrix {
    projections.withLock { cache in
      // Computed under the lock, so that a second query waits instead of doing it again.
      if let ready = cache { return ready }
      let projected = head.projections(of: Array(0..<embeddings.rowCount), in: embeddings)
      cache = projected
      return projected
    }
  }

  /// The head's similarity of a projected query (P numbers) to every row: N numbers.
  func similarities(to query: [Float]) -> [Float] {
    all().similarities(to: query)
  }

  /// The head's similarity of a projected query (P numbers) to some rows, in their order.
  func similarities(to query: [Float], rows: [Int]) -> [Float] {
    if let all = cached {
      return query.withUnsafeBufferPointer { query in
        rows.map { all.withRow($0) { UnitVector.dot(query, $0) } }
      }
    }
    return head.projections(of: rows, in: embeddings).similarities(to: query)
  }
}

extension ProjectionHead {
  /// The projections of some rows of `embeddings`: one row of P numbers for each, in their order.
  func projections(of rows: [Int], in embeddings: EmbeddingMatrix) -> EmbeddingMatrix {
    // The smallest heads spend some 16 multiplications on each number of an embedding.
    EmbeddingMatrix(
      mapping: rows, of: embeddings, width: projectionDimension, operations: dimension * 16
    ) { _, embedding, projection in project(embedding, into: projection) }
  }
}
