import Foundation
import NeiroCore
import NeiroEncoding
import NeiroHead
import NeiroStore
import NeiroTestSupport

/// A workspace with enough presets to adapt with.
///
/// To play and encode a phrase takes a test build a third of a second, so that most tests find all
/// phrases but a few already in the store.
struct AdaptLibrary {
  let presets: PresetLibrary

  static let more = 16
  static let encoder = SpectralEncoder().identity
  static let recipe: AdaptRecipe = {
    var recipe = AdaptRecipe()
    (recipe.phrases, recipe.steps, recipe.batchSize) = (1, 5, 32)
    return recipe
  }()

  var root: URL { presets.root }

  /// Writes presets of many timbres, and a recipe that takes a moment.
  func write() throws {
    try presets.write()
    try "phrases: 1\nsteps: 5\nbatchSize: 32\n".write(
      to: root.appendingPathComponent("Training/recipes/quick-adapt.yaml"), atomically: true,
      encoding: .utf8)
    for number in 0..<Self.more {
      try WaveFile(channels: [Self.bell(number, seconds: 0.2)], sampleRateHz: 22_050)
        .write(to: presets.presets.appendingPathComponent("bell\(number).wav"))
    }
  }

  /// Partials that are no harmonics, each of its own strength.
  static func bell(_ number: Int, seconds: Double) -> [Float] {
    var generator = SeededGenerator(seed: UInt64(7_000 + number))
    let partials = (0..<6).map { _ in
      (hertz: 200 * exp(3 * generator.unit()), level: generator.unit())
    }
    let decay = (2 + 20 * generator.unit()) / max(seconds, 0.2)
    return (0..<Int(seconds * 22_050)).map { index in
      let time = Double(index) / 22_050
      let wave = partials.reduce(0.0) { $0 + $1.level * sin(2 * .pi * $1.hertz * time) }
      return Float(0.12 * wave * exp(-decay * time))
    }
  }

  var store: PhraseStore {
    get throws {
      try PhraseStore(
        in: Workspace(root: root), encoder: Self.encoder, recipe: Self.recipe)
    }
  }

  var cache: EmbeddingCache {
    get throws { try EmbeddingCache(in: Workspace(root: root), encoder: Self.encoder) }
  }

  /// Lets all presets but some have played: what a phrase changes are always the same few
  /// directions, which a base can learn to leave out.
  func playBeforehand(except skipped: [String] = []) throws {
    let cache = try cache
    let embeddings = try cache.embeddings()
    let skippedClips = try skipped.map { name in
      try ClipID(contentsOfFileAt: presets.presets.appendingPathComponent(name).path)
    }
    var generator = SeededGenerator(seed: 3)
    let directions = (0..<4).map { _ in
      let (a, b) = (
        embeddings[generator.index(below: embeddings.rowCount)],
        embeddings[generator.index(below: embeddings.rowCount)]
      )
      let difference = zip(a, b).map { $0 - $1 }
      return UnitVector.normalized(difference) ?? difference
    }
    var phrases: [(PhraseKey, Embedding)] = []
    for clip in try cache.clips() where clip.isResult && !skippedClips.contains(clip.clip) {
      for kind in PhraseKey.Kind.allCases {
        var values = embeddings[clip.row]
        for direction in directions {
          let share = Float(1.5 * generator.normal())
          for index in values.indices { values[index] += share * direction[index] }
        }
        guard let phrase = Embedding(normalizing: values) else { continue }
        phrases.append((PhraseKey(clip: clip.clip, kind: kind, number: 0), phrase))
      }
    }
    try store.add(phrases)
  }

  @discardableResult
  func run(_ arguments: String..., input: String? = nil) throws -> BuiltProgram.Output {
    try presets.neiro.run(arguments, in: root, input: input)
  }

  func adapt(_ arguments: String...) throws -> BuiltProgram.Output {
    try presets.neiro.run(["adapt", "--recipe", "quick-adapt"] + arguments, in: root)
  }

  var baseFolder: URL {
    root.appendingPathComponent("Checkpoints").appendingPathComponent(
      BaseManifest.name(for: Self.encoder))
  }

  /// Puts a base of random numbers in place, for tests of what is done with one.
  func writeBase(alphas: RoleAlphas) throws {
    var generator = SeededGenerator(seed: 21)
    let dimension = Self.encoder.dimension
    func tower() -> BaseMap.Tower {
      BaseMap.Tower(
        mean: (0..<dimension).map { _ in Float(0.02 * generator.normal()) },
        map: (0..<dimension * dimension).map { _ in Float(generator.normal()) })
    }
    let gain = Difference(mean: 0.2, low: 0.1, high: 0.3)
    let evidence = BaseVerdict.Evidence(
      alpha: 1, rawHitRate: 0.4, adaptedHitRate: 0.7, topTenGain: gain, rankGain: gain)
    try BaseCheckpoint(
      manifest: BaseManifest(
        name: BaseManifest.name(for: Self.encoder), encoder: Self.encoder,
        verdict: BaseVerdict(
          decision: .useBase, alphas: alphas, loops: evidence, oneShots: evidence, heldOut: 10,
          among: 50),
        recipe: Self.recipe, libraryPresets: 48, playedPresets: 48),
      map: BaseMap(
        query: tower(), gallery: tower(), alphas: alphas,
        phrases: (0..<12 * dimension).map { _ in Float(0.04 * generator.normal()) })
    ).write(to: baseFolder)
  }

  /// Every file of the workspace with its bytes, but SQLite's own passing ones.
  func snapshot() throws -> [String: Data] {
    var files: [String: Data] = [:]
    let names = try FileManager.default.subpathsOfDirectory(atPath: root.path)
    // The table of clips is a copy of what the database says, made by whoever reads it first.
    for name in names where !name.hasSuffix("-journal") && !name.hasSuffix("clips.bin") {
      let file = root.appendingPathComponent(name)
      guard let data = try? Data(contentsOf: file) else { continue }
      files[name] = data
    }
    return files
  }
}

/// Runs `body` in a workspace whose presets are indexed.
func withAdaptLibrary(_ body: (AdaptLibrary) throws -> Void) throws {
  try withTemporaryFolder { folder in
    let library = AdaptLibrary(presets: PresetLibrary(root: folder))
    try library.write()
    try library.run("index", "presets")
    try body(library)
  }
}
