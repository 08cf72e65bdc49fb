import Foundation
import NeiroCore
import NeiroHead
import NeiroPairs
import NeiroTestSupport
import NeiroTorch
import Testing

@testable import NeiroTraining

/// What libtorch trains, and what plain Swift makes of it.
@Suite struct HeadModelTests {
  @Test func torchEqualsPlainSwiftAndPyTorch() throws {
    let fixture = try HeadFixture.read()
    let x = try Tensor(fixture.embeddings, shape: [fixture.rows.count, fixture.dimension])
    for expected in fixture.heads {
      let head = expected.head(in: fixture)
      let found = try TorchHead(head).project(x).values
      expectClose(found.map(Double.init), expected.projections, within: 1e-5, expected.name)
      expectClose(
        found, fixture.rows.flatMap { head.project($0) }, within: 1e-6, expected.name)
    }
  }

  private static let recipe: TrainingRecipe = {
    var recipe = TrainingRecipe()
    (recipe.directions, recipe.keys, recipe.attention) = (7, 12, 0.1)
    (recipe.shrinkage, recipe.rank) = (0.5, 3)
    return recipe
  }()

  private static func models() throws -> [(name: String, TrainingSample, any HeadModel)] {
    var generator = SeededGenerator(seed: 3)
    let sample = try HeadSample.sample(&generator)
    let x = sample.features
    let whitening = try PairWhitening(
      left: x.rows(sample.similar.left), right: x.rows(sample.similar.right), shrinkage: 0.5)
    var models: [(String, TrainingSample, any HeadModel)] = [
      ("blocks", sample, try WholeModel(x, blocks: [0..<3, 3..<16], recipe: recipe)),
      ("residual", sample, try WholeModel(x, recipe: recipe, generator: &generator)),
    ]
    for hasMemory in [false, true] {
      for whitening in [nil, whitening] {
        let model = try SpanModel(
          sample, whitening: whitening, hasMemory: hasMemory, recipe: recipe,
          generator: &generator)
        let name = "memory \(hasMemory), whitened \(whitening != nil)"
        models.append((name, sample, try #require(model)))
      }
    }
    return models
  }

  /// After steps that go far, all cosines are those of the head that search uses.
  @Test func cosinesEqualThoseOfTheExportedHead() throws {
    for (name, sample, model) in try Self.models() {
      let optimizers = try model.parameters.map {
        try Adam([$0.tensor], learningRate: 0.1, weightDecay: 0)
      }
      for _ in 0..<8 {
        let projected = try model.projected()
        let loss =
          try projected.cosines(of: sample.dissimilar).mean()
          - projected.cosines(of: sample.similar).mean()
        for optimizer in optimizers { try optimizer.zeroGradients() }
        try loss.backward()
        for optimizer in optimizers { try optimizer.step() }
      }
      let head = try model.exported()
      let rows = try sample.features.values
      let count = rows.count / HeadSample.dimension
      let z = (0..<count).map { row in
        head.project(
          Array(rows[row * HeadSample.dimension..<(row + 1) * HeadSample.dimension]))
      }
      let projected = try model.projected()
      let places = Array(0..<count)
      expectClose(
        try projected.cosines(within: places).values.map(Double.init),
        places.flatMap { a in places.map { cosine(z[a], z[$0]) } }, within: 2e-5, name)
      let similar = sample.similar
      expectClose(
        try projected.cosines(of: similar).values.map(Double.init),
        similar.left.indices.map { cosine(z[similar.left[$0]], z[similar.right[$0]]) },
        within: 2e-5, name)
      // The steps did change something.
      let x = try sample.features.rows([similar.left[0], similar.right[0]])
      let before = try x.matmul(x.transposed()).values[1]
      let gain = abs(cosine(z[similar.left[0]], z[similar.right[0]]) - Double(before))
      #expect(gain > 1e-3, "\(name)")
    }
  }

  @Test(arguments: HeadKind.allCases)
  func anUntrainedHeadIsTheIdentity(kind: HeadKind) throws {
    var recipe = Self.recipe
    recipe.steps = 0
    (recipe.shrinkage, recipe.memoryShrinkage) = (1, 1)  // whiten nothing
    let head = try HeadSample.trainer(recipe).train(
      kind, on: HeadSample.pairs, stream: 1, onStep: { _ in })
    for row in 0..<HeadSample.embeddings.rowCount {
      let x = HeadSample.embeddings[row]
      expectClose(head.project(x), x, within: 1e-6, kind.rawValue)
    }
  }

  /// The mean over similar and dissimilar pairs of log(1 + exp((sⱼ − sᵢ)/τ)).
  private static func rankingLoss(_ project: (Int) -> [Float], _ temperature: Double) -> Double {
    func scores(_ pairs: [RowPair]) -> [Double] {
      pairs.map { cosine(project($0.a), project($0.b)) }
    }
    let dissimilar = scores(HeadSample.pairs.dissimilar)
    let losses = scores(HeadSample.pairs.similar).flatMap { similar in
      dissimilar.map { log1p(exp(($0 - similar) / temperature)) }
    }
    return losses.reduce(0, +) / Double(losses.count)
  }

  @Test(arguments: HeadKind.allCases, TrainingObjective.allCases)
  func everyKindLearnsItsPairs(kind: HeadKind, objective: TrainingObjective) throws {
    var recipe = TrainingRecipe()
    (recipe.steps, recipe.libraryNegatives, recipe.objective) = (15, 32, objective)
    var losses: [Double] = []
    let head = try HeadSample.trainer(recipe).train(
      kind, on: HeadSample.pairs, stream: 1, onStep: { losses.append($0) })
    #expect(losses.allSatisfy { $0.isFinite })
    let before = Self.rankingLoss({ HeadSample.embeddings[$0] }, recipe.temperature)
    let after = Self.rankingLoss(
      { head.project(HeadSample.embeddings[$0]) }, recipe.temperature)
    #expect(after <= before + 1e-6)
  }
}

/// Within-class whitening against its dense closed form.
@Suite struct PairWhiteningTests {
  private static let (count, dimension) = (9, 12)
  private static let left = SyntheticEmbeddings.random(count: count, dimension: dimension, seed: 41)
  private static let right = SyntheticEmbeddings.random(
    count: count, dimension: dimension, seed: 42)

  private static func whitening(_ shrinkage: Double) throws -> PairWhitening? {
    try PairWhitening(
      left: Tensor(gathering: Array(0..<count), of: left),
      right: Tensor(gathering: Array(0..<count), of: right), shrinkage: shrinkage)
  }

  /// I + V·diag(g)·Vᵀ, `[D, D]`.
  private static func matrix(_ whitening: PairWhitening) throws -> [Double] {
    let product = try whitening.scaled.matmul(whitening.directions.transposed()).values
    return product.indices.map {
      Double(product[$0]) + ($0.isMultiple(of: dimension + 1) ? 1 : 0)
    }
  }

  @Test(arguments: [0.05, 0.5, 0.95])
  func equalsTheInverseRootOfTheShrunkScatter(shrinkage: Double) throws {
    let whitening = try #require(try Self.whitening(shrinkage))
    let w = try Self.matrix(whitening)
    let d = Self.dimension
    var s = [Double](repeating: 0, count: d * d)
    for row in 0..<Self.count {
      let difference = zip(Self.left[row], Self.right[row]).map { Double($0) - Double($1) }
      for i in 0..<d {
        for j in 0..<d { s[i * d + j] += difference[i] * difference[j] / Double(2 * Self.count) }
      }
    }
    let trace = (0..<d).reduce(0.0) { $0 + s[$1 * (d + 1)] }
    for index in s.indices {
      s[index] *= 1 - shrinkage
      if index.isMultiple(of: d + 1) { s[index] += shrinkage * trace / Double(d) }
    }
    // W is symmetric and positive, so it is a multiple of M^−½ if W·W·M is one of I.
    func times(_ a: [Double], _ b: [Double]) -> [Double] {
      (0..<d * d).map { index in
        (0..<d).reduce(0.0) { $0 + a[index / d * d + $1] * b[$1 * d + index % d] }
      }
    }
    let product = times(times(w, w), s)
    let scale = shrinkage * trace / Double(d)  // what S doesn't touch stays
    expectClose(
      product.map { $0 / scale }, product.indices.map { $0.isMultiple(of: d + 1) ? 1 : 0 },
      within: 1e-4)
    expectClose(w, (0..<d * d).map { w[$0 % d * d + $0 / d] }, within: 1e-6)
    for seed in 0..<20 as Range<UInt64> {
      let x = SyntheticEmbeddings.random(count: 1, dimension: d, seed: seed)[0].map(Double.init)
      let wx = (0..<d).map { i in (0..<d).reduce(0.0) { $0 + w[i * d + $1] * x[$1] } }
      #expect(zip(x, wx).reduce(0) { $0 + $1.0 * $1.1 } > 0)
    }
  }

  @Test func allShrunkIsTheIdentity() throws {
    let whitening = try #require(try Self.whitening(1))
    let d = Self.dimension
    expectClose(
      try Self.matrix(whitening), (0..<d * d).map { $0.isMultiple(of: d + 1) ? 1 : 0 },
      within: 1e-6)
  }

  @Test func pairsThatDontDifferGiveNone() throws {
    let x = try Tensor(gathering: [0, 1, 2], of: Self.left)
    #expect(try PairWhitening(left: x, right: x, shrinkage: 0.5) == nil)
    let none = try x.rows([])
    #expect(try PairWhitening(left: none, right: none, shrinkage: 0.5) == nil)
  }
}
