public import NeiroCore
import Synchronization

/// The quantised copies of what a ranking looks at, made or fetched when first needed.
public final class QuantizedCopies: Sendable {
  /// What is copied.
  public enum Part: String, Hashable, Sendable {
    /// The encoder's embeddings.
    case raw
    /// What a base makes of them.
    case adapted
    /// What a head makes of them.
    case head
  }

  /// Gives the copy of a matrix that was kept, or makes it.
  public typealias Source = @Sendable (_ part: Part, _ matrix: EmbeddingMatrix) -> QuantizedMatrix

  private let source: Source
  private let copies = Mutex<[Part: QuantizedMatrix]>([:])

  public init(_ source: @escaping Source = { QuantizedMatrix(of: $1) }) {
    self.source = source
  }

  func copy(_ part: Part, of matrix: EmbeddingMatrix) -> QuantizedMatrix {
    // Under the lock, so that a second query waits instead of making it again.
    copies.withLock { copies in
      if let ready = copies[part] { return ready }
      let copy = source(part, matrix)
      copies[part] = copy
      return copy
    }
  }
}
