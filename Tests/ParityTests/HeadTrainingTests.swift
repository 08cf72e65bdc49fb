import Foundation
import NeiroCore
import NeiroHead
import NeiroPairs
import NeiroTestSupport
import NeiroTorch
import Testing

@testable import NeiroTraining

/// One libtorch for all: its thread count is the process's.
@Suite(.serialized) struct HeadTrainingTests {
  private static let kinds = 30
  private static let perKind = 6
  private static let embeddings = SyntheticEmbeddings.kinds(
    kinds, perKind: perKind, dimension: 32, seed: 11)
  private static let clips = (0..<kinds * perKind).map(SyntheticEmbeddings.clip)

  /// Somebody who hears kinds; with `taste` nil, somebody who answers at random.
  private static func labels(hearing kind: ((Int) -> Int)?, seed: UInt64) -> [LabelledPair] {
    var generator = SeededGenerator(seed: seed)
    let answer = { (a: Int, b: Int, label: PairLabel) in
      LabelledPair(
        a: clips[a], b: clips[b], label: label, labeller: "ann",
        createdAt: Date(timeIntervalSince1970: 0))
    }
    return (0..<150).map { index in
      let a = generator.index(below: clips.count)
      if let kind, index.isMultiple(of: 2) {
        let partners = clips.indices.filter { kind($0) == kind(a) && $0 != a }
        return answer(a, partners[generator.index(below: partners.count)], .similar)
      }
      let b = (a + 1 + generator.index(below: clips.count - 1)) % clips.count
      guard let kind else {
        return answer(a, b, index.isMultiple(of: 2) ? .similar : .dissimilar)
      }
      return answer(a, b, kind(a) == kind(b) ? .similar : .dissimilar)
    }
  }

  private func train(
    _ labels: [LabelledPair], recipe: TrainingRecipe = quick,
    onEvent: @escaping (TrainingEvent) throws -> Void = { _ in }
  ) throws -> Checkpoint {
    let material = HeadTraining.Material(
      encoder: EncoderIdentity(
        name: "test", weightsHash: "0123456789ab", preprocessingVersion: 1, dimension: 32),
      space: EmbeddingSpace(
        raw: Self.embeddings, roles: Self.clips.map { _ in .gallery }, adaptation: nil),
      baseName: nil, clips: Self.clips, library: Array(Self.clips.indices), labels: labels)
    return try HeadTraining(name: "test", material: material, recipe: recipe, onEvent: onEvent)
      .run().checkpoint
  }

  private static let quick: TrainingRecipe = {
    var recipe = TrainingRecipe()
    recipe.steps = 20
    recipe.libraryNegatives = 64
    return recipe
  }()

  @Test func aTasteThatIsThereIsLearnedAndAccepted() throws {
    let checkpoint = try train(Self.labels(hearing: { $0 / Self.perKind }, seed: 1))
    #expect(checkpoint.manifest.gate.decision == .useHead)
    #expect(checkpoint.manifest.gate.oneShots.rankGain.mean > 0)
    #expect(checkpoint.manifest.alpha(.gallery) > 0)
  }

  @Test func answersAtRandomAreRefused() throws {
    let checkpoint = try train(Self.labels(hearing: nil, seed: 2))
    #expect(checkpoint.manifest.gate.decision == .keepRaw)
    #expect(RetrievalRole.allCases.allSatisfy { checkpoint.manifest.alpha($0) == 0 })
  }

  @Test func theSameSeedGivesTheSameBytesAndAnotherSeedOthers() throws {
    let labels = Self.labels(hearing: { $0 / Self.perKind }, seed: 1)
    try withTemporaryFolder { folder in
      var bytes: [[Data]] = []
      for (index, seed) in [UInt64(1), 1, 2].enumerated() {
        var recipe = Self.quick
        recipe.seed = seed
        let place = folder.appendingPathComponent("\(index)")
        try train(labels, recipe: recipe).write(to: place)
        bytes.append(
          try ["head.safetensors", "manifest.json"].map {
            try Data(contentsOf: place.appendingPathComponent($0))
          })
      }
      #expect(bytes[0] == bytes[1])
      #expect(bytes[0][0] != bytes[2][0])
    }
  }

  @Test func heldOutClipsAreNeverTrained() throws {
    var recipe = Self.quick
    recipe.heldOutShare = 0.2
    let labels = Self.labels(hearing: { $0 / Self.perKind }, seed: 3)
    let manifest = try train(labels, recipe: recipe).manifest
    #expect(!manifest.heldOutClips.isEmpty)
    #expect(Set(manifest.trainedClips).isDisjoint(with: manifest.heldOutClips))
  }

  @Test func progressCountsUpToItsTotalAndAThrowEndsTheTraining() throws {
    let labels = Self.labels(hearing: { $0 / Self.perKind }, seed: 1)
    var last = (completed: 0, total: -1)
    _ = try train(labels) { event in
      if case .step(let completed, let total, let loss) = event {
        #expect(completed == last.completed + 1)
        #expect(loss.isFinite)
        last = (completed, total)
      }
    }
    #expect(last.completed == last.total)
    #expect(throws: CancellationError.self) {
      try train(labels) { event in
        if case .step(10, _, _) = event { throw CancellationError() }
      }
    }
  }

  @Test func tooFewLabelsAreASentence() {
    let labels = Array(Self.labels(hearing: { $0 / Self.perKind }, seed: 1).prefix(6))
    #expect(throws: TrainingError.self) { try train(labels) }
  }

  /// The head that search uses and the head that was trained, element by element.
  @Test func plainSwiftEqualsLibtorch() throws {
    var generator = SeededGenerator(seed: 9)
    let dimension = 512
    let rank = 16
    let down = (0..<dimension * rank).map { _ in Float(generator.normal() * 0.1) }
    let up = (0..<dimension * rank).map { _ in Float(generator.normal() * 0.1) }
    let embeddings = SyntheticEmbeddings.random(count: 50, dimension: dimension, seed: 10)
    let x = try Tensor(gathering: Array(0..<50), of: embeddings)
    let expected = try
      (x
      + x.matmul(Tensor(down, shape: [dimension, rank]))
      .matmul(Tensor(up, shape: [dimension, rank]).transposed()) * 0.7)
      .normalizedRows().values

    let head = ProjectionHead(residual: down, up, dimension: dimension, rank: rank, scale: 0.7)
    let found = (0..<50).flatMap { head.project(embeddings[$0]) }
    expectClose(found, expected, within: 1e-6)
  }
}
