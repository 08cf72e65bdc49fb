import Foundation
import NeiroCore
import NeiroTestSupport
import Testing

@testable import NeiroHead

@Suite struct ProjectionHeadTests {
  @Test func zeroIsTheIdentity() {
    let head = ProjectionHead(
      residual: [0, 0, 0], [1, 2, 3], dimension: 3, rank: 1, scale: 1)
    expectClose(head.project([0.6, 0, 0.8]), [0.6, 0, 0.8], within: 1e-7)
  }

  @Test func followsItsFormula() {
    // Uᵀx = 0.6, so x + 2·V·0.6 = [0.6, 1.2, 0.8], of length √(0.36 + 1.44 + 0.64).
    let head = ProjectionHead(residual: [1, 0, 0], [0, 1, 0], dimension: 3, rank: 1, scale: 2)
    let length = Float(2.44).squareRoot()
    expectClose(
      head.project([0.6, 0, 0.8]), [0.6 / length, 1.2 / length, 0.8 / length], within: 1e-7)
  }

  @Test func equalsWhatPyTorchGives() throws {
    let fixture = try HeadFixture.read()
    for expected in fixture.heads {
      let head = expected.head(in: fixture)
      expectClose(
        fixture.rows.flatMap { head.project($0) }.map(Double.init), expected.projections,
        within: 1e-5, expected.name)
    }
  }

  /// More numbers than a SIMD vector holds, and not a multiple of it.
  @Test(arguments: HeadParts.all)
  func equalsTheSlowDoubleLoop(parts: HeadParts) {
    let dimension = 37
    let head = parts.head(dimension: dimension, seed: 4)
    let rows = SyntheticEmbeddings.random(count: 9, dimension: dimension, seed: 5)
    for row in 0..<9 {
      expectClose(
        head.project(rows[row]).map(Double.init), slowProjection(rows[row], by: head),
        within: 1e-5, "\(parts)")
    }
  }

  @Test func aKeyThatIsNearDecidesWhereAClipGoes() {
    // Two remembered clips, each pushed its own way along the third direction.
    let memory = ClipMemory(
      basis: [1, 0, 0, 0, 1, 0, 0, 0, 1], linear: [Float](repeating: 0, count: 9),
      keys: [1, 0, 0, 0, 1, 0], values: [0, 0, 1, 0, 0, -1], directions: 3, temperature: 0.01)
    let head = ProjectionHead(
      residual: [], [], dimension: 3, rank: 0, scale: 1, memory: memory)
    let half = Float(0.5).squareRoot()
    expectClose(head.project([1, 0, 0]), [half, 0, half], within: 1e-6)
    expectClose(head.project([0, 1, 0]), [0, half, -half], within: 1e-6)
    // As near to the one as to the other: both are heard, and nothing is left.
    expectClose(head.project([half, half, 0]), [half, half, 0], within: 1e-6)
  }

  @Test(arguments: [Float.leastNormalMagnitude, 1e-20, 1e20, .greatestFiniteMagnitude])
  func noTemperatureOverflows(temperature: Float) {
    let memory = ClipMemory(
      basis: [1, 0, 0, 1], linear: [0, 0, 0, 0], keys: [3, 0, -3, 0], values: [0, 1, 0, -1],
      directions: 2, temperature: temperature)
    let head = ProjectionHead(
      residual: [], [], dimension: 2, rank: 0, scale: 1, memory: memory)
    let z = head.project([1, 0])
    #expect(z.allSatisfy { $0.isFinite })
    #expect(abs(z.reduce(0) { $0 + $1 * $1 } - 1) < 1e-5)
  }

  @Test func nothingStaysNothing() {
    for parts in HeadParts.all {
      let z = parts.head(dimension: 6, seed: 1).project([Float](repeating: 0, count: 6))
      #expect(z.allSatisfy { $0.isFinite }, "\(parts)")
    }
  }

  @Test func theFingerprintTellsEveryNumber() {
    let head = HeadParts(isWeighted: true, rank: 1, directions: 2, keys: 2)
      .head(dimension: 3, seed: 7)
    let memory = head.memory
    func moved(_ numbers: [Float]?, _ isMoved: Bool) -> [Float] {
      var numbers = numbers ?? []
      if isMoved { numbers[numbers.count - 1] += 1 }
      return numbers
    }
    let others = (0..<9).map { part in
      ProjectionHead(
        residual: moved(head.down, part == 0), moved(head.up, part == 1), dimension: 3, rank: 1,
        scale: part == 2 ? 9 : head.scale, weights: moved(head.weights, part == 3),
        memory: ClipMemory(
          basis: moved(memory?.basis, part == 4), linear: moved(memory?.linear, part == 5),
          keys: moved(memory?.keys, part == 6), values: moved(memory?.values, part == 7),
          directions: 2, temperature: part == 8 ? 9 : memory?.temperature ?? 0))
    }
    #expect(Set(others.map(\.fingerprint) + [head.fingerprint]).count == 10)
  }
}

/// z in double, as the formulas of ``ProjectionHead`` and ``ClipMemory`` are written.
private func slowProjection(_ x: [Float], by head: ProjectionHead) -> [Double] {
  func unit(_ values: [Double]) -> [Double] {
    let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return values.map { $0 / length }
  }
  let (d, r) = (head.dimension, head.rank)
  var y = (0..<d).map { Double(head.weights?[$0] ?? 1) * Double(x[$0]) }
  for k in 0..<r {
    let hidden = (0..<d).reduce(0.0) { $0 + Double(head.down[$1 * r + k]) * Double(x[$1]) }
    for i in 0..<d { y[i] += Double(head.scale) * hidden * Double(head.up[i * r + k]) }
  }
  y = unit(y)
  guard let memory = head.memory else { return y }
  let m = memory.directions
  let c = (0..<m).map { a in
    (0..<d).reduce(0.0) { $0 + Double(memory.basis[a * d + $1]) * y[$1] }
  }
  var change = (0..<m).map { b in
    (0..<m).reduce(0.0) { $0 + c[$1] * Double(memory.linear[$1 * m + b]) }
  }
  let logits = (0..<memory.keyCount).map { key in
    (0..<m).reduce(0.0) { $0 + Double(memory.keys[key * m + $1]) * c[$1] }
      / Double(memory.temperature)
  }
  let top = logits.max() ?? 0
  let sum = logits.reduce(0) { $0 + exp($1 - top) }
  for (key, logit) in logits.enumerated() {
    let share = exp(logit - top) / sum
    for b in 0..<m { change[b] += share * Double(memory.values[key * m + b]) }
  }
  for a in 0..<m {
    for i in 0..<d { y[i] += change[a] * Double(memory.basis[a * d + i]) }
  }
  return unit(y)
}

/// Which parts a head has; its numbers are random.
struct HeadParts: Sendable, CustomStringConvertible {
  var isWeighted = false
  var rank = 0
  /// 0 for no memory.
  var directions = 0
  var keys = 0

  /// A head of each kind, and of everything at once.
  static let all = [
    HeadParts(), HeadParts(isWeighted: true), HeadParts(rank: 2), HeadParts(directions: 3),
    HeadParts(directions: 3, keys: 5), HeadParts(rank: 2, directions: 3, keys: 5),
    HeadParts(isWeighted: true, rank: 1, directions: 1, keys: 1),
  ]

  func head(dimension: Int, seed: UInt64) -> ProjectionHead {
    var generator = SeededGenerator(seed: seed)
    func numbers(_ count: Int) -> [Float] {
      (0..<count).map { _ in Float(0.5 * generator.normal()) }
    }
    return ProjectionHead(
      residual: numbers(dimension * rank), numbers(dimension * rank), dimension: dimension,
      rank: rank, scale: 0.7, weights: isWeighted ? numbers(dimension) : nil,
      memory: directions == 0
        ? nil
        : ClipMemory(
          basis: numbers(directions * dimension), linear: numbers(directions * directions),
          keys: numbers(keys * directions), values: numbers(keys * directions),
          directions: directions, temperature: 0.3))
  }

  var description: String {
    "weights \(isWeighted), rank \(rank), \(directions) directions, \(keys) keys"
  }
}
