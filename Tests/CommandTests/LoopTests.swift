import Foundation
import NeiroTestSupport
import Testing

/// Loops are searched with and never found.
@Suite struct LoopTests {
  /// A library of which the presets of one brightness lie in a folder of loops.
  private func withLoops(_ body: (PresetLibrary) throws -> Void) throws {
    try withPresetLibrary { library in
      let loops = library.root.appendingPathComponent("loops")
      try FileManager.default.createDirectory(at: loops, withIntermediateDirectories: true)
      for variant in 0..<PresetLibrary.perBrightness {
        try FileManager.default.moveItem(
          at: library.presets.appendingPathComponent(PresetLibrary.name(variant)),
          to: loops.appendingPathComponent(PresetLibrary.name(variant)))
      }
      try body(library)
    }
  }

  @Test func indexAndStatusTellLoopsFromPresets() throws {
    try withLoops { library in
      try library.run("index", "presets")
      let index = try library.run("index", "loops", "--loops")
      #expect(index.stdout.hasPrefix("40 presets, 8 loops in the library: 8 indexed"))
      #expect(
        try library.run("status").stdout.contains("Library    40 presets, 8 loops in 48 files"))
      let status = try library.run("status", "--json").json()
      #expect(status["clips"] as? Int == 48)
      #expect(status["presets"] as? Int == 40)
      #expect(status["loops"] as? Int == 8)
      let turned = try library.run("index", "loops").stdout
      #expect(turned.hasPrefix("48 presets in the library:"))
      #expect(turned.contains("8 now presets, no longer loops"))
      let back = try library.run("index", "loops", "--loops", "--json").json()
      #expect(back["role_changed"] as? Int == 8)
      #expect(back["loops"] as? Int == 8)
    }
  }

  @Test func searchTellsTheTargetsRoleAndShowsPresetsAlone() throws {
    try withLoops { library in
      try library.run("index", "presets")
      try library.run("index", "loops", "--loops")
      func search(_ arguments: String...) throws -> (role: String?, paths: [String]) {
        let report = try library.neiro.run(
          ["search"] + arguments + ["-k", "100", "--no-fold", "--json"], in: library.root
        ).json()
        let results = try #require(report["results"] as? [[String: Any]])
        return (report["role"] as? String, results.compactMap { $0["path"] as? String })
      }
      let byLoop = try search("loops/\(PresetLibrary.name(0))")
      #expect(byLoop.role == "query")
      #expect(byLoop.paths.count == 40 && byLoop.paths.allSatisfy { !$0.contains("loops/") })
      let byPreset = try search("presets/\(PresetLibrary.name(8))")
      #expect(byPreset.role == "gallery")
      #expect(byPreset.paths.count == 39)

      let other = library.root.appendingPathComponent("other.wav")
      try WaveFile(
        channels: [PresetLibrary.samples(brightness: 3, variant: 9)], sampleRateHz: 22_050
      ).write(to: other)
      #expect(try search("other.wav").role == "query")
      #expect(try search("other.wav", "--one-shot").role == "gallery")
    }
  }

  @Test func nobodyIsAskedAboutLoopsAndALibraryOfLoopsIsEmpty() throws {
    try withLoops { library in
      try library.run("index", "loops", "--loops")
      let ask = try library.run("label", "ask", "--no-play", input: "q\n")
      #expect(ask.status == 1, "\(ask.stderr)")
      try library.writeLabels()
      let train = try library.run("train", "--name", "mine")
      #expect(train.status == 1 && train.stderr.contains("neiro index"), "\(train.stderr)")
    }
  }
}
