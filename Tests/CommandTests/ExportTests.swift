import Foundation
import NeiroCore
import NeiroTestSupport
import Testing

/// A library's embeddings for other programs, written with `neiro export`.
@Suite struct ExportTests {
  private func contents(_ name: String, of library: PresetLibrary) throws -> Data {
    try Data(contentsOf: library.root.appendingPathComponent(name))
  }

  @Test(arguments: ["out", "out.npy", "out.safetensors"])
  func whatWasExportedComesBackToTheBit(out: String) throws {
    try withPresetLibrary { library in
      try library.run("index", "presets")
      let first = try library.run("export", out, "--json")
      #expect(first.status == 0, "\(first.stderr)")
      let report = try first.json()
      #expect(report["rows"] as? Int == 48 && report["dimension"] as? Int == 512)
      let files = try #require(report["files"] as? [String])
      #expect(files.count == 2)
      let back = try library.run(
        "import-embeddings", files[0], "--paths", files[1], "--encoder", "copy")
      #expect(back.status == 0, "\(back.stderr)")
      let again = "again-\(out)"
      #expect(try library.run("export", again, "--encoder", "copy").status == 0)
      for file in files {
        #expect(
          try contents(file, of: library) == contents("again-\(file)", of: library), "\(file)")
      }
      #expect(try library.embeddingFile().count == 128 + 48 * 512 * 4)
    }
  }

  @Test func nothingIsOverwrittenUnasked() throws {
    try withPresetLibrary { library in
      try library.run("index", "presets")
      for out in ["out", "a.npy", "b.safetensors"] {
        #expect(try library.run("export", out).status == 0)
        let refused = try library.run("export", out)
        #expect(refused.status == 1 && refused.stderr.contains("--replace"), "\(refused.stderr)")
        #expect(try library.run("export", out, "--replace").status == 0)
      }
      let mine = library.root.appendingPathComponent("out/mine.txt")
      try Data("mine".utf8).write(to: mine)
      for out in ["out", "presets", "."] {
        let refused = try library.run("export", out, "--replace")
        #expect(refused.status == 1 && refused.stderr.contains("no export wrote"), "\(out)")
      }
      #expect(FileManager.default.fileExists(atPath: mine.path))
      let file = try library.run("export", "a.npy/x", "--replace")
      #expect(file.status == 1 && !file.stderr.isEmpty)
    }
  }

  @Test func everyMistakeIsOneSentence() throws {
    try withPresetLibrary { library in
      #expect(try library.run("export", "out").stderr.contains("neiro index"))
      try library.run("index", "presets")
      let cases: [([String], Int32, String)] = [
        (["--adapted", "--head", "mine"], 64, "exclude"), (["--adapted"], 1, "neiro adapt"),
        (["--head", "none"], 1, "neiro train"), (["--loops"], 1, "--loops"),
        (["--encoder", "none"], 64, "no encoder"),
      ]
      for (arguments, status, hint) in cases {
        let output = try library.neiro.run(["export", "out"] + arguments, in: library.root)
        #expect(output.status == status && output.stderr.contains(hint), "\(output.stderr)")
        #expect(output.stdout.isEmpty)
      }
      let csv = try library.run("export", "out.csv")
      #expect(csv.status == 1 && csv.stderr.contains(".npy"), "\(csv.stderr)")
      #expect(
        !FileManager.default.fileExists(atPath: library.root.appendingPathComponent("out").path))
    }
  }

  @Test func projectionsGiveTheScoresOfTheSearch() throws {
    try withPresetLibrary { library in
      try library.run("index", "presets")
      let loop = library.root.appendingPathComponent("loop.wav")
      try WaveFile(
        channels: [PresetLibrary.samples(brightness: 3, variant: 9)], sampleRateHz: 22_050
      ).write(to: loop)
      try library.run("index", "loop.wav", "--loops")
      try AdaptLibrary(presets: library).writeBase(
        alphas: RoleAlphas(loops: 0.75, oneShots: 0.25))
      try library.writeLabels()
      try library.run("label", "import", "labels.csv")
      #expect(try library.run("train", "--name", "mine", "--recipe", "quick").status == 0)

      try library.letHeadTakePart()
      let adapted = try Exported("adapted", ["--adapted"], of: library)
      let personal = try Exported("personal", ["--head", "mine"], of: library)
      for table in [adapted.presets, adapted.loops, personal.presets, personal.loops] {
        for row in table.values { #expect(abs(dot(row, row) - 1) < 1e-5) }
      }
      // What hubness takes off belongs to a preset, in the base's share for the query's role.
      let hubness = try adapted.excess("adapted", of: 0, in: library)
      #expect(hubness.count == 47 && hubness.values.contains { abs($0) > 1e-3 })
      let checks: [(String, Exported, Int?, Double)] = [
        ("adapted", adapted, 9, 1), ("adapted", adapted, nil, 1), ("head", personal, 0, 0.25),
        ("head", personal, 9, 0.25), ("head", personal, nil, 0.75),
      ]
      for (key, exported, query, share) in checks {
        for (path, excess) in try exported.excess(key, of: query, in: library) {
          guard let hubness = hubness[path] else { continue }
          #expect(abs(excess - share * hubness) < 2e-6, "\(key) \(path)")
        }
      }
    }
  }
}

private func dot(_ left: [Float], _ right: [Float]) -> Double {
  zip(left, right).reduce(0) { $0 + Double($1.0) * Double($1.1) }
}

/// What `neiro export` says that a base or a head makes of a library with one loop.
private struct Exported {
  let presets: [String: [Float]]
  let loops: [String: [Float]]
  private let arguments: [String]

  init(_ name: String, _ arguments: [String], of library: PresetLibrary) throws {
    self.arguments = arguments
    presets = try Self.table("\(name)-presets", arguments, of: library)
    loops = try Self.table("\(name)-loops", arguments + ["--loops"], of: library)
    #expect(presets.count == 48 && loops.count == 1)
  }

  private static func table(
    _ out: String, _ arguments: [String], of library: PresetLibrary
  ) throws -> [String: [Float]] {
    let output = try library.neiro.run(["export", out] + arguments, in: library.root)
    #expect(output.status == 0, "\(output.stderr)")
    let folder = library.root.appendingPathComponent(out)
    let paths = try String(
      contentsOf: folder.appendingPathComponent("paths.txt"), encoding: .utf8
    ).split(separator: "\n").map(String.init)
    let values = try NumpyBytes.floats(in: folder.appendingPathComponent("projections.npy"))
    let width = values.count / paths.count
    return Dictionary(
      uniqueKeysWithValues: paths.enumerated().map { row, path in
        (path, Array(values[row * width..<(row + 1) * width]))
      })
  }

  /// By how much the cosine of projections exceeds the similarity that a search for a preset, or for
  /// the loop if there is none, shows: by preset.
  func excess(
    _ key: String, of preset: Int?, in library: PresetLibrary
  ) throws -> [String: Double] {
    let table = preset == nil ? loops : presets
    let path = try #require(
      preset.map { "\(library.presets.path)/\(PresetLibrary.name($0))" } ?? loops.keys.first)
    let query = try #require(table[path])
    let search = try library.neiro.run(
      ["search", path, "-k", "100", "--no-fold", "--json"] + arguments, in: library.root
    ).json()
    let results = try #require(search["results"] as? [[String: Any]])
    #expect(results.count == (preset == nil ? 48 : 47))
    var excess: [String: Double] = [:]
    for result in results {
      let name = try #require(result["path"] as? String)
      let path = "\(library.root.path)/\(name)"
      let row = try #require(presets[path], "\(path)")
      excess[path] = dot(query, row) - (try #require(result[key] as? Double, "\(name)"))
    }
    return excess
  }
}
