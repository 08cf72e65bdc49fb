import Foundation
import NeiroCore
import NeiroHead
import NeiroPairs
import NeiroTestSupport
import Testing

@testable import NeiroTraining

/// Adapting on numbers instead of sounds.
@Suite(.serialized) struct BaseTrainingTests {
  private static let dimension = 16
  private static let encoder = EncoderIdentity(
    name: "test", weightsHash: "0123456789ab", preprocessingVersion: 1, dimension: dimension)

  private static let quick: AdaptRecipe = {
    var recipe = AdaptRecipe()
    (recipe.phrases, recipe.steps, recipe.batchSize) = (2, 40, 64)
    return recipe
  }()

  private static func noise(_ count: Int, _ generator: inout SeededGenerator) -> [Float] {
    (0..<count).map { _ in Float(generator.normal()) }
  }

  /// Presets whose timbre is the first half of the columns; the second half, which is louder, is
  /// what is played. Phrases share a preset's timbre, or, if `isRandom`, nothing.
  private static func material(
    _ count: Int, isRandom: Bool = false, recipe: AdaptRecipe = quick,
    change: (inout [PhraseKey: Embedding], PresetSample) -> Void = { _, _ in }
  ) -> BaseTraining.Material {
    var generator = SeededGenerator(seed: 12)
    let half = dimension / 2
    let timbres = (0..<count).map { _ in noise(half, &generator) }
    let presets = timbres.flatMap { timbre in
      let row = timbre + noise(half, &generator).map { 0.7 * $0 }
      return UnitVector.normalized(row) ?? row
    }
    let clips = (0..<count).map(SyntheticEmbeddings.clip)
    let embeddings = EmbeddingMatrix(dimension: dimension, values: presets)
    let sample = PresetSample(
      of: Array(0..<count), clips: clips, embeddings: embeddings, recipe: recipe)
    var phrases: [PhraseKey: Embedding] = [:]
    func play(_ row: Int, _ kind: PhraseKey.Kind, _ number: Int) {
      let timbre = isRandom ? noise(half, &generator) : timbres[row]
      let played = noise(half, &generator).map { 2 * $0 + 1 }
      phrases[PhraseKey(clip: clips[row], kind: kind, number: number)] = Embedding(
        normalizing: timbre + played)
    }
    for row in 0..<count {
      for number in 0..<recipe.phrases(forPresets: 1) { play(row, .training, number) }
      if sample.heldOut.contains(clips[row]) {
        play(row, .heldOut, 0)
        play(row, .oneNote, 0)
      }
    }
    change(&phrases, sample)
    return BaseTraining.Material(
      encoder: encoder, embeddings: embeddings, libraryPresets: 2 * count, sample: sample,
      phrases: phrases)
  }

  private func adapt(
    _ material: BaseTraining.Material, recipe: AdaptRecipe = quick,
    onEvent: @escaping (TrainingEvent) throws -> Void = { _ in }
  ) throws -> BaseCheckpoint {
    try BaseTraining(material: material, recipe: recipe, onEvent: onEvent).run()
  }

  @Test func whatCanBeLearntIsAccepted() throws {
    let base = try adapt(Self.material(150))
    let verdict = base.manifest.verdict
    #expect(verdict.decision == .useBase)
    #expect(verdict.loops.topTenGain.isGain && verdict.loops.rankGain.isGain)
    #expect(verdict.loops.adaptedHitRate > verdict.loops.rawHitRate + 0.2)
    #expect(verdict.heldOut == 30 && verdict.among == 150)
    #expect(verdict.alphas.loops == verdict.loops.alpha)
    #expect(Self.quick.loopAlphas.contains(verdict.alphas.loops))
    #expect(base.map.alphas == verdict.alphas)
    #expect(base.manifest.name == "base-test")
    #expect(base.manifest.libraryPresets == 300 && base.manifest.playedPresets == 150)
  }

  @Test func phrasesAtRandomAreRefused() throws {
    let base = try adapt(Self.material(150, isRandom: true))
    let verdict = base.manifest.verdict
    #expect(verdict.decision == .keepRaw)
    // Raw for presets too, however well they would do.
    #expect(base.map.alphas == RoleAlphas(loops: 0, oneShots: 0))
  }

  @Test func theSameSeedGivesTheSameBytesAndAnotherSeedOthers() throws {
    try withTemporaryFolder { folder in
      var bytes: [[Data]] = []
      for (index, seed) in [UInt64(1), 1, 2].enumerated() {
        var recipe = Self.quick
        recipe.seed = seed
        (recipe.steps, recipe.batchSize) = (5, 16)
        let place = folder.appendingPathComponent("\(index)")
        // The same sample for both seeds: what differs are the draws of the training.
        try adapt(Self.material(80), recipe: recipe).write(to: place)
        bytes.append(
          try ["head.safetensors", "manifest.json"].map {
            try Data(contentsOf: place.appendingPathComponent($0))
          })
      }
      #expect(bytes[0] == bytes[1])
      #expect(bytes[0][0] != bytes[2][0])
    }
  }

  @Test func fewerThanFiftyPresetsTeachNothing() throws {
    #expect(throws: TrainingError.tooFewPresets(found: 49, needed: 50)) {
      try adapt(Self.material(49))
    }
    _ = try adapt(Self.material(50))
    // Presets that lack a phrase have not played.
    let silent = Self.material(52) { phrases, sample in
      let learnt = sample.clips.filter { !sample.heldOut.contains($0) }
      for clip in learnt.prefix(2) {
        phrases[PhraseKey(clip: clip, kind: .training, number: 1)] = nil
      }
      if let clip = sample.heldOut.first {
        phrases[PhraseKey(clip: clip, kind: .oneNote, number: 0)] = nil
      }
    }
    #expect(throws: TrainingError.tooFewPresets(found: 49, needed: 50)) { try adapt(silent) }
  }

  @Test func presetsThatDidNotPlayAreNeitherLearntNorLookedFor() throws {
    let base = try adapt(
      Self.material(60) { phrases, sample in
        for clip in sample.heldOut.sorted().prefix(3) {
          phrases[PhraseKey(clip: clip, kind: .heldOut, number: 0)] = nil
        }
      })
    #expect(base.manifest.playedPresets == 57)
    #expect(base.manifest.verdict.heldOut == 9)
    #expect(base.manifest.verdict.among == 57)
  }

  @Test func whereNobodyIsHeldOutRawIsKept() throws {
    let base = try adapt(
      Self.material(75) { phrases, sample in
        for clip in sample.heldOut {
          phrases[PhraseKey(clip: clip, kind: .heldOut, number: 0)] = nil
        }
      })
    #expect(base.manifest.verdict.decision == .keepRaw)
    #expect(base.manifest.verdict.heldOut == 0)
    #expect(base.manifest.verdict.loops.rawHitRate == 0)
  }

  /// The trial must not hear what the gate asks for.
  @Test func theVerdictDoesNotDependOnWhatTheHeldOutPlayedForTraining() throws {
    let spoilt = Self.material(80) { phrases, sample in
      for clip in sample.heldOut {
        for number in 0..<2 {
          phrases[PhraseKey(clip: clip, kind: .training, number: number)] = Embedding(
            normalizing: [Float](repeating: 1, count: Self.dimension))
        }
      }
    }
    var recipe = Self.quick
    recipe.steps = 5
    let (clean, other) = (
      try adapt(Self.material(80), recipe: recipe), try adapt(spoilt, recipe: recipe)
    )
    #expect(clean.manifest.verdict == other.manifest.verdict)
    #expect(clean.map != other.map)
  }

  @Test func progressCountsUpToItsTotalAndAThrowEndsTheTraining() throws {
    var recipe = Self.quick
    recipe.steps = 7
    var steps: [Int] = []
    var verdicts = 0
    _ = try adapt(Self.material(60), recipe: recipe) { event in
      switch event {
      case .step(let completed, let total, let loss):
        #expect(total == 14 && loss.isFinite)
        steps.append(completed)
      case .base: verdicts += 1
      default: Issue.record("\(event)")
      }
    }
    #expect(steps == Array(1...14))
    #expect(verdicts == 1)
    #expect(throws: CancellationError.self) {
      try adapt(Self.material(60), recipe: recipe) { event in
        if case .step(10, _, _) = event { throw CancellationError() }
      }
    }
  }
}

@Suite struct RankGainsTests {
  @Test func aRankCountsWithinTheTopTenAndOnceForItsGroup() {
    let found = RankChange(query: 0, before: 20, after: [1, 11])
    #expect(found.topTenGain(0) == 1)
    #expect(found.topTenGain(1) == 0)
    #expect(abs(found.rankGain(1) - log(20.0 / 11)) < 1e-12)
    let kept = RankChange(query: 1, before: 3, after: [3, 3])
    let gains = RankGains([[found], [kept, kept, kept]], at: 0, confidence: 0.9, seed: 1)
    #expect(gains.topTen.mean == 0.5)
    #expect(abs(gains.rank.mean - log(20.0) / 2) < 1e-12)
    #expect(!gains.topTen.isGain)  // one of two may be luck
  }

  @Test func nothingIsNoGain() {
    let gains = RankGains([], at: 0, confidence: 0.9, seed: 1)
    #expect(!gains.topTen.isGain && !gains.rank.isGain)
  }
}
