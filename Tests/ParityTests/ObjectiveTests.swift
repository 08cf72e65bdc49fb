import Foundation
import NeiroCore
import NeiroTestSupport
import NeiroTorch
import Testing

@testable import NeiroTraining

/// The objectives against slow, obvious loops in double and against PyTorch's own losses.
@Suite struct ObjectiveTests {
  /// Pairs by their cosines; `dissimilar[i]` are those that similar pair i meets.
  private struct Pairs {
    var similar = [0.9, 0.2, -0.4, 0.55]
    var dissimilar = [[0.5, 0.13, 0.85, -0.87, 0.33]]
    var counts: [[Bool]]?

    func counts(_ i: Int, _ j: Int) -> Bool { counts?[i][j] ?? true }

    /// Row i, whether it is there or shared by all.
    func row(_ i: Int) -> [Double] { dissimilar.count == 1 ? dissimilar[0] : dissimilar[i] }
  }

  private static let someCount = [
    [true, false, true, false, true], [false, false, false, false, false],
    [false, true, false, false, false], [true, true, true, true, false],
  ]
  private static let own = (0..<4).map { i in (0..<5).map { j in sin(Double(5 * i + j) * 1.7) } }
  private static let manyPairs = [
    Pairs(), Pairs(counts: someCount), Pairs(dissimilar: own),
    Pairs(dissimilar: own, counts: someCount), Pairs(similar: [0.3], dissimilar: [[0.7]]),
  ]

  // MARK: - Values and gradients

  @Test(arguments: TrainingObjective.allCases, manyPairs.indices)
  func equalsTheDoubleLoopAndItsFiniteDifferences(name: TrainingObjective, index: Int) throws {
    for temperature in [0.1, 0.5] {
      let pairs = Self.manyPairs[index]
      let found = try Self.evaluate(name, pairs, temperature)
      let expected = Self.slow(name, pairs, temperature)
      #expect(abs(found.loss - expected) < 1e-5 * max(1, expected), "τ \(temperature)")
      let numeric = centralDifferences(at: pairs.similar + pairs.dissimilar.flatMap { $0 }) { x in
        var moved = pairs
        moved.similar = Array(x.prefix(pairs.similar.count))
        moved.dissimilar = pairs.dissimilar.indices.map { row in
          let width = pairs.dissimilar[row].count
          return Array(x.dropFirst(pairs.similar.count + row * width).prefix(width))
        }
        return Self.slow(name, moved, temperature)
      }
      expectClose(
        found.similarGradient + found.dissimilarGradient, numeric, within: 2e-5, "gradient")
    }
  }

  private struct Fixture: Decodable {
    struct Case: Decodable {
      let objective: TrainingObjective
      let temperature: Double
      let similar: [Double]
      let dissimilar: [Double]
      let counts: [Bool]
      let loss: Double
      let similarGradient: [Double]
      let dissimilarGradient: [Double]
    }
    let cases: [Case]
  }

  /// InfoNCE is its cross-entropy, the others its losses of their kind.
  @Test func equalsWhatPyTorchGives() throws {
    let fixture = try JSONDecoder().decode(
      Fixture.self, from: Data(contentsOf: Fixtures.file("objectives.json")))
    #expect(Set(fixture.cases.map(\.objective)) == Set(TrainingObjective.allCases))
    for expected in fixture.cases {
      let width = expected.dissimilar.count
      let counts = expected.similar.indices.map { i in
        Array(expected.counts[(i * width)..<((i + 1) * width)])
      }
      let pairs = Pairs(
        similar: expected.similar, dissimilar: [expected.dissimilar], counts: counts)
      let found = try Self.evaluate(expected.objective, pairs, expected.temperature)
      let name = expected.objective.rawValue
      expectClose([found.loss], [expected.loss], within: 1e-5, name)
      expectClose(found.similarGradient, expected.similarGradient, within: 1e-5, name)
      expectClose(found.dissimilarGradient, expected.dissimilarGradient, within: 1e-5, name)
    }
  }

  // MARK: - The mask

  @Test(arguments: [TrainingObjective.ranking, .infoNCE, .triplet], [1e-6, 0.1, 10])
  func whatTheMaskLeavesOutChangesNothing(name: TrainingObjective, temperature: Double) throws {
    var pairs = Pairs(counts: Self.someCount.map { $0.dropLast() + [false] })
    let before = try Self.evaluate(name, pairs, temperature)
    #expect(before.dissimilarGradient[4] == 0)
    #expect(before.similarGradient[1] == 0)
    pairs.dissimilar[0][4] = 1
    pairs.similar[1] = -1
    #expect(try Self.evaluate(name, pairs, temperature).loss == before.loss)
  }

  /// As many anchors one by one, weighed by how many similar pairs they have.
  @Test func withPairsOfOneAnchorOnlyInfoNCEIsTheMeanOverAnchors() throws {
    let both = Pairs(
      similar: [0.8, 0.4], dissimilar: [[0.7, 0.9, 0.1]],
      counts: [[true, false, false], [false, true, true]])
    let losses = try [
      Pairs(similar: [0.8], dissimilar: [[0.7]]), Pairs(similar: [0.4], dissimilar: [[0.9, 0.1]]),
    ].map { try Self.evaluate(.infoNCE, $0, 0.1).loss }
    let loss = try Self.evaluate(.infoNCE, both, 0.1).loss
    #expect(abs(loss - (losses[0] + losses[1]) / 2) < 1e-6)
  }

  @Test func aThresholdJudgesEveryPairWhateverTheMask() throws {
    let all = try Self.evaluate(.pairLogistic, Pairs(), 0.1)
    let masked = try Self.evaluate(.pairLogistic, Pairs(counts: Self.someCount), 0.1)
    #expect(masked.loss == all.loss)
  }

  @Test(arguments: [TrainingObjective.ranking, .infoNCE])
  func aLowerTemperatureWeighsAnErrorMore(name: TrainingObjective) throws {
    let losses = try [1.0, 0.5, 0.1].map {
      try Self.evaluate(name, Pairs(similar: [0.3], dissimilar: [[0.7]]), $0).loss
    }
    #expect(losses == losses.sorted())
  }

  // MARK: - Nothing to compare, and too much

  @Test(arguments: TrainingObjective.allCases)
  func withoutPairsOfBothKindsItIsZeroWithoutGradient(name: TrainingObjective) throws {
    let one = [false, false]
    for pairs in [
      Pairs(similar: [], dissimilar: [[0.5, 0.1]]), Pairs(similar: [0.5, 0.1], dissimilar: [[]]),
      Pairs(similar: [], dissimilar: [[]]),
      Pairs(similar: [], dissimilar: [[0.5, 0.1]], counts: []),
      Pairs(similar: [0.5, 0.1], dissimilar: [[]], counts: [[], []]),
      Pairs(similar: [0.5, 0.1], dissimilar: [[0.9, 0.7], [0.3, 0.8]], counts: [one, one]),
    ] {
      let found = try Self.evaluate(name, pairs, 0.1)
      #expect(found.loss == 0)
      #expect(found.similarGradient == pairs.similar.map { _ in 0 })
      #expect(found.dissimilarGradient == pairs.dissimilar.flatMap { $0 }.map { _ in 0 })
    }
  }

  @Test(arguments: [TrainingObjective.ranking, .infoNCE, .triplet])
  func withEverythingMaskedItIsZeroWithoutGradient(name: TrainingObjective) throws {
    let none = Self.someCount.map { $0.map { _ in false } }
    let found = try Self.evaluate(name, Pairs(counts: none), 0.1)
    #expect(found.loss == 0)
    #expect((found.similarGradient + found.dissimilarGradient).allSatisfy { $0 == 0 })
  }

  @Test(arguments: TrainingObjective.allCases, [1e-6, 1e-3, 10, 1e3])
  func extremesDontOverflow(name: TrainingObjective, temperature: Double) throws {
    let some: [[Bool]] = Self.someCount.map { $0.dropLast() + [true] }
    // The mask's promise ends at a temperature that no recipe may have.
    let masks: [[[Bool]]?] = temperature > 10 ? [nil] : [nil, some]
    for counts in masks {
      let pairs = Pairs(
        similar: [-1, 1, 0, -1], dissimilar: [[1, -1, 1, 0, 1]], counts: counts)
      let found = try Self.evaluate(name, pairs, temperature)
      let expected = Self.slow(name, pairs, temperature)
      #expect(abs(found.loss - expected) <= 1e-5 * max(1, expected))
      let gradient = found.similarGradient + found.dissimilarGradient
      #expect(gradient.allSatisfy { $0.isFinite })
    }
  }

  // MARK: - Both ways to compute

  private static func evaluate(
    _ name: TrainingObjective, _ pairs: Pairs, _ temperature: Double
  ) throws -> (loss: Double, similarGradient: [Double], dissimilarGradient: [Double]) {
    let (n, m) = (pairs.similar.count, pairs.dissimilar[0].count)
    let similar = try Tensor(pairs.similar.map(Float.init), shape: [n, 1])
    let dissimilar = try Tensor(
      pairs.dissimilar.flatMap { $0.map(Float.init) }, shape: [pairs.dissimilar.count, m])
    let mask = try pairs.counts.map { counts in
      try Tensor(counts.flatMap { $0.map { $0 ? 0 : ScoredPairs.excluded } }, shape: [n, m])
    }
    try similar.requireGradient()
    try dissimilar.requireGradient()
    let loss = try name.objective(temperature: temperature).loss(
      ScoredPairs(similar: similar, dissimilar: dissimilar, mask: mask))
    #expect(try loss.shape == [])
    try loss.backward()
    return try (
      Double(loss.scalar), similar.gradient.values.map(Double.init),
      dissimilar.gradient.values.map(Double.init)
    )
  }

  private static func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }

  private static func slow(_ name: TrainingObjective, _ pairs: Pairs, _ temperature: Double)
    -> Double
  {
    if name == .pairLogistic { return slowPairLogistic(pairs, temperature) }
    var (sum, count) = (0.0, 0)
    for (i, similar) in pairs.similar.enumerated() {
      var logits: [Double] = [0]
      for (j, dissimilar) in pairs.row(i).enumerated() where pairs.counts(i, j) {
        switch name {
        case .ranking: sum += softplus((dissimilar - similar) / temperature)
        case .triplet: sum += max(0, temperature - similar + dissimilar)
        default: logits.append((dissimilar - similar) / temperature)
        }
        count += 1
      }
      if name == .infoNCE {
        let top = logits.max() ?? 0
        sum += top + log(logits.reduce(0) { $0 + exp($1 - top) })
      }
    }
    return sum / Double(name == .infoNCE ? pairs.similar.count : count)
  }

  private static func slowPairLogistic(_ pairs: Pairs, _ temperature: Double) -> Double {
    var dissimilar = pairs.dissimilar[0]
    if pairs.dissimilar.count > 1 {
      dissimilar = pairs.similar.indices.flatMap { i in
        pairs.row(i).enumerated().filter { pairs.counts(i, $0.offset) }.map(\.element)
      }
    }
    func loss(_ c: Double) -> Double {
      pairs.similar.reduce(0) { $0 + softplus((c - $1) / temperature) }
        / Double(pairs.similar.count)
        + dissimilar.reduce(0) { $0 + softplus(($1 - c) / temperature) } / Double(dissimilar.count)
    }
    // Ternary search: the loss is convex in the threshold.
    var (low, high) = (-1.0, 1.0)
    for _ in 0..<200 {
      let third = (high - low) / 3
      if loss(low + third) < loss(high - third) { high -= third } else { low += third }
    }
    return loss((low + high) / 2)
  }
}
