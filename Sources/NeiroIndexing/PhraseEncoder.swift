public import Foundation
import NeiroAudio
public import NeiroCore
public import NeiroEncoding
public import NeiroStore

/// Plays presets as phrases and encodes them, on all cores.
///
/// What a preset plays depends on its sound and on the recipe alone, never on the library around
/// it or on the threads; only the second preset that a phrase may have underneath is a neighbour in
/// the sample.
public struct PhraseEncoder: Sendable {
  /// How far the work has come.
  public struct Progress: Sendable {
    public let presets: Int
    public let total: Int
    /// Presets that can't be played, so far.
    public let failed: Int
    /// Presets played in this run, and the time that is left; nil until a rate can be told.
    public let perSecond: Double
    public let secondsLeft: Double?
  }

  /// What came of it.
  public struct Outcome: Sendable {
    public var embeddings: [PhraseKey: Embedding]
    /// Presets that can't be played, by display name, with the reason.
    public var failed: [FailedFile]
  }

  /// What a kill may lose at the most.
  private static let batchAge = Duration.seconds(5)

  private let cache: EmbeddingCache
  private let encoder: any AudioEncoder
  private let store: PhraseStore
  private let recipe: AdaptRecipe
  private let cores: Int

  /// - Parameters:
  ///   - workspace: Where the phrases' embeddings are kept.
  ///   - cache: The library.
  ///   - encoder: Whose embeddings are made.
  ///   - recipe: How presets play.
  ///   - cores: How many presets are played at once.
  /// - Throws: `StoreError`.
  public init(
    in workspace: Workspace, cache: EmbeddingCache, encoder: any AudioEncoder, recipe: AdaptRecipe,
    cores: Int = ProcessInfo.processInfo.activeProcessorCount
  ) throws {
    self.cache = cache
    self.encoder = encoder
    self.recipe = recipe
    self.cores = max(1, cores)
    store = try PhraseStore(in: workspace, encoder: encoder.identity, recipe: recipe)
  }

  /// Makes the phrases of `sample` that are not there yet.
  ///
  /// A preset that can't be played never ends the run. Cancelling the task ends the run early and
  /// keeps what was done.
  ///
  /// - Parameters:
  ///   - sample: The presets, in a fixed order.
  ///   - heldOut: Those of them that also play what is never learnt from, and single notes.
  ///   - onProgress: Called in order, from one task.
  /// - Returns: The embeddings of all phrases asked for.
  /// - Throws: `StoreError`, `CancellationError`.
  public func encode(
    _ sample: [ClipID], heldOut: Set<ClipID>,
    onProgress: @Sendable (Progress) -> Void = { _ in }
  ) async throws -> Outcome {
    let known = try store.embeddings()
    let partners = try store.partners()
    let phrases = recipe.phrases(forPresets: sample.count)
    var outcome = Outcome(embeddings: [:], failed: [])
    var jobs: [Job] = []
    for (index, clip) in sample.enumerated() {
      let neighbour = sample[(index + 1) % sample.count]
      var missing: [PhraseKey] = []
      for key in keys(of: clip, phrases: phrases, isHeldOut: heldOut.contains(clip)) {
        // A library that grew has other neighbours.
        let partner = phrase(for: key).production.under == nil ? nil : neighbour
        if let embedding = known[key], partners[key] == partner {
          outcome.embeddings[key] = embedding
        } else {
          missing.append(key)
        }
      }
      guard !missing.isEmpty else { continue }
      jobs.append(Job(clip: clip, neighbour: neighbour, keys: missing))
    }
    let ready = sample.count - jobs.count
    let started = ContinuousClock.now
    func progress(_ finished: Int) -> Progress {
      let seconds = max((ContinuousClock.now - started) / .seconds(1), 1e-3)
      let rate = Double(finished) / seconds
      return Progress(
        presets: ready + finished, total: sample.count, failed: outcome.failed.count,
        perSecond: rate, secondsLeft: rate > 0 ? Double(jobs.count - finished) / rate : nil)
    }
    var finished = 0
    var batch: [(PhraseKey, Embedding)] = []
    var batchPartners: [PhraseKey: ClipID] = [:]
    var stored = ContinuousClock.now
    func keep() throws {
      try store.add(batch, partners: batchPartners)
      batch = []
      batchPartners = [:]
      stored = .now
    }
    onProgress(progress(0))
    try await withThrowingTaskGroup(of: Played.self) { group in
      var waiting = jobs.makeIterator()
      func submit() {
        guard !Task.isCancelled, let job = waiting.next() else { return }
        group.addTask { try play(job) }
      }
      for _ in 0..<2 * cores { submit() }
      do {
        while let played = try await group.next() {
          switch played {
          case .embeddings(let embeddings, let partners):
            batch += embeddings
            batchPartners.merge(partners) { $1 }
            for (key, embedding) in embeddings { outcome.embeddings[key] = embedding }
          case .failed(let failure): outcome.failed.append(failure)
          }
          finished += 1
          if ContinuousClock.now - stored > Self.batchAge { try keep() }
          onProgress(progress(finished))
          submit()
        }
      } catch {
        try? keep()
        throw error
      }
    }
    try keep()
    try Task.checkCancellation()
    outcome.failed.sort { $0.path < $1.path }
    return outcome
  }

  private func keys(of clip: ClipID, phrases: Int, isHeldOut: Bool) -> [PhraseKey] {
    (0..<phrases).map { PhraseKey(clip: clip, kind: .training, number: $0) }
      + (isHeldOut
        ? [.heldOut, .oneNote].map { PhraseKey(clip: clip, kind: $0, number: 0) } : [])
  }

  private struct Job: Sendable {
    let clip: ClipID
    let neighbour: ClipID
    let keys: [PhraseKey]
  }

  private enum Played: Sendable {
    case embeddings([(PhraseKey, Embedding)], partners: [PhraseKey: ClipID])
    case failed(FailedFile)
  }

  /// - Throws: `EncodingError.unavailable` if no sound can be encoded.
  private func play(_ job: Job) throws -> Played {
    do {
      let player = PhrasePlayer(oneShot: try oneShot(of: job.clip))
      var neighbour: Waveform?
      var embeddings: [(PhraseKey, Embedding)] = []
      var partners: [PhraseKey: ClipID] = [:]
      for key in job.keys {
        if Task.isCancelled { break }
        let phrase = phrase(for: key)
        if phrase.production.under != nil {
          if neighbour == nil { neighbour = try? oneShot(of: job.neighbour) }
          partners[key] = job.neighbour
        }
        let sound = try player.play(phrase, under: neighbour)
        embeddings.append((key, try encoder.encode([sound])[0]))
      }
      return .embeddings(embeddings, partners: partners)
    } catch EncodingError.unavailable(let reason) {
      throw EncodingError.unavailable(reason: reason)
    } catch {
      let name = (try? cache.displayPath(of: job.clip)) ?? job.clip.hex
      return .failed(FailedFile(path: name, reason: "\(error)"))
    }
  }

  private func oneShot(of clip: ClipID) throws -> Waveform {
    guard let path = try cache.paths(of: clip).first else {
      throw StoreError.noSuchClip(text: clip.hex, lookedIn: [], libraryFiles: nil)
    }
    guard try ClipID(contentsOfFileAt: path) == clip else { throw PhraseError.changed }
    return try AudioDecoder.decode(
      URL(filePath: path, directoryHint: .notDirectory), sampleRateHz: encoder.sampleRateHz,
      maximumSeconds: PhrasePlayer.maximumSeconds)
  }

  /// What the preset plays, drawn by its content, so that a growing library draws no other phrases.
  ///
  /// Patterns take turns and drums come with their exact share: with a handful of phrases for each
  /// preset, chance would give some presets nothing but chords, or nothing but drums.
  private func phrase(for key: PhraseKey) -> Phrase {
    var generator = key.clip.generator(
      seed: recipe.seed, stream: key.kind.stream + UInt64(key.number))
    let style = PhraseStyle(
      reverb: recipe.reverb, tilt: recipe.tilt, drums: hasDrums(key) ? 1 : 0, under: recipe.under)
    func random(_ patterns: [PhrasePattern]) -> Phrase {
      Phrase.random(turn(of: key, among: patterns), style: style, using: &generator)
    }
    return switch key.kind {
    case .training: random(PhrasePattern.training)
    case .heldOut: random(PhrasePattern.heldOut)
    case .oneNote: Phrase.oneNote(semitones: [-7, -5, -3, 3, 5][generator.index(below: 5)])
    }
  }

  private func turn(of key: PhraseKey, among patterns: [PhrasePattern]) -> PhrasePattern {
    var generator = key.clip.generator(seed: recipe.seed, stream: key.kind.stream + 1 << 31)
    return generator.shuffle(patterns)[key.number % patterns.count]
  }

  /// Whether phrase k has drums: as many of the first k phrases as their share says, to the nearest
  /// whole one from a start that differs from preset to preset.
  private func hasDrums(_ key: PhraseKey) -> Bool {
    var generator = key.clip.generator(seed: recipe.seed, stream: key.kind.stream + 3 << 30)
    let start = generator.unit()
    func count(_ phrases: Int) -> Int {
      Int((start + recipe.drums * Double(phrases)).rounded(.down))
    }
    return count(key.number + 1) > count(key.number)
  }
}

/// Why a preset can't be played although it was indexed.
enum PhraseError: Error, CustomStringConvertible {
  case changed

  var description: String {
    "has changed since it was indexed. Index it again with `neiro index`"
  }
}

extension PhraseKey.Kind {
  /// Tells the draws of one kind from those of another.
  fileprivate var stream: UInt64 {
    switch self {
    case .training: 0
    case .heldOut: 1 << 32
    case .oneNote: 2 << 32
    }
  }
}
