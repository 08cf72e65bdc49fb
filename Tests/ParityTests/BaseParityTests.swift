import Foundation
import NeiroCore
import NeiroHead
import NeiroTestSupport
import NeiroTorch
import Testing

@testable import NeiroTraining

/// A tiny base against numpy and PyTorch; see `Tests/Fixtures/README.md`.
@Suite struct BaseParityTests {
  private struct Fixture: Decodable {
    let dimension: Int
    let presets: [Float]
    let phrases: [Float]
    let third: [Float]
    let recipe: AdaptRecipe
    let scatterOfThree: [Float]
    let eigenvaluesOfThree: [Float]
    let whiteningOfThree: [Float]
    let losses: [Double]
    let galleryMean: [Float]
    let galleryMap: [Float]
    let queryMean: [Float]
    let queryMap: [Float]
  }

  private static let fixture = Result {
    try JSONDecoder().decode(
      Fixture.self, from: Data(contentsOf: Fixtures.file("adaptation.json")))
  }

  private static func members(_ fixture: Fixture) throws -> [Tensor] {
    try [fixture.presets, fixture.phrases, fixture.third].map {
      try Tensor($0, shape: [$0.count / fixture.dimension, fixture.dimension])
    }
  }

  /// Half the mean of (a − b)(a − b)ᵀ, pair by pair.
  private static func slowScatter(_ members: [[Float]], dimension: Int) -> [Double] {
    var sum = [Double](repeating: 0, count: dimension * dimension)
    var pairs = 0
    for (index, first) in members.enumerated() {
      for second in members[(index + 1)...] {
        for start in stride(from: 0, to: first.count, by: dimension) {
          let difference = (start..<start + dimension).map { Double(first[$0] - second[$0]) }
          for row in 0..<dimension {
            for column in 0..<dimension {
              sum[row * dimension + column] += difference[row] * difference[column]
            }
          }
          pairs += 1
        }
      }
    }
    return sum.map { $0 / Double(2 * pairs) }
  }

  @Test(arguments: [2, 3])
  func theScatterIsThatOfAllPairs(count: Int) throws {
    let fixture = try Self.fixture.get()
    let members = [fixture.presets, fixture.phrases, fixture.third].prefix(count)
    let expected = Self.slowScatter(Array(members), dimension: fixture.dimension)
    let tensors = try Self.members(fixture).prefix(count)
    let found = try WithinClassWhitening.scatter(Array(tensors)).values
    expectClose(found.map(Double.init), expected, within: 1e-6)
  }

  @Test func theWhiteningIsThatOfNumpy() throws {
    let fixture = try Self.fixture.get()
    let members = try Self.members(fixture)
    expectClose(
      try WithinClassWhitening.scatter(members).values, fixture.scatterOfThree, within: 1e-6)
    let map = try WithinClassWhitening.map(members, shrinkage: fixture.recipe.shrinkage)
    expectClose(try map.values, fixture.whiteningOfThree, within: 1e-5)
  }

  @Test func fullShrinkageIsTheIdentity() throws {
    let fixture = try Self.fixture.get()
    let map = try WithinClassWhitening.map(try Self.members(fixture), shrinkage: 1)
    let identity = (0..<36).map { Float($0.isMultiple(of: 7) ? 1 : 0) }
    expectClose(try map.values, identity, within: 1e-6)
  }

  @Test func phrasesThatEqualTheirPresetsLeaveTheIdentity() throws {
    let fixture = try Self.fixture.get()
    let presets = try Self.members(fixture)[0]
    let map = try WithinClassWhitening.map([presets, presets], shrinkage: 0.2)
    #expect(try map.values.allSatisfy(\.isFinite))
    // Rounding may leave a scatter of 1e-8 instead of none; its directions are anybody's.
    let square = try map.matmul(map.transposed()).values
    let trace = stride(from: 0, to: 36, by: 7).reduce(Float(0)) { $0 + square[$1] }
    #expect(abs(trace - 6) < 1e-4)
  }

  @Test func eigenvaluesAscendAndVectorsRebuildTheMatrix() throws {
    let fixture = try Self.fixture.get()
    let matrix = try Tensor(fixture.scatterOfThree, shape: [6, 6])
    let (values, vectors) = try matrix.symmetricEigen()
    expectClose(values, fixture.eigenvaluesOfThree, within: 1e-6)
    #expect(values == values.sorted())
    let rebuilt = try (vectors * Tensor(values, shape: [1, 6])).matmul(vectors.transposed())
    expectClose(try rebuilt.values, fixture.scatterOfThree, within: 1e-6)
    let identity = (0..<36).map { Float($0.isMultiple(of: 7) ? 1 : 0) }
    expectClose(try vectors.transposed().matmul(vectors).values, identity, within: 1e-6)
  }

  @Test func eigenvaluesOfWhatIsNoMatrixAreAnError() throws {
    #expect(throws: TorchError.self) { try Tensor([1, 2], shape: [2]).symmetricEigen() }
    #expect(throws: TorchError.self) { try Tensor([1, 2], shape: [1, 2]).symmetricEigen() }
  }

  /// With the whole sample in each batch and one phrase a preset, no random draw matters.
  @Test func everyStepAndTheTowersAreThoseOfPyTorch() throws {
    let fixture = try Self.fixture.get()
    var losses: [Double] = []
    let map = try BaseTrainer(recipe: fixture.recipe).train(
      presets: EmbeddingMatrix(dimension: fixture.dimension, values: fixture.presets),
      phrases: [EmbeddingMatrix(dimension: fixture.dimension, values: fixture.phrases)],
      stream: 0
    ) { losses.append($0) }
    expectClose(losses, fixture.losses, within: 2e-5, "losses")
    expectClose(map.gallery.mean, fixture.galleryMean, within: 1e-6, "gallery mean")
    expectClose(map.query.mean, fixture.queryMean, within: 1e-6, "query mean")
    expectClose(map.gallery.map, fixture.galleryMap, within: 2e-5, "gallery map")
    expectClose(map.query.map, fixture.queryMap, within: 2e-5, "query map")
  }

  @Test func withoutStepsBothTowersAreTheWhiteningOfTheCentred() throws {
    let fixture = try Self.fixture.get()
    var recipe = fixture.recipe
    recipe.steps = 0
    let map = try BaseTrainer(recipe: recipe).train(
      presets: EmbeddingMatrix(dimension: fixture.dimension, values: fixture.presets),
      phrases: [EmbeddingMatrix(dimension: fixture.dimension, values: fixture.phrases)],
      stream: 0
    ) { _ in Issue.record("there is no step") }
    func centred(_ values: [Float], around mean: [Float]) throws -> Tensor {
      let rows = stride(from: 0, to: values.count, by: mean.count).flatMap { start in
        UnitVector.normalized(zip(values[start..<start + mean.count], mean).map { $0 - $1 }) ?? []
      }
      return try Tensor(rows, shape: [values.count / mean.count, mean.count])
    }
    let expected = try WithinClassWhitening.map(
      [
        centred(fixture.presets, around: fixture.galleryMean),
        centred(fixture.phrases, around: fixture.queryMean),
      ], shrinkage: recipe.shrinkage
    ).values
    expectClose(map.gallery.map, expected, within: 1e-5)
    #expect(map.query.map == map.gallery.map)
    #expect(map.alphas == RoleAlphas(loops: 1, oneShots: 1))
  }
}
