import Foundation
import NeiroAudio
import NeiroCore
import NeiroEncoding
import NeiroIndexing
import NeiroStore
import NeiroTestSupport
import Synchronization
import Testing

/// Hears how loud and how bright a sound is, by quarters; tells when it is asked.
private struct QuarterEncoder: AudioEncoder {
  let identity = EncoderIdentity(
    name: "quarters", weightsHash: "0123456789ab", preprocessingVersion: 1, dimension: 8)
  let sampleRateHz = 4_000
  let maximumSeconds = 4.0
  var onEncode: @Sendable () -> Void = {}

  struct Silence: Error, CustomStringConvertible {
    let description = "is silent"
  }

  func encode(_ batch: [Waveform]) throws -> [Embedding] {
    try batch.map { waveform in
      onEncode()
      let samples = waveform.samples
      let numbers = (0..<4).flatMap { quarter in
        let part = samples[quarter * samples.count / 4..<(quarter + 1) * samples.count / 4]
        let loudness = part.reduce(0) { $0 + abs($1) }
        let brightness = zip(part, part.dropFirst()).reduce(0) { $0 + abs($1.0 - $1.1) }
        return [loudness, brightness]
      }
      guard let embedding = Embedding(normalizing: numbers) else { throw Silence() }
      return embedding
    }
  }
}

/// A library of short tones of different pitch and length.
private final class PhraseScene: Sendable {
  let workspace: Workspace
  let sounds: URL

  init(in folder: URL) throws {
    let root = folder.appending(path: "workspace", directoryHint: .isDirectory)
    sounds = folder.appending(path: "sounds", directoryHint: .isDirectory)
    for folder in [root, sounds] {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
    workspace = try Workspace(root: root)
  }

  static let recipe: AdaptRecipe = {
    var recipe = AdaptRecipe()
    recipe.phrases = 2
    return recipe
  }()

  func file(_ number: Int) -> URL { sounds.appending(path: "\(number).wav") }

  /// Writes tones and indexes them.
  func index(_ numbers: Range<Int>) async throws {
    for number in numbers {
      let tone = sine(
        hertz: 110 * pow(2, Double(number) / 12), seconds: 0.1 + 0.01 * Double(number),
        sampleRateHz: 4_000)
      try WaveFile(channels: [tone], sampleRateHz: 4_000).write(to: file(number))
    }
    _ = try await LibraryIndexer(workspace: workspace, encoder: QuarterEncoder(), cores: 2)
      .index([sounds])
  }

  /// The clips, in the order of their numbers.
  func clips(_ numbers: Range<Int>) throws -> [ClipID] {
    try numbers.map { try ClipID(contentsOfFileAt: file($0).path) }
  }

  func player(
    _ recipe: AdaptRecipe = recipe, cores: Int = 2, onEncode: @escaping @Sendable () -> Void = {}
  ) throws -> PhraseEncoder {
    var encoder = QuarterEncoder()
    encoder.onEncode = onEncode
    return try PhraseEncoder(
      in: workspace, cache: EmbeddingCache(in: workspace, encoder: encoder.identity),
      encoder: encoder, recipe: recipe, cores: cores)
  }

  func kept(_ recipe: AdaptRecipe = recipe) throws -> [PhraseKey: Embedding] {
    try PhraseStore(in: workspace, encoder: QuarterEncoder().identity, recipe: recipe)
      .embeddings()
  }

  func forget() throws {
    let folder = workspace.cacheFolder(for: QuarterEncoder().identity)
    try FileManager.default.removeItem(at: folder.appending(path: "phrases.sqlite"))
  }
}

private func withPhraseScene(_ body: (PhraseScene) async throws -> Void) async throws {
  let folder = FileManager.default.temporaryDirectory
    .appending(path: "neiro-test-\(UUID().uuidString)", directoryHint: .isDirectory)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try await body(PhraseScene(in: folder))
}

@Suite struct PhraseEncoderTests {
  @Test func everyPresetPlaysItsPhrasesAndTheHeldOutMore() async throws {
    try await withPhraseScene { scene in
      try await scene.index(0..<6)
      let clips = try scene.clips(0..<6)
      let outcome = try await scene.player().encode(clips, heldOut: [clips[2]])
      var expected: Set<PhraseKey> = []
      for clip in clips {
        for number in 0..<2 {
          expected.insert(PhraseKey(clip: clip, kind: .training, number: number))
        }
      }
      for kind in [PhraseKey.Kind.heldOut, .oneNote] {
        expected.insert(PhraseKey(clip: clips[2], kind: kind, number: 0))
      }
      #expect(Set(outcome.embeddings.keys) == expected)
      #expect(outcome.failed.isEmpty)
      #expect(Set(outcome.embeddings.values).count == expected.count)
      #expect(Set(try scene.kept().keys) == expected)
    }
  }

  @Test func theResultDoesNotDependOnThreads() async throws {
    try await withPhraseScene { scene in
      try await scene.index(0..<10)
      let clips = try scene.clips(0..<10)
      let alone = try await scene.player(cores: 1).encode(clips, heldOut: Set(clips.prefix(4)))
      try scene.forget()
      let together = try await scene.player(cores: 8).encode(clips, heldOut: Set(clips.prefix(4)))
      #expect(alone.embeddings == together.embeddings)
      #expect(alone.embeddings.count == 28)
    }
  }

  @Test func anInterruptedRunKeepsWhatWasDoneAndTheNextOneGoesOn() async throws {
    try await withPhraseScene { scene in
      let count = 20
      try await scene.index(0..<count)
      let clips = try scene.clips(0..<count)
      let heldOut = Set(clips.prefix(8))
      _ = try await scene.player().encode(clips, heldOut: heldOut)
      let whole = try scene.kept()
      try scene.forget()

      // When every run is cancelled after its 4th preset
      let encoded = Mutex(0)
      var runs = 0
      var outcome: PhraseEncoder.Outcome?
      while outcome == nil, runs < 20 {
        runs += 1
        let player = try scene.player { encoded.withLock { $0 += 1 } }
        let handle = Mutex<Task<PhraseEncoder.Outcome, any Error>?>(nil)
        let before = Mutex<Int?>(nil)
        let kept = try scene.kept()
        let ready = Dictionary(grouping: whole.keys, by: \.clip).values.count { keys in
          keys.allSatisfy { kept[$0] != nil }
        }
        let run = Task {
          try await player.encode(clips, heldOut: heldOut) { progress in
            let ready = before.withLock { before in
              before = before ?? progress.presets
              return before ?? 0
            }
            while progress.presets >= ready + 4, !Task.isCancelled {
              handle.withLock { $0?.cancel() }
              usleep(100)
            }
          }
        }
        handle.withLock { $0 = run }
        do {
          outcome = try await run.value
        } catch {
          #expect(error is CancellationError)
        }
        // It began where the last one was.
        #expect(before.withLock { $0 } == ready)
      }

      // Then several runs were needed, none played anything twice, and the end is the same
      #expect((3...7).contains(runs), "\(runs)")
      #expect(encoded.withLock { $0 } == whole.count)
      #expect(try scene.kept() == whole)
      let found = try #require(outcome).embeddings
      #expect(Set(found.keys) == Set(whole.keys))
      for (key, embedding) in whole {
        expectClose(found[key]?.values ?? [], embedding.values, within: 1e-6)
      }
    }
  }

  @Test func whatIsThereIsNotPlayedAgain() async throws {
    try await withPhraseScene { scene in
      try await scene.index(0..<5)
      let clips = try scene.clips(0..<5)
      let encoded = Mutex(0)
      func encode(_ numbers: Range<Int>, phrases: Int) async throws -> Int {
        encoded.withLock { $0 = 0 }
        var recipe = PhraseScene.recipe
        recipe.phrases = phrases
        let outcome = try await scene.player(recipe) { encoded.withLock { $0 += 1 } }
          .encode(Array(clips[numbers]), heldOut: [])
        #expect(outcome.embeddings.count == numbers.count * phrases)
        return encoded.withLock { $0 }
      }
      #expect(try await encode(0..<3, phrases: 2) == 6)
      #expect(try await encode(0..<3, phrases: 2) == 0)
      #expect(try await encode(0..<3, phrases: 3) == 3)
      #expect(try await encode(0..<5, phrases: 3) == 6)
      #expect(try await encode(0..<5, phrases: 1) == 0)
      _ = try await scene.player { encoded.withLock { $0 += 1 } }
        .encode(clips, heldOut: [clips[0]])
      #expect(encoded.withLock { $0 } == 2)
    }
  }

  @Test func aPresetPlaysTheSameWhateverElseIsInTheLibrary() async throws {
    try await withPhraseScene { scene in
      try await scene.index(0..<6)
      let clips = try scene.clips(0..<6)
      var recipe = PhraseScene.recipe
      recipe.under = 0
      let few = try await scene.player(recipe).encode(
        [clips[3], clips[1]], heldOut: [clips[3]])
      try scene.forget()
      let many = try await scene.player(recipe).encode(clips, heldOut: Set(clips))
      for (key, embedding) in few.embeddings { #expect(many.embeddings[key] == embedding) }
      recipe.seed = 2
      let other = try await scene.player(recipe).encode([clips[3]], heldOut: [])
      for (key, embedding) in other.embeddings { #expect(many.embeddings[key] != embedding) }
    }
  }

  @Test func aGrownLibraryPlaysWhatAFreshOneOfItsSizeWould() async throws {
    try await withPhraseScene { scene in
      var recipe = PhraseScene.recipe
      recipe.under = 1  // every phrase has its neighbour underneath
      try await scene.index(0..<8)
      let clips = try scene.clips(0..<8)
      _ = try await scene.player(recipe).encode(Array(clips.prefix(5)), heldOut: [])
      let grown = try await scene.player(recipe).encode(clips, heldOut: [])
      try scene.forget()
      let fresh = try await scene.player(recipe).encode(clips, heldOut: [])
      #expect(grown.embeddings == fresh.embeddings)
      #expect(try scene.kept(recipe) == fresh.embeddings)
    }
  }

  @Test func aPresetThatChangedSinceItWasIndexedIsNotPlayed() async throws {
    try await withPhraseScene { scene in
      try await scene.index(0..<3)
      let clips = try scene.clips(0..<3)
      try FileManager.default.removeItem(at: scene.file(1))
      try FileManager.default.copyItem(at: scene.file(2), to: scene.file(1))
      let outcome = try await scene.player().encode(clips, heldOut: [])
      #expect(outcome.failed.count == 1)
      #expect(outcome.failed[0].path.hasSuffix("1.wav"))
      #expect(outcome.failed[0].reason.contains("changed since it was indexed"))
      #expect(Set(outcome.embeddings.keys.map(\.clip)) == [clips[0], clips[2]])
    }
  }

  @Test func badFilesAreLeftOutWithAReasonAndTheRestGoesOn() async throws {
    try await withPhraseScene { scene in
      try await scene.index(0..<6)
      let clips = try scene.clips(0..<6)
      // Since they were indexed, one has gone, one has been cut off and one has fallen silent.
      try FileManager.default.removeItem(at: scene.file(1))
      try Data("RIFF".utf8).write(to: scene.file(2))
      try WaveFile(channels: [[Float](repeating: 0, count: 900)], sampleRateHz: 4_000)
        .write(to: scene.file(3))
      var recipe = PhraseScene.recipe
      recipe.under = 1  // neighbours that can't be played are done without
      let progress = Mutex<[PhraseEncoder.Progress]>([])
      let outcome = try await scene.player(recipe).encode(clips, heldOut: []) { step in
        progress.withLock { $0.append(step) }
      }
      let bad = [1, 2, 3].map { scene.file($0).path }
      #expect(outcome.failed.map(\.path) == bad)
      #expect(outcome.failed.allSatisfy { !$0.reason.isEmpty })
      let played = Set(outcome.embeddings.keys.map(\.clip))
      #expect(played == [clips[0], clips[4], clips[5]])

      let steps = progress.withLock { $0 }
      #expect(steps.map(\.presets) == Array(0...6))
      #expect(steps.allSatisfy { $0.total == 6 })
      #expect(steps.first?.secondsLeft == nil)
      #expect(steps.last?.failed == 3)
      #expect(steps.last?.secondsLeft == 0)

      // Once they are back, they are played.
      try await scene.index(0..<6)
      let again = try await scene.player(recipe).encode(clips, heldOut: [])
      #expect(again.failed.isEmpty)
      #expect(again.embeddings.count == 12)
    }
  }
}
