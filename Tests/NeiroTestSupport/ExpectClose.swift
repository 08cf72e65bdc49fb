public import Testing

/// Expects two arrays to agree element by element. The shape is looked at first; of elements that
/// disagree, the worst is named with its place and both values.
///
/// - Parameters:
///   - found: What the code under test made.
///   - expected: What it should be.
///   - tolerances: How far each element may be off.
///   - name: What the array is, for the message.
///   - sourceLocation: Where to report.
public func expectClose(
  _ found: [Double], _ expected: [Double], tolerances: [Double], _ name: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard found.count == expected.count, tolerances.count == expected.count else {
    Issue.record(
      "\(name): \(found.count) elements, \(expected.count) expected, \(tolerances.count) tolerances",
      sourceLocation: sourceLocation)
    return
  }
  // How many tolerances off; a NaN is infinitely far.
  let excess = found.indices.map { index in
    let difference = abs(found[index] - expected[index]) / tolerances[index]
    return difference.isNaN ? .infinity : difference
  }
  guard let worst = excess.indices.max(by: { excess[$0] < excess[$1] }) else { return }
  if excess[worst] > 1 {
    Issue.record(
      """
      \(name): \(excess.count { $0 > 1 }) of \(excess.count) elements are off, the worst is \
      [\(worst)] = \(found[worst]), expected \(expected[worst]) ± \(tolerances[worst])
      """, sourceLocation: sourceLocation)
  }
}

/// Expects two arrays to agree element by element within one tolerance.
public func expectClose(
  _ found: [Double], _ expected: [Double], within tolerance: Double, _ name: String = "values",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  expectClose(
    found, expected, tolerances: [Double](repeating: tolerance, count: expected.count), name,
    sourceLocation: sourceLocation)
}

/// Expects two float32 arrays to agree element by element within one tolerance.
public func expectClose(
  _ found: [Float], _ expected: [Float], within tolerance: Double, _ name: String = "values",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  expectClose(
    found.map(Double.init), expected.map(Double.init), within: tolerance, name,
    sourceLocation: sourceLocation)
}
