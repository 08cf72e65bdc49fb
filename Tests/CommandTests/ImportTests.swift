import Foundation
import NeiroTestSupport
import Testing

/// Vectors of other programs, taken over with `neiro import-embeddings`.
@Suite struct ImportTests {
  private static let paths = (0..<4).map { "presets/\(PresetLibrary.name($0))" }
  private static let rows: [[Float]] = [[3, 4, 0], [0, 0, 2], [1, 1, 1], [-1, 0, 0]]

  /// Writes vectors and paths and imports them.
  private func imported(
    _ rows: [[Float]] = rows, _ paths: [String] = paths, into library: PresetLibrary,
    _ arguments: String...
  ) throws -> BuiltProgram.Output {
    try NumpyBytes(rows).data.write(to: library.root.appendingPathComponent("x.npy"))
    try Data((paths.joined(separator: "\n") + "\n").utf8)
      .write(to: library.root.appendingPathComponent("paths.txt"))
    return try library.neiro.run(
      ["import-embeddings", "x.npy", "--paths", "paths.txt", "--encoder", "other"] + arguments,
      in: library.root)
  }

  private func caches(_ library: PresetLibrary) throws -> [String] {
    try FileManager.default.contentsOfDirectory(
      atPath: library.root.appendingPathComponent("Cache").path
    ).sorted()
  }

  @Test func rowsBecomeUnitVectorsThatSearchWorksWith() throws {
    try withPresetLibrary { library in
      let output = try imported(into: library, "--json")
      #expect(output.status == 0, "\(output.stderr)")
      let report = try output.json()
      #expect(report["imported"] as? Int == 4 && report["presets"] as? Int == 4)
      let folder = library.root.appendingPathComponent("Cache/\(try caches(library)[0])")
      let found = try NumpyBytes.floats(in: folder.appendingPathComponent("embeddings.npy"))
      let third = Float(1 / 3.0.squareRoot())
      expectClose(
        found, [0.6, 0.8, 0, 0, 0, 1, third, third, third, -1, 0, 0], within: 1e-7)
      let search = try library.run(
        "search", Self.paths[0], "--encoder", "other", "-k", "2", "--json"
      ).json()
      let results = try #require(search["results"] as? [[String: Any]])
      #expect(results.map { $0["path"] as? String } == [Self.paths[2], Self.paths[1]])
      #expect(abs((results[0]["score"] as? Double ?? 0) - 1.4 / 3.0.squareRoot()) < 1e-6)
      let list = try library.run("encoders").stdout
      #expect(list.contains("imported vectors of 3 numbers"))

      // What it can't hear is said once.
      let adapt = try library.run("adapt", "--encoder", "other")
      #expect(adapt.status == 1 && adapt.stderr.contains("“other” were imported"))
      #expect(adapt.stderr.split(separator: "\n").count == 1, "\(adapt.stderr)")
      let index = try library.run("index", "presets", "--encoder", "other")
      #expect(index.status == 2 && index.stdout.contains("44 failed"))
      #expect(index.stderr.contains("and 43 more, which `neiro status --encoder other` names"))
      #expect(index.stderr.split(separator: "\n").count == 1, "\(index.stderr)")
      try library.run("index", "presets")
      let joined = try library.run("search", Self.paths[0], "--encoder", "other+spectral")
      #expect(joined.status == 0)
      #expect(joined.stderr.contains("44 clips without other embeddings left out; `neiro import-"))
    }
  }

  @Test func badRowsAreNamedByLineAndTheRestGoesOn() throws {
    try withPresetLibrary { library in
      let copy = library.root.appendingPathComponent("copy.wav")
      try FileManager.default.copyItem(
        at: library.root.appendingPathComponent(Self.paths[0]), to: copy)
      let good = Self.paths[3]
      let cases: [([Float], String, String)] = [
        ([1, 0, 0], Self.paths[0], ""), ([.nan, 0, 0], Self.paths[1], "NaN"),
        ([0, 0, 0], Self.paths[1], "zeros"), ([1, 0, 0], "nowhere.wav", "looked in"),
        ([1, 0, 0], "presets", "folder"), ([1, 0, 0], "", "names no file"),
        ([1, 0, 0], "./\(Self.paths[0])", "line 1"), ([0, 1, 0], copy.path, "line 1"),
        ([-.infinity, 0, 0], Self.paths[1], "infinite"), ([0, 1, 0], good, ""),
      ]
      let rows = cases.map(\.0)
      let output = try imported(rows, cases.map(\.1), into: library, "--json")
      #expect(output.status == 2, "\(output.stderr)")
      let report = try output.json()
      #expect(report["imported"] as? Int == 2)
      let failed = try #require(report["failed"] as? [[String: Any]])
      #expect(failed.map { $0["line"] as? Int } == [2, 3, 4, 5, 6, 7, 8, 9])
      for (failure, bad) in zip(failed, cases.filter { !$0.2.isEmpty }) {
        let reason = failure["reason"] as? String ?? ""
        #expect(reason.contains(bad.2), "\(bad.1): \(reason)")
      }
      let text = try imported(rows, cases.map(\.1), into: library)
      #expect(text.status == 2 && text.stderr.contains("paths.txt:4: nowhere.wav: "))
      #expect(text.stdout.contains("2 already there, 8 failed"), "\(text.stdout)")
    }
  }

  @Test func aSecondImportAddsAndReplaceBeginsAnew() throws {
    try withPresetLibrary { library in
      let two = try imported(
        Array(Self.rows[..<2]), Array(Self.paths[..<2]), into: library, "--json")
      #expect(try two.json()["imported"] as? Int == 2)
      let first = try caches(library)
      #expect(first.count == 1 && first[0].hasPrefix("other-v1-"))
      let more = try imported(into: library, "--json").json()
      #expect(more["imported"] as? Int == 2 && more["already_there"] as? Int == 2)
      #expect(try caches(library) == first)

      let changed = try imported([[0, 1, 0]], [Self.paths[0]], into: library)
      #expect(changed.status == 1 && changed.stderr.contains("--replace"), "\(changed.stderr)")
      let longer = try imported([[1, 2, 3, 4]], [Self.paths[0]], into: library)
      #expect(longer.status == 1 && longer.stderr.contains("have 3 numbers"), "\(longer.stderr)")

      let replaced = try imported(
        [[1, 2, 3, 4]], [Self.paths[0]], into: library, "--replace", "--json")
      let report = try replaced.json()
      #expect(report["presets"] as? Int == 1 && report["dimension"] as? Int == 4)
      // What was learnt from the earlier vectors must not be taken for these.
      #expect(try caches(library).map { String($0.prefix(9)) } == ["other-v2-"])
    }
  }

  @Test func loopsAndCopiesAreKeptApart() throws {
    try withPresetLibrary { library in
      let copy = library.root.appendingPathComponent("copy.wav")
      try FileManager.default.copyItem(
        at: library.root.appendingPathComponent(Self.paths[0]), to: copy)
      let report = try imported(
        Self.rows + [[6, 8, 0]], Self.paths + ["copy.wav"], into: library, "--json"
      ).json()
      #expect(report["duplicates"] as? Int == 1 && report["presets"] as? Int == 4)
      let loops = try imported(
        [Self.rows[0]], [Self.paths[0]], into: library, "--loops", "--json"
      ).json()
      #expect(loops["role_changed"] as? Int == 1)
      #expect(loops["presets"] as? Int == 3 && loops["loops"] as? Int == 1)
    }
  }

  @Test func relativePathsStartFromTheirListFirst() throws {
    try withPresetLibrary { library in
      let folder = library.root.appendingPathComponent("lists")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try FileManager.default.copyItem(
        at: library.root.appendingPathComponent(Self.paths[0]),
        to: folder.appendingPathComponent("a.wav"))
      // As a list from Windows ends its lines; the second path starts from the workspace.
      try Data("a.wav\r\n\(Self.paths[1])\r\n".utf8)
        .write(to: folder.appendingPathComponent("paths.txt"))
      try NumpyBytes(Array(Self.rows[..<2])).data.write(to: folder.appendingPathComponent("x.npy"))
      let output = try library.neiro.run(
        [
          "import-embeddings", "lists/x.npy", "--paths", "lists/paths.txt", "--encoder", "other",
          "--workspace", library.root.path,
        ], in: library.root)
      #expect(output.status == 0, "\(output.stderr)")
      let export = try library.run("export", "out", "--encoder", "other")
      #expect(export.status == 0, "\(export.stderr)")
      let paths = try String(
        contentsOf: library.root.appendingPathComponent("out/paths.txt"), encoding: .utf8)
      #expect(paths.hasSuffix("/lists/a.wav\n\(library.presets.path)/\(PresetLibrary.name(1))\n"))
    }
  }

  @Test func everyMistakeIsOneSentence() throws {
    try withPresetLibrary { library in
      let root = library.root
      let model = root.appendingPathComponent("Checkpoints/encoders/model")
      try FileManager.default.createDirectory(at: model, withIntermediateDirectories: true)
      let files: [String: Data] = [
        "x.npy": NumpyBytes(Self.rows).data, "none.npy": NumpyBytes([]).data,
        "whole.npy": NumpyBytes(
          description: "<i8", shape: "(1, 1)", body: .init(repeating: 1, count: 8)
        )
        .data,
        "flat.npy": NumpyBytes(description: "<f4", shape: "(1,)", body: [0, 0, 0, 0]).data,
        "paths.txt": Data(Self.paths.joined(separator: "\n").utf8),
        "short.txt": Data("a\n".utf8), "bytes.txt": Data([0xFF, 0xFE, 0x0A]),
        "bad.txt": Data("a\nb\nc\nd\n".utf8),
      ]
      for (name, data) in files { try data.write(to: root.appendingPathComponent(name)) }
      let cases: [([String], Int32, String)] = [
        (["x.npy", "paths.txt", "spectral"], 64, "built in"),
        (["x.npy", "paths.txt", "a+b"], 64, "name"), (["x.npy", "paths.txt", "../a"], 64, "name"),
        (["x.npy", "short.txt", "a"], 1, "4 rows and 1 lines"),
        (["x.npy", "none.txt", "a"], 1, "none.txt"), (["x.npy", "bytes.txt", "a"], 1, "UTF-8"),
        (["x.npy", "bad.txt", "a"], 1, "None of the 4 rows"),
        (["x.npy", "paths.txt", "a", "--tensor", "t"], 1, "--tensor"),
        (["x.npy", "paths.txt", "model"], 1, "model"),
        (["none.npy", "paths.txt", "a"], 1, "no rows"),
        (["whole.npy", "short.txt", "a"], 1, "astype"),
        (["flat.npy", "short.txt", "a"], 1, "axes"),
        (["nowhere.npy", "paths.txt", "a"], 1, "no such file"),
        (["paths.txt", "paths.txt", "a"], 1, "safetensors"),
      ]
      for (words, status, hint) in cases {
        let output = try library.neiro.run(
          ["import-embeddings", words[0], "--paths", words[1], "--encoder"] + words[2...],
          in: root)
        #expect(output.status == status, "\(words): \(output.stderr)")
        #expect(output.stdout.isEmpty && output.stderr.contains(hint), "\(words): \(output.stderr)")
      }
      // Nothing of all that left a trace.
      #expect(!FileManager.default.fileExists(atPath: root.appendingPathComponent("Cache").path))
    }
  }

  @Test func killedImportsGoOn() throws {
    try withPresetLibrary { library in
      let count = PresetLibrary.brightnesses * PresetLibrary.perBrightness
      let rows = (0..<count).map { [Float($0), 1, 2] }
      let paths = (0..<count).map { "presets/\(PresetLibrary.name($0))" }
      #expect(try imported(rows, paths, into: library).status == 0)
      let whole = try library.embeddingFile()
      for folder in ["Cache", "Checkpoints"] {
        try FileManager.default.removeItem(at: library.root.appendingPathComponent(folder))
      }
      for delay in [0.005, 0.01, 0.02, 0.04, 0.08] {
        let process = library.neiro.process(
          ["import-embeddings", "x.npy", "--paths", "paths.txt", "--encoder", "other"],
          in: library.root)
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        Thread.sleep(forTimeInterval: delay)
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
      }
      #expect(try imported(rows, paths, into: library).status == 0)
      #expect(try library.embeddingFile() == whole)
    }
  }
}
