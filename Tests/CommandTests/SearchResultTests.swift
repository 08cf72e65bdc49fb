import Foundation
import NeiroTestSupport
import Testing

/// What `neiro search` shows of a ranking, with the built program.
@Suite struct SearchResultTests {
  private func preset(_ index: Int) -> String { "presets/" + PresetLibrary.name(index) }

  private func results(_ output: BuiltProgram.Output) throws -> [[String: Any]] {
    let document = try output.json()
    return try #require(document["results"] as? [[String: Any]], "\(output)")
  }

  private func paths(_ output: BuiltProgram.Output) throws -> [String] {
    try results(output).compactMap { $0["path"] as? String }
  }

  @Test func indexingLeavesNothingForTheFirstSearchToMake() throws {
    try withPresetLibrary { library in
      let cache = library.root.appendingPathComponent("Cache")
      func files() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: cache.path).sorted()
      }
      try library.run("index", "presets")
      let indexed = try files()
      #expect(indexed.contains { $0.hasSuffix("/clips.bin") }, "\(indexed)")
      try library.run("search", preset(0), "-k", "3")
      #expect(try files() == indexed)

      let more = library.root.appendingPathComponent("more")
      try FileManager.default.createDirectory(at: more, withIntermediateDirectories: true)
      try WaveFile(
        channels: [PresetLibrary.samples(brightness: 3, variant: 9)], sampleRateHz: 8_000
      )
      .write(to: more.appendingPathComponent("new.wav"))
      try library.run("index", "more")
      let grown = try files()
      try library.run("search", preset(0), "-k", "3")
      #expect(try files() == grown)
    }
  }

  @Test func filtersNarrowResultsAndChangeNoScore() throws {
    try withPresetLibrary { library in
      let root = library.root
      let folder = root.appendingPathComponent("presets/some")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      for index in 8..<13 {
        try FileManager.default.moveItem(
          at: root.appendingPathComponent(preset(index)),
          to: folder.appendingPathComponent(PresetLibrary.name(index)))
      }
      // One that is longer than the others.
      try WaveFile(
        channels: [
          PresetLibrary.samples(brightness: 2, variant: 1).map { $0 }
            + Array(repeating: 0.01, count: 22_050)
        ],
        sampleRateHz: 22_050
      ).write(to: root.appendingPathComponent("presets/long.wav"))
      try library.run("index", "presets")
      try library.run("tag", "add", "pad", preset(0), preset(1), preset(20))
      try library.run("favourite", preset(20), "presets/some/" + PresetLibrary.name(9))

      func search(_ words: String...) throws -> BuiltProgram.Output {
        try library.neiro.run(
          ["search", preset(2), "--no-fold", "-k", "100", "--json"] + words, in: root)
      }
      let all = try results(search())
      let scores = Dictionary(
        uniqueKeysWithValues: all.compactMap { result in
          (result["path"] as? String).flatMap { path in
            (result["score"] as? Double).map { (path, $0) }
          }
        })
      #expect(scores.count == 48)  // all but the target
      let cases: [([String], Set<String>)] = [
        (
          ["--folder", "presets/some"],
          Set((8..<13).map { "presets/some/" + PresetLibrary.name($0) })
        ),
        (
          ["--folder", "presets/some/"],
          Set((8..<13).map { "presets/some/" + PresetLibrary.name($0) })
        ),
        (["--tag", "Pad"], [preset(0), preset(1), preset(20)]),
        (["--favourites"], [preset(20), "presets/some/" + PresetLibrary.name(9)]),
        (["--favourites", "--tag", "pad"], [preset(20)]),
        (["--length", "1.."], ["presets/long.wav"]),
        (["--length", "0.5..3"], ["presets/long.wav"]),
      ]
      for (words, expected) in cases {
        let found = try results(
          library.neiro.run(
            ["search", preset(2), "--no-fold", "-k", "100", "--json"] + words, in: root))
        #expect(Set(found.compactMap { $0["path"] as? String }) == expected, "\(words)")
        for result in found {
          let path = try #require(result["path"] as? String)
          #expect(result["score"] as? Double == scores[path])
        }
        #expect(found.compactMap { $0["rank"] as? Int } == Array(1...expected.count))
      }
      // What nothing passes is said, with what it was.
      for (words, part) in [
        (["--tag", "none"], "the tag “none”"), (["--folder", "Labels"], "the folder Labels"),
        (["--length", "90..100"], "the length 90..100"),
      ] {
        let output = try library.neiro.run(["search", preset(2)] + words, in: root)
        #expect(output.status == 1 && output.stderr.contains(part), "\(output)")
      }
      for length in ["3", "..", "a..3", "3..1", "-1..2"] {
        #expect(try library.run("search", preset(2), "--length=\(length)").status == 64)
      }
    }
  }

  @Test func whatSoundsTheSameIsNamedWithTheBest() throws {
    try withPresetLibrary { library in
      // The same sound, louder: another file, and to the encoder the same.
      let louder = PresetLibrary.samples(brightness: 1, variant: 3).map { 1.5 * $0 }
      for name in ["louder.wav", "elsewhere.wav"] {
        try WaveFile(
          channels: [name == "louder.wav" ? louder : louder.map { 1.1 * $0 }],
          sampleRateHz: 22_050
        ).write(to: library.presets.appendingPathComponent(name))
      }
      try library.run("index", "presets")
      let same: Set = ["presets/louder.wav", "presets/elsewhere.wav", preset(11)]

      let folded = try results(library.run("search", preset(8), "-k", "12", "--json"))
      #expect(folded.count == 12)
      let groups = folded.map { result in
        Set(
          [result["path"] as? String ?? ""]
            + (result["copies"] as? [[String: Any]] ?? []).compactMap { $0["path"] as? String })
      }
      #expect(groups.contains { $0.isSuperset(of: same) })
      #expect(folded.compactMap { $0["rank"] as? Int } == Array(1...12))
      let text = try library.run("search", preset(8), "-k", "12")
      #expect(text.stdout.contains("sounds the same: presets/"))

      let every = try paths(library.run("search", preset(8), "--no-fold", "-k", "100", "--json"))
      #expect(same.isSubset(of: every))

      // Unlike results: the crowd around the best comes later.
      let near = try paths(library.run("search", preset(8), "-k", "8", "--json"))
      let diverse = try paths(library.run("search", preset(8), "-k", "8", "--diverse", "--json"))
      #expect(diverse.count == 8 && diverse[0] == near[0] && diverse != near)
    }
  }

  @Test func severalTargetsAreRankedInOneGo() throws {
    try withPresetLibrary { library in
      try library.run("index", "presets")
      let targets = [preset(0), preset(9), "presets/none.wav", preset(30)]
      let output = try library.neiro.run(
        ["search", "-k", "4", "--json"] + targets, in: library.root)
      #expect(output.status == 2)
      #expect(output.stderr.contains("none.wav"))
      let document = try JSONSerialization.jsonObject(with: Data(output.stdout.utf8))
      let reports = try #require(document as? [[String: Any]])
      #expect(reports.compactMap { $0["query"] as? String } == [preset(0), preset(9), preset(30)])
      for report in reports {
        let name = try #require(report["query"] as? String)
        let alone = try library.run("search", name, "-k", "4", "--json").json()
        #expect(NSDictionary(dictionary: report) == NSDictionary(dictionary: alone))
      }
      let text = try library.run("search", preset(0), preset(9), "-k", "2")
      #expect(text.stdout.hasPrefix(preset(0) + "\n"))
      #expect(text.stdout.contains("\n" + preset(9) + "\n"))
      #expect(try library.run("search", "no.wav", "nor.wav").status == 1)
      #expect(try library.run("search", preset(0), preset(9), "--label").status == 64)
    }
  }

  @Test func aResultIsExplained() throws {
    try withPresetLibrary { library in
      try library.run("index", "presets")
      try library.writeLabels()
      try library.run("label", "import", "labels.csv")
      try library.run("train", "--name", "mine", "--recipe", "quick")
      try library.letHeadTakePart()
      let found = try results(
        library.run("search", preset(0), "--why", "-k", "5", "--json", "--no-fold"))
      for result in found {
        let why = try #require(result["why"] as? [String: Any])
        let parts = try #require(why["parts"] as? [[String: Any]])
        let sum = parts.reduce(0.0) {
          $0 + ($1["weight"] as? Double ?? 0) * ($1["similarity"] as? Double ?? 0)
        }
        #expect(abs(sum - (result["score"] as? Double ?? 9)) < 1e-5)
        let aspects = try #require(why["aspects"] as? [[String: Any]])
        #expect(aspects.count == 5)
        let raw = aspects.reduce(0.0) { $0 + ($1["contribution"] as? Double ?? 0) }
        #expect(abs(raw - (result["raw"] as? Double ?? 9)) < 1e-5)
        #expect(why["place_without_head"] is Int)
        let answers = try #require(why["answers"] as? [[String: Any]])
        #expect(answers.count == 2)
        let labels = Set(answers.compactMap { $0["label"] as? String })
        let moved = (result["head"] as? Double ?? 0) > (result["raw"] as? Double ?? 0)
        #expect(labels == [moved ? "similar" : "dissimilar"])
      }
      let text = try library.run("search", preset(0), "--why", "-k", "2")
      #expect(text.stdout.contains("without the head"))
      #expect(text.stdout.contains("raw: spectrum over time"))
      #expect(text.stdout.contains("answered "))
      // Without a head there is nothing that it moved.
      let raw = try library.run("search", preset(0), "--why", "--raw", "-k", "2")
      #expect(!raw.stdout.contains("without the head") && !raw.stdout.contains("answered"))
    }
  }

  @Test func anEmptyLibrarySaysSo() throws {
    try withPresetLibrary { library in
      try library.run("index", preset(0))
      let alone = try library.run("search", preset(0))
      #expect(alone.status == 0 && alone.stderr.contains("no preset to show"), "\(alone)")
      try FileManager.default.removeItem(at: library.presets)
      try FileManager.default.createDirectory(
        at: library.presets, withIntermediateDirectories: true)
      try library.run("index", "presets")
      let output = try library.run("search", "bright0-0.wav", "--json")
      #expect(try results(output).isEmpty, "\(output)")
    }
  }

  @Test func aLibraryThatGrowsMeanwhileIsSearchedAsItWas() throws {
    try withPresetLibrary { library in
      let (root, later) = (library.root, library.root.appendingPathComponent("later"))
      try FileManager.default.createDirectory(at: later, withIntermediateDirectories: true)
      for index in 8..<48 {
        try FileManager.default.moveItem(
          at: root.appendingPathComponent(preset(index)),
          to: later.appendingPathComponent(PresetLibrary.name(index)))
      }
      try library.run("index", "presets")
      let indexing = library.neiro.process(["index", "later"], in: root)
      indexing.standardError = FileHandle.nullDevice
      indexing.standardOutput = FileHandle.nullDevice
      try indexing.run()
      var counts: [Int] = []
      repeat {
        let output = try library.run("search", preset(0), "--no-fold", "-k", "100", "--json")
        #expect(output.status == 0, "\(output)")
        let found = try paths(output)
        #expect(Set(found).count == found.count)
        #expect(Set((1..<8).map(preset)).isSubset(of: found))
        counts.append(found.count)
      } while indexing.isRunning
      let last = try paths(library.run("search", preset(0), "--no-fold", "-k", "100", "--json"))
      #expect(counts == counts.sorted() && last.count == 47)
    }
  }
}
