import Foundation
import NeiroCore
import NeiroHead
import NeiroTestSupport
import Testing

@testable import NeiroTraining

/// Labels and libraries that a training can't do much with: a sentence, or a head that is safe.
@Suite(.serialized) struct HeadTrainingEdgeTests {
  private static let quick: TrainingRecipe = {
    var recipe = TrainingRecipe()
    (recipe.steps, recipe.libraryNegatives, recipe.folds) = (4, 16, 3)
    return recipe
  }()

  private func label(_ a: Int, _ b: Int, _ label: PairLabel) -> LabelledPair {
    LabelledPair(
      a: SyntheticEmbeddings.clip(a), b: SyntheticEmbeddings.clip(b), label: label,
      labeller: "ann", createdAt: Date(timeIntervalSince1970: 0))
  }

  /// Answers of somebody who hears kinds: clips of a kind follow each other.
  private var labels: [LabelledPair] {
    (0..<40).map { index in
      let a = index * 7 % (HeadSample.clips.count - 8)
      return index.isMultiple(of: 2)
        ? label(a, a / 5 * 5 + (a + 1) % 5, .similar) : label(a, a + 6, .dissimilar)
    }
  }

  /// Trains, and expects a checkpoint that reads back and ranks with finite numbers.
  @discardableResult
  private func train(
    _ labels: [LabelledPair], _ embeddings: EmbeddingMatrix = HeadSample.embeddings,
    library: [Int] = Array(HeadSample.clips.indices), roles: [RetrievalRole]? = nil,
    recipe: TrainingRecipe = quick
  ) throws -> Checkpoint {
    let material = HeadTraining.Material(
      encoder: HeadSample.encoder,
      space: EmbeddingSpace(
        raw: embeddings, roles: roles ?? HeadSample.clips.map { _ in .gallery },
        adaptation: nil),
      baseName: nil, clips: HeadSample.clips, library: library, labels: labels)
    let checkpoint = try HeadTraining(name: "test", material: material, recipe: recipe) {
      if case .step(_, _, let loss) = $0 { #expect(loss.isFinite) }
    }.run().checkpoint
    try withTemporaryFolder { folder in
      try checkpoint.write(to: folder)
      #expect(try Checkpoint(contentsOf: folder) == checkpoint)
    }
    let gate = checkpoint.manifest.gate
    #expect((gate.alphas.oneShots > 0 || gate.alphas.loops > 0) == (gate.decision == .useHead))
    for row in 0..<HeadSample.embeddings.rowCount {
      #expect(checkpoint.head.project(HeadSample.embeddings[row]).allSatisfy { $0.isFinite })
    }
    return checkpoint
  }

  private func sentence(
    _ labels: [LabelledPair], _ embeddings: EmbeddingMatrix = HeadSample.embeddings
  ) -> String {
    let error = #expect(throws: TrainingError.self) { try train(labels, embeddings) }
    return error?.description ?? ""
  }

  // MARK: - Every kind

  @Test(arguments: HeadKind.allCases)
  func theSameSeedGivesTheSameBytes(kind: HeadKind) throws {
    var recipe = Self.quick
    recipe.heads = [kind]
    try withTemporaryFolder { folder in
      let bytes = try (0..<2).map { run in
        let place = folder.appendingPathComponent("\(run)")
        let checkpoint = try train(labels, recipe: recipe)
        #expect(checkpoint.manifest.outOfFold.count > 30)
        try checkpoint.write(to: place)
        return try ["head.safetensors", "manifest.json"].map {
          try Data(contentsOf: place.appendingPathComponent($0))
        }
      }
      #expect(bytes[0] == bytes[1])
    }
  }

  // MARK: - Labels

  @Test func tooFewLabelsAreCounted() {
    let similar = (0..<4).map { label(5 * $0, 5 * $0 + 1, .similar) }
    for labels in [[], similar, labels.filter { $0.label == .dissimilar }] {
      let text = sentence(labels)
      #expect(text.contains("Too few labels") && text.contains("neiro label"), "\(text)")
      #expect(!text.contains("\n"))
    }
  }

  @Test func asFewLabelsAsCanBeAreNotTrusted() throws {
    let similar = (0..<5).map { label(5 * $0, 5 * $0 + 1, .similar) }
    for folds in [2, 20] {
      var recipe = Self.quick
      recipe.folds = folds
      let manifest = try train(similar, recipe: recipe).manifest
      #expect(manifest.calibration == nil && manifest.gate.agreement == nil)
    }
  }

  @Test func onlySimilarPairsGiveNoProbability() throws {
    let manifest = try train(labels.filter { $0.label == .similar }).manifest
    #expect(manifest.calibration == nil && manifest.gate.agreement == nil)
    #expect(!manifest.outOfFold.isEmpty)
  }

  @Test(arguments: HeadKind.allCases)
  func aClipThatIsInAllPairsLeavesAFoldWithoutLabels(kind: HeadKind) throws {
    var recipe = Self.quick
    recipe.heads = [kind]
    let hub = (1..<31).map { label(0, $0, $0.isMultiple(of: 2) ? .similar : .dissimilar) }
    let manifest = try train(hub, recipe: recipe).manifest
    #expect(manifest.outOfFold.allSatisfy { $0.before.isFinite && $0.after.isFinite })
  }

  @Test func contradictionsAreCountedAndLeftOut() throws {
    func opposite(_ answer: LabelledPair) -> LabelledPair {
      LabelledPair(
        a: answer.pair.low, b: answer.pair.high,
        label: answer.label == .similar ? .dissimilar : .similar, labeller: "bob",
        createdAt: answer.createdAt)
    }
    let text = sentence(labels + labels.map(opposite))
    #expect(text.contains("contradictory, not used"), "\(text)")
    let one = try #require(labels.first)
    let manifest = try train(labels + [opposite(one)]).manifest
    #expect(manifest.labels.contradictory == 1)
    #expect(!manifest.outOfFold.contains { $0.pair == one.pair })
  }

  @Test func manyLabelsOfCopiesOfOneSoundAreNoEvidence() throws {
    let one = HeadSample.embeddings[0]
    let copies = EmbeddingMatrix(
      dimension: HeadSample.dimension,
      values: (0..<HeadSample.embeddings.rowCount).flatMap {
        $0 < 50 ? one : HeadSample.embeddings[$0]
      })
    for kind in HeadKind.allCases {
      var recipe = Self.quick
      recipe.heads = [kind]
      let manifest = try train(labels, copies, recipe: recipe).manifest
      #expect(manifest.gate.decision == .keepRaw)
    }
  }

  // MARK: - The library

  @Test func whatLeftTheLibraryIsLearntFromAndNeverRanked() throws {
    let labelled = Set(labels.flatMap { [$0.pair.low, $0.pair.high] })
    let rest = HeadSample.clips.indices.filter { !labelled.contains(HeadSample.clips[$0]) }
    for library in [rest, [HeadSample.clips.count - 1], []] {
      for kind in HeadKind.allCases {
        var recipe = Self.quick
        recipe.heads = [kind]
        let manifest = try train(labels, library: library, recipe: recipe).manifest
        #expect(manifest.gate.decision == .keepRaw)
        #expect(manifest.gate.oneShots.groups == 0)
      }
    }
    let unknown = (100..<140).map { label($0, $0 + 1, .similar) }
    let text = sentence(unknown)
    #expect(text.contains("40 with a clip that isn't indexed, not used"), "\(text)")
    #expect(try train(labels + unknown).manifest.labels.withoutEmbedding == 40)
  }

  @Test func aLibraryWhoseLabelledClipsAreLoopsJudgesByThem() throws {
    let manifest = try train(
      labels, library: [], roles: HeadSample.clips.map { _ in .query }
    ).manifest
    #expect(manifest.gate.decision == .keepRaw)
  }

  /// Of a labelled clip, and of one that nobody labelled.
  @Test(arguments: [0, HeadSample.clips.count - 1])
  func anEmbeddingThatIsNoNumberIsNamed(row: Int) {
    let damaged = EmbeddingMatrix(
      dimension: HeadSample.dimension,
      values: (0..<HeadSample.embeddings.rowCount).flatMap {
        $0 == row
          ? [Float](repeating: .nan, count: HeadSample.dimension) : HeadSample.embeddings[$0]
      })
    let text = sentence(labels, damaged)
    #expect(text.contains("\(HeadSample.clips[row])") && text.contains("neiro index"), "\(text)")
  }
}
