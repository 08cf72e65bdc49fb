import Foundation
import NeiroStore
import NeiroTestSupport
import Testing

/// `neiro label export`, `import` and `merge`, with the built program.
@Suite struct LabelExchangeTests {
  private func clip(_ number: Int) -> String {
    String(repeating: "0", count: 61) + String(format: "%03d", number)
  }

  private func write(_ text: String, _ name: String, in library: PresetLibrary) throws {
    try text.write(
      to: library.root.appendingPathComponent(name), atomically: true, encoding: .utf8)
  }

  private func fill(_ library: PresetLibrary) throws {
    let answers: [(Int, Int, String, String, String)] = [
      (1, 2, "similar", "ann", "default"), (2, 1, "dissimilar", "ann", "default"),
      (1, 3, "unsure", "ann", "pads"), (3, 2, "similar", "bob", "default"),
    ]
    for (a, b, label, labeller, taste) in answers {
      let output = try library.run(
        "label", "add", clip(a), clip(b), "--\(label)", "--labeller", labeller, "--taste", taste)
      #expect(output.status == 0, "\(output.stderr)")
    }
    try library.run("label", "undo", "--labeller", "bob")
  }

  @Test(arguments: ["csv", "jsonl"]) func outAndInGivesTheSameBytes(format: String) throws {
    try withPresetLibrary { library in
      try fill(library)
      let exported = try library.run("label", "export", "--format", format)
      #expect(exported.status == 0)
      #expect(exported.stdout.split(separator: "\n").count == (format == "csv" ? 3 : 9))

      try withPresetLibrary { other in
        try write(exported.stdout, "all.\(format)", in: other)
        #expect(try other.run("label", "import", "all.\(format)").status == 0)
        #expect(try other.run("label", "export", "--format", format).stdout == exported.stdout)
        let again = try other.run("label", "import", "all.\(format)", "--json").json()
        #expect(again["imported"] as? Int == 0)
        #expect(again["already_there"] as? Int == (format == "csv" ? 2 : 5))
      }
    }
  }

  @Test func someoneElsesAnswersAreTakenInOnce() throws {
    try withPresetLibrary { library in
      try withPresetLibrary { other in
        try fill(library)
        // Given the same person on another machine, who changed their mind since
        try other.run("label", "add", clip(1), clip(2), "--similar", "--labeller", "ann")
        try other.run("label", "add", clip(5), clip(6), "--similar", "--labeller", "eve")

        let dry = try library.run("label", "merge", other.root.path, "--dry-run")
        #expect(dry.status == 0 && dry.stdout.contains("2 answers would be new"), "\(dry.stdout)")
        #expect(!(try library.run("label", "list").stdout.contains("eve")))

        let file = other.root.appendingPathComponent("Labels/labels.sqlite").path
        let merged = try library.run("label", "merge", file)
        #expect(merged.status == 0, "\(merged.stderr)")
        for hint in ["2 answers new", "ann dissimilar here, similar there; similar counts"] {
          #expect(merged.stdout.contains(hint), "\(merged.stdout)")
        }
        let again = try library.run("label", "merge", file, "--json").json()
        #expect(again["imported"] as? Int == 0 && again["already_there"] as? Int == 2)
        #expect((again["conflicts"] as? [Any])?.isEmpty == true)
        #expect(try library.run("label", "list").stdout.contains("eve"))
        // The other one is as it was
        #expect(!(try other.run("label", "list").stdout.contains("pads")))
      }
    }
  }

  @Test func badInputIsOneSentence() throws {
    try withPresetLibrary { library in
      try fill(library)
      try write("no json\n{\"kind\":\"answer\"}\n", "bad.jsonl", in: library)
      try write("no database, but long enough to be looked at as one\n", "text.sqlite", in: library)
      let own = library.root.appendingPathComponent("Labels/labels.sqlite").path
      let before = try library.run("label", "export", "--format", "jsonl").stdout
      let commands: [([String], Int32, String)] = [
        (["merge", "nowhere.sqlite"], 1, "nowhere.sqlite"),
        (["merge", "presets"], 1, "labels.sqlite"), (["merge", "text.sqlite"], 1, "text.sqlite"),
        (["merge", own], 1, "own database"), (["merge", "."], 1, "own database"),
        (["merge"], 64, "other"),
        (["import", "bad.jsonl"], 1, "line 2: it has no uid"),
        (["import", "none.jsonl"], 1, "none.jsonl"),
        (["export", "--format", "xml"], 64, "csv"),
        (["export", "--format", "jsonl", "--hashes"], 64, "--hashes"),
        (["add", clip(1), clip(2), "--similar", "--taste", "all"], 64, "“all”"),
        (["stats", "--labeller", " "], 64, "labeller"),
        (["list", "--labeller", ""], 64, "labeller"),
      ]
      for (arguments, status, hint) in commands {
        let output = try library.neiro.run(["label"] + arguments, in: library.root)
        #expect(output.status == status, "\(arguments): \(output.stderr)")
        #expect(output.stdout.isEmpty, "\(arguments)")
        #expect(output.stderr.contains(hint), "\(arguments): \(output.stderr)")
      }
      #expect(try library.run("label", "export", "--format", "jsonl").stdout == before)
      let skipped = try library.run("label", "import", "bad.jsonl", "--skip-bad", "--json")
      #expect(skipped.status == 2)
      #expect((try skipped.json()["bad_lines"] as? [Any])?.count == 2)
    }
  }

  @Test func anOldWorkspaceOpensAndKeepsEveryAnswer() throws {
    try withPresetLibrary { library in
      let folder = library.root.appendingPathComponent("Labels")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try FileManager.default.copyItem(
        at: Fixtures.file("labels-1.sqlite"), to: folder.appendingPathComponent("labels.sqlite"))
      #expect(try library.run("label", "list").stdout.split(separator: "\n").count == 7)
      #expect(try library.run("label", "undo", "--labeller", "ada").status == 0)
      #expect(try library.run("label", "list").stdout.split(separator: "\n").count == 6)
    }
  }

  @Test func aKilledImportTookInAllOrNothing() throws {
    try withPresetLibrary { library in
      // Given a log that takes a while
      let session = String(repeating: "a", count: 32)
      var lines = [
        "{\"kind\":\"session\",\"uid\":\"\(session)\",\"labeller\":\"ann\",\"taste\":\"default\","
          + "\"source\":\"asked\",\"started_at\":\"2026-03-01T12:00:00.000Z\"}"
      ]
      for number in 0..<3000 {
        lines.append(
          "{\"kind\":\"answer\",\"uid\":\"\(String(format: "%032d", number))\","
            + "\"session\":\"\(session)\",\"clip_a\":\"\(clip(0))\","
            + "\"clip_b\":\"\(String(format: "%064d", number + 1))\",\"label\":\"similar\","
            + "\"created_at\":\"2026-03-01T12:00:00.000Z\"}")
      }
      try write(lines.joined(separator: "\n"), "big.jsonl", in: library)

      // When it is killed early and late
      for delay in [0.02, 0.1, 0.3, 0.6] {
        let process = library.neiro.process(["label", "import", "big.jsonl"], in: library.root)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        Thread.sleep(forTimeInterval: delay)
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        let count = try library.run("label", "export").stdout.split(separator: "\n").count
        #expect([0, 1, 3001].contains(count), "\(count)")
      }

      // Then it can be done again
      #expect(try library.run("label", "import", "big.jsonl").status == 0)
      #expect(try library.run("label", "export").stdout.split(separator: "\n").count == 3001)
    }
  }

  @Test func twoImportsAtOnceBothGetIn() throws {
    try withPresetLibrary { library in
      let header = "clip_a,clip_b,label,labeller,created_at\n"
      let names = ["ann", "bob"]
      for name in names {
        let rows = (1...200).map { "\(clip(0)),\(clip($0)),similar,\(name),2026-03-01T12:00:00Z\n" }
        try write(header + rows.joined(), "\(name).csv", in: library)
      }
      let processes = try names.map { name in
        let process = library.neiro.process(["label", "import", "\(name).csv"], in: library.root)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
      }
      for process in processes {
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
      }
      #expect(try library.run("label", "list").stdout.split(separator: "\n").count == 400)
    }
  }
}
