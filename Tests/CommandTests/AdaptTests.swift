import Foundation
import NeiroCore
import NeiroHead
import NeiroStore
import NeiroTestSupport
import Testing

/// `neiro adapt`, and what the other commands make of it.
@Suite struct AdaptTests {
  private func results(_ output: BuiltProgram.Output) throws -> [[String: Any]] {
    try #require(try output.json()["results"] as? [[String: Any]], "\(output.stderr)")
  }

  @Test func aLibraryLearnsAndSearchesHeadsAndEvaluationStandOnIt() throws {
    try withAdaptLibrary { library in
      let preset = "presets/\(PresetLibrary.name(0))"
      try WaveFile(
        channels: [PresetLibrary.samples(brightness: 3, variant: 9)], sampleRateHz: 22_050
      ).write(to: library.root.appendingPathComponent("loop.wav"))
      let targets = [preset, "loop.wav"]
      let before = try targets.flatMap {
        [try library.run("search", $0, "-k", "100"), try library.run("search", $0, "--json")]
      }
      #expect(before.allSatisfy { $0.status == 0 })
      #expect(try library.run("status").stdout.contains("Base       none yet"))

      // Two presets have still to play.
      try library.playBeforehand(except: ["bell3.wav", PresetLibrary.name(20)])
      let adapt = try library.adapt("--json")
      #expect(adapt.status == 0, "\(adapt.stderr)")
      let report = try adapt.json()
      #expect(report["name"] as? String == "base-spectral")
      #expect((report["presets"] as? Int).map { (50...64).contains($0) } == true)
      #expect((report["failed"] as? [Any])?.isEmpty == true)
      let run = try #require(report["run"] as? String)
      let log = library.root.appendingPathComponent("Training/runs/\(run)")
      for name in ["config.json", "metrics.jsonl", "manifest.json", "report.html"] {
        #expect(FileManager.default.fileExists(atPath: log.appendingPathComponent(name).path))
      }
      let verdict = try #require(report["verdict"] as? [String: Any])
      #expect(verdict["decision"] as? String == "use base", "\(verdict)")
      let base = try BaseCheckpoint(contentsOf: library.baseFolder)
      #expect(base.manifest.libraryPresets == 64)
      #expect(base.map.alphas.loops > 0)

      // Raw is what it was, byte for byte.
      let raw = try targets.flatMap {
        [
          try library.run("search", $0, "-k", "100", "--raw"),
          try library.run("search", $0, "--raw", "--json"),
        ]
      }
      #expect(raw.map(\.stdout) == before.map(\.stdout))
      #expect(raw.map(\.stderr) == before.map(\.stderr))

      // What is searched with has a share of its own.
      for (target, role) in zip(targets, [RetrievalRole.gallery, .query]) {
        let adapted = try library.run("search", target, "-k", "100", "--json")
        let asked = try library.run("search", target, "-k", "100", "--json", "--adapted")
        #expect(asked.stdout == adapted.stdout)
        let share = base.map.alphas[role]
        #expect(try adapted.json()["adapted_share"] as? Double == share)
        for result in try results(adapted) {
          let values = try ["raw", "adapted", "score"].map {
            try #require(result[$0] as? Double)
          }
          expectClose([values[2]], [(1 - share) * values[0] + share * values[1]], within: 1e-6)
          #expect(result["head"] is NSNull)
        }
      }
      let text = try library.run("search", "loop.wav", "-k", "3")
      #expect(text.stdout.contains("adapted"))
      #expect(text.stderr.contains("adapted") && text.stderr.contains("--raw"), "\(text.stderr)")

      try headsStand(on: base, in: library)
      try evaluationComparesAll(in: library)
      try statusTellsOfTheBase(in: library)
    }
  }

  private func headsStand(on base: BaseCheckpoint, in library: AdaptLibrary) throws {
    try library.presets.writeLabels()
    try library.run("label", "import", "labels.csv")
    let train = try library.run("train", "--name", "mine", "--recipe", "quick")
    #expect(train.status == 0, "\(train.stderr)")
    let folder = library.root.appendingPathComponent("Checkpoints/mine")
    let head = try Checkpoint(contentsOf: folder)
    #expect(head.manifest.base?.name == "base-spectral")
    #expect(head.manifest.base?.fingerprint == base.map.fingerprint)
    #expect(head.base == base.map)
    #expect(head.manifest.gate.decision != .keepRaw)  // but adapted
    #expect(
      try library.run("train", "--name", "plain", "--recipe", "quick", "--without-base").status == 0
    )
    let plain = try Checkpoint(
      contentsOf: library.root.appendingPathComponent("Checkpoints/plain"))
    #expect(plain.base == nil && plain.manifest.base == nil)

    // It is the newest head, but does not stand on the base.
    let unasked = try library.run("search", "loop.wav", "--json")
    #expect(unasked.stdout == (try library.run("search", "loop.wav", "--adapted", "--json").stdout))
    #expect(unasked.stderr.contains("neiro train --name plain"), "\(unasked.stderr)")

    // The head has a copy: a base that is gone changes nothing.
    let search = ["search", "loop.wav", "--head", "mine", "--json"]
    let before = try library.presets.neiro.run(search, in: library.root)
    let aside = library.root.appendingPathComponent("aside")
    try FileManager.default.moveItem(at: library.baseFolder, to: aside)
    let after = try library.presets.neiro.run(search, in: library.root)
    #expect(after.status == 0 && after.stdout == before.stdout, "\(after.stderr)")
    try FileManager.default.moveItem(at: aside, to: library.baseFolder)
  }

  private func evaluationComparesAll(in library: AdaptLibrary) throws {
    var qrels = ""
    for variant in 0..<PresetLibrary.perBrightness {
      qrels += "a 0 presets/\(PresetLibrary.name(24 + variant)) 1\n"
    }
    for (name, text) in [("q.csv", "query_id,path\na,loop.wav\n"), ("qrels", qrels)] {
      try text.write(
        to: library.root.appendingPathComponent(name), atomically: true, encoding: .utf8)
    }
    func evaluate(_ arguments: String...) throws -> [String: Any] {
      let output = try library.presets.neiro.run(
        ["evaluate", "--queries", "q.csv", "--qrels", "qrels", "--json"] + arguments,
        in: library.root)
      #expect(output.status == 0, "\(output.stderr)")
      return try output.json()
    }
    func steps(_ report: [String: Any]) -> [String]? {
      (report["differences"] as? [String: Any])?.keys.sorted()
    }
    let all = try evaluate("--head", "mine")
    for ranker in ["raw", "adapted", "head"] {
      #expect((all[ranker] as? [String: Double])?["ndcg@10"] != nil, "\(ranker)")
    }
    #expect(steps(all) == ["adapted - raw", "head - adapted", "head - raw"])
    let labels = try #require(all["labels"] as? [String: Any])
    #expect(steps(labels) == ["adapted - raw", "head - adapted", "head - raw"])
    let text = try library.run("evaluate", "--head", "mine").stdout
    #expect(text.contains("personal − adapted"), "\(text)")
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 }, "\(text)")
    let adapted = try evaluate("--adapted")
    #expect(adapted["head"] is NSNull && steps(adapted) == ["adapted - raw"])
    // A head without a base is compared with it too, but stands on raw.
    let plain = try evaluate("--head", "plain")
    #expect(steps(plain) == ["adapted - raw", "head - adapted", "head - raw"])
    let systems = try #require(plain["systems"] as? [[String: Any]])
    #expect(systems.map { $0["stands_on"] as? String } == [nil, "raw", "raw"])
  }

  private func statusTellsOfTheBase(in library: AdaptLibrary) throws {
    func base() throws -> [String: Any] {
      try #require(try library.run("status", "--json").json()["base"] as? [String: Any])
    }
    #expect(try library.run("status").stdout.contains("Base       use base, α "))
    #expect(try base()["outgrown"] as? Bool == false)
    #expect(try base()["presets"] as? Int == 64)
    #expect(try library.run("status").stdout.contains("base-spectral:") == false)  // no head

    // As if it had been adapted when it was smaller.
    let file = library.baseFolder.appendingPathComponent("manifest.json")
    let text = try String(contentsOf: file, encoding: .utf8)
    try text.replacingOccurrences(
      of: "\"libraryPresets\" : 64", with: "\"libraryPresets\" : 42"
    ).write(to: file, atomically: true, encoding: .utf8)
    #expect(try base()["outgrown"] as? Bool == true)
    let grown = try library.run("status").stderr
    #expect(grown.contains("from 42 to 64 presets") && grown.contains("`neiro adapt`"), "\(grown)")
  }

  @Test func aDamagedBaseIsOneSentenceAndAdaptMendsIt() throws {
    try withAdaptLibrary { library in
      let preset = "presets/\(PresetLibrary.name(0))"
      try library.playBeforehand()
      #expect(try library.adapt().status == 0)
      let whole = try Data(
        contentsOf: library.baseFolder.appendingPathComponent("head.safetensors"))
      let search = try library.run("search", preset, "--json").stdout
      try library.presets.writeLabels()
      try library.run("label", "import", "labels.csv")

      let damages: [(String, (URL) throws -> Void)] = [
        (
          "head.safetensors is damaged",
          { try whole.prefix(5000).write(to: $0.appendingPathComponent("head.safetensors")) }
        ),
        (
          "manifest.json is damaged",
          { try Data("{".utf8).write(to: $0.appendingPathComponent("manifest.json")) }
        ),
        (
          "lacks manifest.json",
          {
            try FileManager.default.removeItem(at: $0)
            try FileManager.default.createDirectory(at: $0, withIntermediateDirectories: true)
          }
        ),
      ]
      let aside = library.root.appendingPathComponent("aside")
      try FileManager.default.copyItem(at: library.baseFolder, to: aside)
      for (words, damage) in damages {
        try FileManager.default.removeItem(at: library.baseFolder)
        try FileManager.default.copyItem(at: aside, to: library.baseFolder)
        try damage(library.baseFolder)
        for arguments in [["search", preset], ["train", "--name", "mine", "--recipe", "quick"]] {
          let output = try library.presets.neiro.run(arguments, in: library.root)
          #expect(output.status == 1, "\(arguments)")
          #expect(output.stdout.isEmpty)
          let lines = output.stderr.split(separator: "\n")
          #expect(lines.count == 1, "\(output.stderr)")
          #expect(output.stderr.contains(words), "\(output.stderr)")
          #expect(output.stderr.contains("`neiro adapt`"), "\(output.stderr)")
          #expect(!output.stderr.contains("neiro train"), "\(output.stderr)")
        }
        #expect(try library.run("search", preset, "--raw").status == 0)
        let status = try library.run("status")
        #expect(status.status == 0 && status.stdout.contains(words), "\(status.stdout)")
      }
      // All phrases are there, so this takes only the training; and it comes to the same.
      let mended = try library.adapt()
      #expect(mended.status == 0, "\(mended.stderr)")
      #expect(try library.run("search", preset, "--json").stdout == search)
      #expect(
        try Data(contentsOf: library.baseFolder.appendingPathComponent("head.safetensors"))
          == whole)
    }
  }

  @Test func tooFewDifferentSoundsAreOneSentenceAndChangeNothing() throws {
    func isRefused(_ words: [String], _ write: (PresetLibrary, URL) throws -> [String]) throws {
      try withTemporaryFolder { folder in
        let library = AdaptLibrary(presets: PresetLibrary(root: folder))
        try FileManager.default.createDirectory(
          at: library.presets.presets, withIntermediateDirectories: true)
        let index = try write(library.presets, library.presets.presets)
        #expect(try library.presets.neiro.run(index, in: folder).status == 0)
        let before = try library.snapshot()
        let output = try library.run("adapt")
        #expect(output.status == 1)
        #expect(output.stdout.isEmpty)
        #expect(output.stderr.split(separator: "\n").count == 1, "\(output.stderr)")
        for word in words { #expect(output.stderr.contains(word), "\(output.stderr)") }
        #expect(try library.snapshot() == before)
      }
    }
    func write(_ samples: [Float], to folder: URL, _ name: Int) throws {
      try WaveFile(channels: [samples], sampleRateHz: 22_050)
        .write(to: folder.appendingPathComponent("\(name).wav"))
    }
    try isRefused(["5 presets", "5 different", "needs 50", "neiro index"]) { _, folder in
      for number in 0..<5 {
        try write(AdaptLibrary.bell(number, seconds: 0.1), to: folder, number)
      }
      return ["index", "presets"]
    }
    // Copies of one sound, each a little quieter: other files, other clips.
    try isRefused(["60 presets", "1 different"]) { _, folder in
      let bell = AdaptLibrary.bell(1, seconds: 0.1)
      for number in 0..<60 {
        try write(bell.map { $0 * (1 - 0.01 * Float(number)) }, to: folder, number)
      }
      return ["index", "presets"]
    }
    try isRefused(["0 presets"]) { _, folder in
      for number in 0..<60 {
        try write(AdaptLibrary.bell(number, seconds: 0.1), to: folder, number)
      }
      return ["index", "presets", "--loops"]
    }
  }

  @Test func anInterruptedAdaptationGoesOn() throws {
    try withAdaptLibrary { library in
      let process = library.presets.neiro.process(
        ["adapt", "--recipe", "quick-adapt"], in: library.root)
      process.standardOutput = FileHandle.nullDevice
      let pipe = Pipe()
      process.standardError = pipe
      try process.run()
      // Once the store is there, presets play; all of them would take many seconds.
      let file = try library.cache.folder.appendingPathComponent("phrases.sqlite").path
      while process.isRunning, !FileManager.default.fileExists(atPath: file) { usleep(10_000) }
      usleep(300_000)
      kill(process.processIdentifier, SIGINT)
      process.waitUntilExit()
      #expect(process.terminationReason == .exit)
      #expect(process.terminationStatus == 130)
      let said = String(
        decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      #expect(said.contains("the same command goes on"), "\(said)")
      #expect(!FileManager.default.fileExists(atPath: library.baseFolder.path))
      let kept = try library.store.embeddings()
      #expect((1..<64).contains(Set(kept.keys.map(\.clip)).count), "\(kept.count)")

      // Of the rest, all but one have played when it goes on.
      let played = Set(kept.keys.map(\.clip))
      let names = (0..<AdaptLibrary.more).map { "bell\($0).wav" }
      let missing = try #require(
        try names.first {
          let path = library.presets.presets.appendingPathComponent($0).path
          return try !played.contains(ClipID(contentsOfFileAt: path))
        })
      try library.playBeforehand(except: [missing])
      try library.store.add(kept.map { ($0.key, $0.value) })
      let again = try library.adapt()
      #expect(again.status == 0, "\(again.stderr)")
      let after = try library.store.embeddings()
      #expect(after.count > kept.count)
      for (key, embedding) in kept {
        expectClose(after[key]?.values ?? [], embedding.values, within: 1e-6)
      }
      let base = try BaseCheckpoint(contentsOf: library.baseFolder)

      // Interrupted while it learns, it leaves the base that is there.
      try "phrases: 1\nsteps: 100000\nbatchSize: 32\n".write(
        to: library.root.appendingPathComponent("Training/recipes/endless.yaml"),
        atomically: true, encoding: .utf8)
      let learning = library.presets.neiro.process(
        ["adapt", "--recipe", "endless"], in: library.root)
      learning.standardOutput = FileHandle.nullDevice
      let talk = Pipe()
      learning.standardError = talk
      try learning.run()
      _ = talk.fileHandleForReading.availableData  // that all have played
      kill(learning.processIdentifier, SIGINT)
      learning.waitUntilExit()
      #expect(learning.terminationStatus == 130)
      #expect(try BaseCheckpoint(contentsOf: library.baseFolder) == base)
    }
  }

  @Test func presetsOfAnyLengthPlayAndThoseThatAreGoneAreNamed() throws {
    try withAdaptLibrary { library in
      func write(_ name: String, _ samples: [Float], sampleRateHz: Int = 22_050) throws {
        try WaveFile(channels: [samples], sampleRateHz: sampleRateHz)
          .write(to: library.presets.presets.appendingPathComponent(name))
      }
      try write("blip.wav", AdaptLibrary.bell(40, seconds: 0.02))
      let drone = sine(hertz: 300, seconds: 61, sampleRateHz: 8_000)
      try write("drone.wav", drone, sampleRateHz: 8_000)
      let index = try library.run("index", "presets")
      #expect(index.status == 0, "\(index.stderr)")
      try library.playBeforehand(except: ["blip.wav", "drone.wav", "bell5.wav"])
      try FileManager.default.removeItem(
        at: library.presets.presets.appendingPathComponent("bell5.wav"))

      let adapt = try library.adapt("--json")
      #expect(adapt.status == 2, "\(adapt.stderr)")
      let failed = try #require(try adapt.json()["failed"] as? [[String: String]])
      #expect(failed.count == 1)
      #expect(failed[0]["path"]?.hasSuffix("bell5.wav") == true, "\(failed)")
      #expect(failed[0]["reason"]?.isEmpty == false)
      #expect(adapt.stderr.contains("Left out: "), "\(adapt.stderr)")
      let played = Set(try library.store.embeddings().keys.map(\.clip))
      for name in ["blip.wav", "drone.wav"] {
        let path = library.presets.presets.appendingPathComponent(name).path
        #expect(played.contains(try ClipID(contentsOfFileAt: path)), "\(name)")
      }
    }
  }
}
