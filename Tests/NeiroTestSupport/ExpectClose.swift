public import Testing

/// Compares two arrays element by element, and names the worst one.
///
/// - Parameters:
///   - found: What the code under test made.
///   - expected: What it should be.
///   - tolerance: The largest difference allowed, absolute.
///   - name: What is compared, for the message.
///   - sourceLocation: Where the test stands.
public func expectClose<Number: BinaryFloatingPoint>(
  _ found: [Number], _ expected: [Number], within tolerance: Number, _ name: String = "values",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard found.count == expected.count else {
    Issue.record(
      "\(name): \(found.count) numbers instead of \(expected.count)", sourceLocation: sourceLocation
    )
    return
  }
  // A NaN is as wrong as can be, and compares as if it were not there.
  let differences = zip(found, expected).map { $0.isNaN || $1.isNaN ? .infinity : abs($0 - $1) }
  guard let worst = differences.indices.max(by: { differences[$0] < differences[$1] }) else {
    return
  }
  #expect(
    differences[worst] <= tolerance,
    "\(name)[\(worst)] is \(found[worst]) instead of \(expected[worst])",
    sourceLocation: sourceLocation)
}
