import NeiroCore

/// Many draws of the same kind, on all cores: each has a stretch of the random numbers of its own,
/// so that the result depends on the seed alone.
enum Draws {
  /// Calls `body` for every draw.
  ///
  /// - Parameters:
  ///   - count: How many draws.
  ///   - width: How many numbers each leaves.
  ///   - numbers: How many random numbers each takes.
  ///   - seed: Decides all of them.
  ///   - makeScratch: Makes what a draw may write into; one is used by many draws in turn.
  ///   - body: Makes the numbers of a draw.
  /// - Returns: The numbers of each draw, draw after draw.
  static func run<Scratch>(
    _ count: Int, width: Int, numbers: Int, seed: UInt64,
    scratch makeScratch: @Sendable () -> Scratch,
    _ body:
      @Sendable (
        _ draw: Int, inout SeededGenerator, inout Scratch, UnsafeMutableBufferPointer<Double>
      ) -> Void
  ) -> [Double] {
    guard width > 0 else { return [] }
    let size = 250
    let parts = (0..<(count + size - 1) / size).map { $0 * size..<min(($0 + 1) * size, count) }
    return [Double](unsafeUninitializedCapacity: count * width) { values, filled in
      values.initialize(repeating: 0)
      // Each part writes the numbers of its own draws.
      nonisolated(unsafe) let values = values
      _ = Parallel.map(parts) { part in
        var scratch = makeScratch()
        for draw in part {
          var generator = SeededGenerator(seed: seed, skipping: draw * numbers)
          body(
            draw, &generator, &scratch,
            UnsafeMutableBufferPointer(
              rebasing: values[draw * width..<(draw + 1) * width]))
        }
      }
      filled = count * width
    }
  }
}
