import Foundation
import NeiroTensorFiles
import NeiroTestSupport
import Testing

/// A CLAP model in a workspace, with the built programs; it is a tiny one with random weights.
@Suite struct ClapTests {
  private static let model = Fixtures.file("clap-tiny/unfused")

  /// Runs `body` in a workspace with presets and the model, which is called `tiny`.
  private func withModel(_ body: (PresetLibrary) throws -> Void) throws {
    try withPresetLibrary { library in
      let added = try library.run("encoders", "add", Self.model.path, "--name", "tiny", "--json")
      #expect(added.status == 0, "\(added.stderr)")
      #expect(try added.json()["dimension"] as? Int == 24)
      try body(library)
    }
  }

  /// A copy of the model, changed.
  private func withChangedModel(
    _ change: (URL) throws -> Void, _ body: (PresetLibrary, String) throws -> Void
  ) throws {
    try withPresetLibrary { library in
      let folder = library.root.appendingPathComponent("model")
      try FileManager.default.copyItem(at: Self.model, to: folder)
      try change(folder)
      try body(library, folder.path)
    }
  }

  @Test func addListCheckIndexSearch() throws {
    try withModel { library in
      let listed = try library.run("encoders", "--json")
      let names = try JSONDecoder().decode([Listed].self, from: Data(listed.stdout.utf8))
      #expect(names.map(\.name) == ["spectral", "mfcc", "tiny", "tiny-style"])
      #expect(names.map(\.reads_text) == [false, false, true, false])

      // One pass fills two caches.
      let index = try library.run("index", "presets", "--encoder", "tiny", "--json")
      #expect(index.status == 0, "\(index.stderr)")
      #expect(try index.json()["indexed"] as? Int == 48)
      let style = try library.run("index", "presets", "--encoder", "tiny-style", "--json")
      #expect(try style.json()["skipped"] as? Int == 48)

      for encoder in ["tiny", "tiny-style", "tiny+tiny-style", "tiny+spectral"] {
        try library.run("index", "presets", "--encoder", encoder)
        let found = try library.run(
          "search", "presets/\(PresetLibrary.name(0))", "--encoder", encoder, "-k", "3", "--json")
        #expect(found.status == 0, "\(encoder): \(found.stderr)")
        #expect((try found.json()["results"] as? [Any])?.count == 3)
      }
    }
  }

  private struct Listed: Decodable {
    let name: String
    let reads_text: Bool
  }

  @Test func whatWasAskedForOnceNeedsNoWorker() throws {
    try withModel { library in
      try library.run("index", "presets", "--encoder", "tiny")
      try WaveFile(
        channels: [PresetLibrary.samples(brightness: 2, variant: 1)], sampleRateHz: 44_100
      ).write(to: library.root.appendingPathComponent("loop.wav"))
      let commands = [
        ["--text", "warm analog pad"], ["loop.wav"],
        ["loop.wav", "--text", "warm analog pad", "--text-weight", "0.3"], ["--text", "loop"],
        ["presets/\(PresetLibrary.name(5))"],
      ].map { ["search"] + $0 + ["--encoder", "tiny", "--json"] }
      let first = try commands.map { try library.neiro.run($0, in: library.root) }
      for output in first { #expect(output.status == 0, "\(output.stderr)") }

      // Without neiro-torch beside it, the program can't start any.
      let alone = library.root.appendingPathComponent("alone")
      try FileManager.default.createDirectory(at: alone, withIntermediateDirectories: true)
      let neiro = try BuiltProgram.installed(
        library.neiro.url, at: alone.appendingPathComponent("neiro"))
      for (command, output) in zip(commands, first) {
        let again = try neiro.run(command, in: library.root)
        #expect(again.stdout == output.stdout, "\(command): \(again.stderr)")
      }
      // Whoever is to blame, it is no sound: said once.
      let samples = PresetLibrary.samples(brightness: 1, variant: 1)
      for name in ["new.wav", "same.wav"] {
        try WaveFile(channels: [samples], sampleRateHz: 8_000)
          .write(to: library.root.appendingPathComponent(name))
      }
      let words = "warm analog pad"
      let unknowns = [
        ["search", "--text", "never asked"], ["search", "new.wav"], ["index", "new.wav"],
        ["detect", "new.wav", "--text", words],
        ["detect", "new.wav", "--like", "loop.wav"],
        ["classify", "new.wav", "same.wav", "--labels", "\(words),loop", "--template", "{}"],
      ]
      for unknown in unknowns {
        let output = try neiro.run(unknown + ["--encoder", "tiny"], in: library.root)
        #expect(output.status == 1, "\(unknown): \(output.stderr)")
        #expect(output.stderr.hasPrefix("Error: neiro-torch isn't at"), "\(output.stderr)")
      }
    }
  }

  @Test func theProductsEmbeddingIsThatOfTransformers() throws {
    try withModel { library in
      // Given a file whose samples are exact in any language
      let sounds = library.root.appendingPathComponent("exact")
      try FileManager.default.createDirectory(at: sounds, withIntermediateDirectories: true)
      try WaveFile(
        channels: [FormulaSound.sweep3s.samples], sampleRateHz: 48_000, encoding: .float32
      ).write(to: sounds.appendingPathComponent("sweep.wav"))

      // When
      let index = try library.run("index", "exact", "--encoder", "tiny")
      #expect(index.status == 0, "\(index.stderr)")

      // Then
      let cache = library.root.appendingPathComponent("Cache")
      let folder = try #require(
        try FileManager.default.contentsOfDirectory(atPath: cache.path)
          .first { $0.hasPrefix("tiny-v") })
      let bytes = try Data(
        contentsOf: cache.appendingPathComponent("\(folder)/embeddings.npy"))
      let found = bytes.dropFirst(128).withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
      let expected = try TensorFile(
        contentsOf: Fixtures.file("clap-tiny/expected_unfused.safetensors"))
      let embedding = try #require(expected.tensors["audio/f_sweep_3s/embed"]).floats()
      expectClose(found, embedding, within: 3e-5, "embedding")
    }
  }

  @Test func oddSoundsHaveADefinedResult() throws {
    try withModel { library in
      let odd = library.root.appendingPathComponent("odd")
      try FileManager.default.createDirectory(at: odd, withIntermediateDirectories: true)
      func write(_ name: String, _ samples: [Float]) throws {
        try WaveFile(channels: [samples], sampleRateHz: 48_000)
          .write(to: odd.appendingPathComponent(name))
      }
      let tone = (0..<48_000 * 25).map { Float(0.4 * sin(Double($0) * 0.03)) }
      try write("short.wav", Array(tone.prefix(960)))  // 20 ms
      try write("long.wav", tone)
      try write("silence.wav", [Float](repeating: 0, count: 48_000))
      try Data().write(to: odd.appendingPathComponent("empty.wav"))
      let index = try library.run("index", "odd", "--encoder", "tiny", "--json")
      #expect(index.status == 2)
      #expect(try index.json()["clips"] as? Int == 2)
      let failed = try #require(try index.json()["failed"] as? [[String: String]])
      #expect(failed.count == 2)
      #expect(failed.contains { $0["reason"]?.contains("silent") == true })
    }
  }

  @Test func whatCannotBeReadIsToldInASentence() throws {
    try withModel { library in
      try library.run("index", "presets", "--encoder", "tiny")
      let texts = [
        (["--text", " "], "empty"),
        (["--text", String(repeating: "rain ", count: 300)], "Shorten"),
      ]
      for (arguments, hint) in texts {
        let output = try library.neiro.run(
          ["search"] + arguments + ["--encoder", "tiny"], in: library.root)
        #expect(output.status == 1 && output.stderr.contains(hint), "\(output.stderr)")
        #expect(output.stdout.isEmpty)
      }
      for encoder in ["tiny-style", "spectral", "tiny+spectral"] {
        let deaf = try library.run("search", "--text", "a pad", "--encoder", encoder)
        #expect(deaf.status == 1 && deaf.stderr.contains("--encoder tiny."), "\(deaf.stderr)")
      }
      let again = try library.run("encoders", "add", Self.model.path, "--name", "tiny")
      #expect(again.status == 1 && again.stderr.contains("--replace"), "\(again.stderr)")
      let builtIn = try library.run("encoders", "add", Self.model.path, "--name", "mfcc")
      #expect(builtIn.status == 64 && builtIn.stderr.contains("built in"), "\(builtIn.stderr)")
    }
  }

  @Test func aDamagedModelIsNotAdded() throws {
    func truncate(_ folder: URL) throws {
      let weights = folder.appendingPathComponent("model.safetensors")
      try Data(contentsOf: weights).prefix(300_000).write(to: weights)
    }
    func widen(_ folder: URL) throws {
      let file = folder.appendingPathComponent("config.json")
      let text = try String(contentsOf: file, encoding: .utf8)
      try text.replacingOccurrences(of: "\"projection_dim\": 24", with: "\"projection_dim\": 32")
        .write(to: file, atomically: true, encoding: .utf8)
    }
    func rename(_ folder: URL) throws {
      try "{\"model_type\": \"bert\"}".write(
        to: folder.appendingPathComponent("config.json"), atomically: true, encoding: .utf8)
    }
    func remove(_ folder: URL) throws {
      try FileManager.default.removeItem(at: folder.appendingPathComponent("model.safetensors"))
    }
    let cases: [((URL) throws -> Void, [String])] = [
      (truncate, ["model.safetensors", "damaged"]),
      (widen, ["audio_projection", "[32,", "[24,"]),
      (rename, ["config.json", "bert"]),
      (remove, ["model.safetensors"]),
    ]
    for (change, hints) in cases {
      try withChangedModel(change) { library, folder in
        let output = try library.run("encoders", "add", folder, "--name", "tiny")
        #expect(output.status == 1, "\(output.stderr)")
        for hint in hints { #expect(output.stderr.contains(hint), "\(output.stderr)") }
        #expect(try library.run("search", "--text", "a", "--encoder", "tiny").status == 64)
      }
    }
  }

  @Test func withoutATokenizerItHearsAndDoesNotRead() throws {
    func remove(_ folder: URL) throws {
      for name in ["tokenizer.json", "vocab.json"] {
        try FileManager.default.removeItem(at: folder.appendingPathComponent(name))
      }
    }
    try withChangedModel(remove) { library, folder in
      #expect(try library.run("encoders", "add", folder, "--name", "deaf").status == 0)
      #expect(try library.run("index", "presets", "--encoder", "deaf").status == 0)
      let output = try library.run("search", "--text", "a pad", "--encoder", "deaf")
      #expect(output.status == 1 && output.stderr.contains("reads no text"), "\(output.stderr)")
    }
  }

  @Test func aModelPutThereByHandIsReadOnce() throws {
    try withPresetLibrary { library in
      let encoders = library.root.appendingPathComponent("Checkpoints/encoders")
      try FileManager.default.createDirectory(at: encoders, withIntermediateDirectories: true)
      try FileManager.default.copyItem(
        at: Self.model, to: encoders.appendingPathComponent("byhand"))
      let first = try library.run("encoders")
      #expect(first.stdout.contains("byhand") && first.stderr.contains("once"), "\(first.stderr)")
      #expect(try library.run("encoders").stderr.isEmpty)

      // A folder that no command can mean
      for name in ["odd name", "mfcc"] {
        try FileManager.default.createDirectory(
          at: encoders.appendingPathComponent(name), withIntermediateDirectories: true)
      }
      let odd = try library.run("encoders")
      #expect(odd.status == 2 && odd.stdout == first.stdout)
      for hint in ["“odd name”", "“mfcc”"] { #expect(odd.stderr.contains(hint), "\(odd.stderr)") }
    }
  }
}
