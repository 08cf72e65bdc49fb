import Foundation
import NeiroCore
import NeiroHead
import NeiroPairs
import NeiroTestSupport
import Testing

@testable import NeiroTraining

/// What `neiro label check` foretells, against what a training finds.
@Suite struct GateReadinessTests {
  @Test(arguments: [UInt64(1), 2, 3]) func groupsAreThoseThatJudge(seed: UInt64) throws {
    let count = 60
    let clips = (0..<count).map(SyntheticEmbeddings.clip)
    let embeddings = SyntheticEmbeddings.random(count: count, dimension: 16, seed: seed)
    var generator = SeededGenerator(seed: seed)
    let labels = (0..<40).map { index in
      let a = generator.index(below: count - 1)
      return LabelledPair(
        a: clips[a], b: clips[index.isMultiple(of: 2) ? a + 1 : (a + 7) % count],
        label: index.isMultiple(of: 2) ? .similar : .dissimilar, labeller: "\(index)",
        createdAt: Date(timeIntervalSince1970: 0))
    }
    var recipe = TrainingRecipe()
    recipe.steps = 1
    recipe.libraryNegatives = 8
    recipe.repeats = 1
    let results = Array(0..<count - 10)  // the last ten are loops
    let roles = clips.indices.map { $0 < count - 10 ? RetrievalRole.gallery : .query }
    let material = HeadTraining.Material(
      encoder: EncoderIdentity(
        name: "test", weightsHash: "0123456789ab", preprocessingVersion: 1, dimension: 16),
      space: EmbeddingSpace(raw: embeddings, roles: roles, adaptation: nil), baseName: nil,
      clips: clips, library: results, labels: labels)
    let verdict = try HeadTraining(name: "test", material: material, recipe: recipe) { _ in }
      .run().checkpoint.manifest.gate

    let rows = Dictionary(uniqueKeysWithValues: zip(clips, clips.indices))
    let library = LabelledLibrary(
      embeddings: embeddings, results: Set(results), loops: Set(count - 10..<count),
      row: { rows[$0] }, hasFile: { _ in true })
    let readiness = GateReadiness(
      TrainingPairs(labels, row: library.row), in: library, recipe: recipe)
    #expect(readiness.judgingGroups == verdict.oneShots.groups)
    #expect(readiness.judgingGroups < readiness.groups)
  }
}
