import Dispatch
import Foundation

/// Work on rows, split over the machine's cores.
public enum Parallel {
  /// Below this many multiplications the threads cost more than they save.
  static let worthwhileOperations = 4_000_000

  /// Calls `body` for consecutive parts of `0..<count` that cover it once, on several threads
  /// when `operations` are many. Which thread does which part has no influence on the result as
  /// long as each index writes its own memory.
  public static func forEachPart(
    of count: Int, operations: Int, _ body: @Sendable (Range<Int>) -> Void
  ) {
    let threads =
      operations < worthwhileOperations ? 1 : ProcessInfo.processInfo.activeProcessorCount
    guard threads > 1, count > 1 else { return body(0..<count) }
    // More parts than threads: a core that another program slows down does not hold up the rest.
    let parts = min(count, 4 * threads)
    DispatchQueue.concurrentPerform(iterations: parts) { part in
      body(part * count / parts..<(part + 1) * count / parts)
    }
  }

  /// Applies `body` to each element, as many at once as there are cores.
  ///
  /// - Returns: What it made of each, in the order of `elements`.
  public static func map<Element: Sendable, Value: Sendable>(
    _ elements: [Element], _ body: @Sendable (Element) -> Value
  ) -> [Value] {
    [Value](unsafeUninitializedCapacity: elements.count) { values, count in
      // Each call writes one place of its own.
      nonisolated(unsafe) let values = values
      DispatchQueue.concurrentPerform(iterations: elements.count) { index in
        values.initializeElement(at: index, to: body(elements[index]))
      }
      count = elements.count
    }
  }
}
