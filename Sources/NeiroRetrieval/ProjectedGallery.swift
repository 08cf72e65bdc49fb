import NeiroCore
import NeiroHead
import Synchronization

/// The gallery as a head sees it: N × P, computed when first asked for and kept.
final class ProjectedGallery: Sendable {
  private let input: HeadInput
  private let count: Int
  private let head: ProjectionHead
  private let kept: Reranker.Kept
  private let projections = Mutex<EmbeddingMatrix?>(nil)

  init(input: HeadInput, count: Int, head: ProjectionHead, kept: @escaping Reranker.Kept) {
    self.input = input
    self.count = count
    self.head = head
    self.kept = kept
  }

  private var cached: EmbeddingMatrix? { projections.withLock { $0 } }

  /// All projections. The first call computes them, on all cores.
  func all() -> EmbeddingMatrix {
    projections.withLock { cache in
      // Computed under the lock, so that a second query waits instead of doing it again.
      if let ready = cache { return ready }
      let projected = kept { project(Array(0..<count)) }
      cache = projected
      return projected
    }
  }

  /// The head's similarity of a projected query (P numbers) to every row: N numbers.
  func similarities(to query: [Float]) -> [Float] {
    all().similarities(to: query)
  }

  /// The head's similarity of several projected queries to every row: N numbers for each.
  func similarities(to queries: [[Float]]) -> [[Float]] {
    all().similarities(to: queries)
  }

  /// The head's similarity of a projected query (P numbers) to some rows, in their order.
  func similarities(to query: [Float], rows: [Int]) -> [Float] {
    (cached?.copies(of: rows) ?? project(rows)).similarities(to: query)
  }

  /// The projections of some rows: one row of P numbers for each, in their order.
  private func project(_ rows: [Int]) -> EmbeddingMatrix {
    EmbeddingMatrix(
      rowCount: rows.count, width: head.projectionDimension, operations: head.operations
    ) { [input, head] index, projection in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: input.dimension) { values in
        input.read(rows[index], into: values)
        head.project(UnsafeBufferPointer(values), into: projection)
      }
    }
  }
}
