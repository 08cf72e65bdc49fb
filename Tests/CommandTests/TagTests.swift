import Foundation
import NeiroCore
import NeiroTestSupport
import Testing

/// `neiro tag` and `neiro favourite`, with the built program.
@Suite struct TagTests {
  private func hash(_ number: Int) -> String { String(format: "%064x", number) }

  private func preset(_ index: Int) -> String { "presets/" + PresetLibrary.name(index) }

  private func databaseFile(_ library: PresetLibrary) -> String {
    library.root.appendingPathComponent("Labels/tags.sqlite").path
  }

  private func rows(_ output: BuiltProgram.Output) throws -> [[String: Any]] {
    let document = try JSONSerialization.jsonObject(with: Data(output.stdout.utf8))
    return try #require(document as? [[String: Any]], "\(output.stdout)")
  }

  @Test func clipsKeepTheirTagsWhenTheyMove() throws {
    try withPresetLibrary { library in
      // Given
      try library.run("index", "presets")
      let added = try library.run(
        "tag", "add", "Fu\u{308}r LIVE", preset(1), PresetLibrary.name(0), preset(1))
      #expect(added.status == 0 && added.stdout == "2 clips tagged “f\u{FC}r live”\n", "\(added)")

      // When a file moves
      let moved = library.presets.appendingPathComponent("elsewhere.wav")
      try FileManager.default.moveItem(
        at: library.root.appendingPathComponent(preset(1)), to: moved)
      try library.run("index", "presets")

      // Then its tag is found by any spelling
      let listed = try library.run("tag", "list", " f\u{FC}r Live")
      #expect(listed.stdout == "\(preset(0))\npresets/elsewhere.wav\n", "\(listed.stderr)")
      let again = try library.run("tag", "add", "für live", preset(0), preset(2), "--json").json()
      #expect(again["tag"] as? String == "für live")
      #expect(again["clips"] as? Int == 2 && again["changed"] as? Int == 1)
      #expect((again["failed"] as? [Any])?.isEmpty == true)
    }
  }

  @Test func aFolderStandsForTheLibrarysClipsInIt() throws {
    try withPresetLibrary { library in
      // Given a folder with two presets, one of them elsewhere too, and a file that isn't indexed
      let folder = library.presets.appendingPathComponent("basses")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let root = library.root
      for (index, name) in [(0, "a.wav"), (1, "b.wav")] {
        try FileManager.default.copyItem(
          at: root.appendingPathComponent(preset(index)), to: folder.appendingPathComponent(name))
      }
      try FileManager.default.removeItem(at: root.appendingPathComponent(preset(0)))
      let early = try library.run("tag", "add", "bass", "presets/basses/")
      #expect(early.status == 1 && early.stderr.contains("neiro index FOLDER"), "\(early.stderr)")
      try library.run("index", "presets")
      try Data("new".utf8).write(to: folder.appendingPathComponent("late.wav"))
      try FileManager.default.createDirectory(
        at: root.appendingPathComponent("presets/basses2"), withIntermediateDirectories: true)

      // Then
      let output = try library.run("tag", "add", "bass", "presets/basses/", preset(1), preset(9))
      #expect(output.stdout == "3 clips tagged “bass”\n", "\(output.stderr)")
      #expect(
        try library.run("tag", "list", "bass").stdout
          == "presets/basses/a.wav\npresets/basses/b.wav\n\(preset(9))\n")
      let empty = try library.run("tag", "add", "bass", "presets/basses2", preset(2))
      #expect(empty.status == 2 && empty.stdout == "1 clip tagged “bass”\n")
      #expect(empty.stderr.contains("No clip of the library lies in"), "\(empty.stderr)")
      // The whole library, but for those that have it
      let rest = try library.run("tag", "remove", "bass", "presets")
      #expect(rest.stdout == "“bass” taken from 4 clips, 44 didn't have it\n", "\(rest.stderr)")
    }
  }

  @Test func badClipsAreNamedAndTheOthersTagged() throws {
    try withPresetLibrary { library in
      let some = try library.run("tag", "add", "pad", "nowhere.wav", preset(0), "gone/", "--json")
      #expect(some.status == 2)
      let lines = some.stderr.split(separator: "\n")
      #expect(lines.count == 2 && lines[0].contains("nowhere.wav") && lines[1].contains("gone/"))
      let report = try some.json()
      #expect(report["clips"] as? Int == 1 && report["changed"] as? Int == 1)
      let failed = try #require(report["failed"] as? [[String: String]])
      #expect(failed.map { $0["clip"] } == ["nowhere.wav", "gone/"])
      #expect(failed.compactMap { $0["reason"] } == lines.map(String.init))

      for command in [["tag", "add", "bass"], ["tag", "remove", "pad"], ["favourite"]] {
        let none = try library.neiro.run(command + ["nowhere.wav", "--json"], in: library.root)
        #expect(none.status == 1 && none.stdout.isEmpty, "\(command)")
        #expect(none.stderr.contains("nowhere.wav"), "\(command)")
      }
      #expect(try library.run("tag", "list").stdout == "pad  1\n")
    }
  }

  @Test func stdinNamesFurtherClips() throws {
    try withPresetLibrary { library in
      let input = "\(hash(2))\n\n\(hash(3))\r\nnowhere.wav\n\(hash(1))"
      let output = try library.run("tag", "add", "riff", hash(1), "-", input: input)
      #expect(output.status == 2 && output.stdout == "3 clips tagged “riff”\n", "\(output.stderr)")
      #expect(output.stderr.contains("nowhere.wav"))
      // A search that found nothing names nothing, which is no mistake
      let nothing = try library.run("tag", "add", "riff", "-", input: "")
      #expect(nothing.status == 0 && nothing.stdout == "0 clips tagged “riff”\n")

      // A list goes back in
      let listed = try rows(library.run("tag", "list", "riff", "--json"))
      #expect(listed.compactMap { $0["clip"] as? String } == [hash(1), hash(2), hash(3)])
      #expect(listed.allSatisfy { $0["path"] is NSNull })
      let hashes = try library.run("tag", "list", "riff").stdout
      #expect(try library.run("tag", "remove", "riff", "-", input: hashes).status == 0)
      let after = try library.run("tag", "list")
      #expect(after.status == 0 && after.stdout.isEmpty && after.stderr.contains("No tags yet"))
    }
  }

  @Test func favouritesAreATag() throws {
    try withPresetLibrary { library in
      #expect(try library.run("favourite", preset(0), preset(1), preset(2)).status == 0)
      #expect(try library.run("tag", "add", "Pad", preset(0)).status == 0)
      #expect(try library.run("tag", "list").stdout == "favourite  3\npad        1\n")
      let removed = try library.run("favourite", preset(2), preset(3), "--remove")
      #expect(removed.stdout == "“favourite” taken from 1 clip, 1 didn't have it\n")
      let counts = try rows(library.run("tag", "list", "--json"))
      #expect(counts.map { $0["tag"] as? String } == ["favourite", "pad"])
      #expect(counts.map { $0["clips"] as? Int } == [2, 1])
    }
  }

  @Test func badNamesAreOneSentence() throws {
    try withPresetLibrary { library in
      let names = [
        ("", "needs a name"), ("a,b", "comma"), ("a\tb", "U+0009"),
        (String(repeating: "a", count: 65), "not 65"),
      ]
      for (name, hint) in names {
        for command in [["add", name, hash(1)], ["remove", name, hash(1)], ["list", name]] {
          let output = try library.neiro.run(["tag"] + command, in: library.root)
          #expect(output.status == 64 && output.stdout.isEmpty, "\(command)")
          #expect(output.stderr.hasPrefix("Error: ") && output.stderr.contains(hint), "\(command)")
        }
      }
      #expect(try library.run("tag", "add", "pad").status == 64)
      #expect(try library.run("tag", "add", "pad", hash(1), "--encoder", "magic").status == 64)
    }
  }

  @Test func lookingAndRemovingCreatesNothing() throws {
    try withTemporaryFolder { folder in
      let neiro = BuiltProgram("neiro")
      let commands = [
        ["tag", "list"], ["tag", "list", "pad"], ["tag", "list", "pad", "--json"],
        ["tag", "remove", "pad", hash(1)], ["favourite", hash(1), "--remove"],
      ]
      for command in commands {
        let output = try neiro.run(command, in: folder)
        #expect(output.status == 0, "\(command): \(output.stderr)")
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    }
  }

  @Test func aReadOnlyWorkspaceCanBeRead() throws {
    try withPresetLibrary { library in
      try library.run("index", "presets")
      try library.run("favourite", preset(0))
      let labels = library.root.appendingPathComponent("Labels").path
      try setMode(0o444, of: databaseFile(library))
      try setMode(0o555, of: labels)
      defer { try? setMode(0o755, of: labels) }
      let listed = try library.run("tag", "list", "favourite")
      #expect(listed.status == 0 && listed.stdout == "\(preset(0))\n", "\(listed.stderr)")
      guard geteuid() != 0 else { return }  // whom modes don't stop
      let refused = try library.run("favourite", preset(1))
      #expect(refused.status == 1 && refused.stdout.isEmpty)
      #expect(refused.stderr.contains("tags.sqlite cannot be written"), "\(refused.stderr)")
    }
  }

  private func setMode(_ mode: Int, of path: String) throws {
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
  }

  @Test func aFileThatIsNoDatabaseIsASentence() throws {
    try withPresetLibrary { library in
      try library.run("favourite", hash(1))
      try Data(String(repeating: "no database ", count: 99).utf8)
        .write(to: URL(fileURLWithPath: databaseFile(library)))
      for command in [["tag", "list"], ["tag", "list", "pad"], ["favourite", hash(2)]] {
        let output = try library.neiro.run(command, in: library.root)
        #expect(output.status == 1 && output.stdout.isEmpty, "\(command)")
        #expect(output.stderr.contains("Labels/tags.sqlite is damaged"), "\(output.stderr)")
      }
    }
  }

  @Test func aKillLeavesAllOrNothing() throws {
    try withPresetLibrary { library in
      let input = (1...3000).map(hash).joined(separator: "\n")
      let file = library.root.appendingPathComponent("clips.txt")
      try input.write(to: file, atomically: true, encoding: .utf8)
      for delay in [0.02, 0.05, 0.1, 0.2] {
        let process = library.neiro.process(["tag", "add", "riff", "-"], in: library.root)
        process.standardInput = try FileHandle(forReadingFrom: file)
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        Thread.sleep(forTimeInterval: delay)
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        let counts = try library.run("tag", "list")
        #expect(["", "riff  3000\n"].contains(counts.stdout), "\(counts)")
        #expect(counts.status == 0)
      }
      let again = try library.run("tag", "add", "riff", "-", input: input)
      #expect(again.status == 0)
      #expect(try library.run("tag", "list").stdout == "riff  3000\n")
    }
  }
}
