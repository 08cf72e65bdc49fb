import Foundation
import NeiroTestSupport
import Testing

/// `neiro search --label` with the built program.
@Suite struct SearchLabelTests {
  private static let search = ["search", "loop.wav", "-k", "4", "--label", "--labeller", "ann"]

  /// A loop that isn't in the library, called `loop.wav`.
  private func withLoop(seconds: String = "0", _ body: (Studio) throws -> Void) throws {
    try withStudio(seconds: seconds) { studio in
      let loop = PresetLibrary.samples(brightness: 3, variant: 1)
      try WaveFile(channels: [loop + loop], sampleRateHz: 22_050).write(
        to: studio.library.root.appendingPathComponent("loop.wav"))
      try body(studio)
    }
  }

  /// The paths of the results, best first.
  private func results(_ studio: Studio) throws -> [String] {
    let report = try studio.library.run("search", "loop.wav", "-k", "4", "--json").json()
    let results = try #require(report["results"] as? [[String: Any]])
    return results.compactMap { $0["path"] as? String }
      .map { URL(fileURLWithPath: $0).lastPathComponent }
  }

  @Test func pipedAnswersAreSavedAndTheTargetBecomesALoop() throws {
    try withLoop { studio in
      let found = try results(studio)
      let output = try studio.run(Self.search, input: "2 +2\n0 3 -3\n+1\n")
      #expect(output.status == 0, "\(output.stderr)")
      // Results are data, talk is not.
      #expect(output.stdout.split(separator: "\n").count == 5 && !output.stdout.contains("> "))
      #expect(output.stderr.contains("More like this: 2  presets/\(found[1])"))
      #expect(output.stderr.contains("Not like this: 3  presets/\(found[2])"))
      #expect(output.stderr.contains("Listen to 1 first."))
      #expect(output.stderr.contains("loop.wav is in the library now, as a loop"))
      #expect(output.stderr.contains("2 answers saved."))
      #expect(
        try studio.answers() == [
          ["similar", "loop.wav", found[1]], ["dissimilar", "loop.wav", found[2]],
        ])
      // The target, 2, the target as loud as 2, 3, and 1, which has to be heard first.
      #expect(try studio.played().count == 5)
      let status = try studio.library.run("status", "--json").json()
      #expect(status["loops"] as? Int == 1 && status["presets"] as? Int == 48)
      let log = try studio.library.run("label", "export", "--format", "jsonl").stdout
        .split(separator: "\n")
      #expect(log.first?.contains("\"source\":\"added\"") == true)
      let answer = try #require(log.first { $0.contains("\"answer\"") })
      for part in ["\"reason\":\"search\"", "\"first_side\":\"a\"", "\"heard_b_ms\""] {
        #expect(answer.contains(part), "\(answer)")
      }

      // The same is found again, and what was said is known.
      #expect(try results(studio) == found)
      let again = try studio.run(Self.search + ["--no-play"], input: "+2\n+3\nu\n-4\n-4\n\n+1\n")
      #expect(again.stderr.contains("Said before: +2 -3"))
      #expect(again.stderr.contains("2 is “more like this” already."))
      #expect(again.stderr.contains("Took back +3; -3 holds again."))
      #expect(!again.stderr.contains("in the library now"))
      #expect(again.stderr.contains("1 answer saved."))
      #expect(
        try studio.answers().map { $0[0] + " " + $0[2] } == [
          "similar \(found[1])", "dissimilar \(found[2])", "dissimilar \(found[3])",
        ])
    }
  }

  @Test func trainingLearnsFromThem() throws {
    try withLoop { studio in
      try studio.library.writeLabels()
      try studio.library.run("label", "import", "labels.csv", "--labeller", "ann")
      let output = try studio.run(Self.search + ["--no-play", "--json"], input: "+1 -4")
      #expect(try output.json()["query"] as? String == "loop.wav")
      let train = try studio.library.run("train", "--name", "mine", "--recipe", "quick", "--json")
      let labels = try #require(try train.json()["labels"] as? [String: Any], "\(train.stderr)")
      #expect(labels["similar"] as? Int == 25 && labels["dissimilar"] as? Int == 25)
      #expect(labels["withoutEmbedding"] as? Int == 0, "\(labels)")
      // The head that ranks from now on is kept with the answer, where it takes part.
      try studio.library.letHeadTakePart()
      _ = try studio.run(
        Self.search + ["--no-play", "--head", "mine", "--taste", "pads"], input: "+2")
      let log = try studio.library.run("label", "export", "--format", "jsonl").stdout
      let answer = try #require(log.split(separator: "\n").last)
      #expect(answer.contains("\"head\":\"mine\""), "\(answer)")
      #expect(try studio.answers(of: "ann", "--taste", "pads").count == 1)
    }
  }

  @Test func atATerminalOneTypesWhileItSounds() throws {
    try withLoop(seconds: "1000") { studio in
      let terminal = try studio.terminal(Self.search, rows: 40)
      try terminal.wait(for: "3 plays result 3", "Playing the target: loop.wav", "\n>")
      try terminal.wait(for: "the target") { _ in (try? studio.played().count) == 1 }
      terminal.press("+2\n")
      // How long the target has sounded by now depends on the machine.
      try terminal.wait(for: "2 first")
      terminal.press("2\n")
      try terminal.wait(for: "2") { $0.text.contains("Playing 2") }
      try terminal.wait(for: "2") { _ in (try? studio.played().count) ?? 0 >= 2 }
      terminal.press("?\n")
      try terminal.wait(for: "takes back the last answer")
      terminal.press("\n")
      #expect(try terminal.waitForEnd() == 0 && terminal.isRestored)
      #expect(try studio.answers().isEmpty)
    }
  }

  @Test func atATerminalAnswersCountOnceBothWereHeard() throws {
    try withLoop { studio in
      let terminal = try studio.terminal(Self.search, rows: 40)
      try terminal.wait(for: "\n>")
      terminal.press("0 1 +1\n")
      try terminal.wait(for: "More like this: 1", "loop.wav is in the library now")
      terminal.press("-1\n")
      try terminal.wait(for: "Changed. Not like this: 1")
      #expect(try studio.answers().map { $0[0] } == ["dissimilar"])
      terminal.press("u\n")
      try terminal.wait(for: "Took back -1; +1 holds again.")
      #expect(try studio.answers().map { $0[0] } == ["similar"])
      terminal.press("\u{4}")
      #expect(try terminal.waitForEnd() == 0)
      #expect(terminal.screen.text.contains("1 answer saved."))
    }
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func anInterruptionKeepsWhatWasSaidAndSilences(signal: Int32) throws {
    try withLoop(seconds: "0.6") { studio in
      let terminal = try studio.terminal(Self.search, rows: 40)
      try terminal.wait(for: "\n>")
      terminal.press("0 1 +1 2\n")
      try terminal.wait(for: "More like this: 1", "Playing 2")
      if signal == SIGINT { terminal.press("\u{3}") } else { terminal.kill(signal) }
      #expect(try terminal.waitForEnd() == 130)
      #expect(terminal.screen.text.contains("1 answer saved."))
      #expect(try studio.answers().map { $0[0] } == ["similar"])
    }
  }

  @Test func aPresetOfTheLibraryStaysAPreset() throws {
    try withLoop { studio in
      let name = PresetLibrary.name(9)
      let output = try studio.run(
        ["search", "presets/\(name)", "--label", "--labeller", "ann", "--play", "-k", "2"],
        input: "+1 -2\n")
      #expect(output.stderr.contains("Playing 2: presets/"), "\(output.stderr)")
      #expect(try studio.answers().map { $0[1] } == [name, name])
      let status = try studio.library.run("status", "--json").json()
      #expect(status["loops"] as? Int == 0 && status["presets"] as? Int == 48)
    }
  }

  @Test func whatCanNotBeLabelledIsSaidInASentence() throws {
    try withLoop { studio in
      let text = try studio.library.run("search", "--text", "warm pad", "--label")
      #expect(text.status == 64)
      #expect(text.stderr.contains("--label compares results with a sound, not with a text"))
      let alone = try studio.library.run("search", "loop.wav", "--no-play")
      #expect(alone.status == 64 && alone.stderr.contains("--no-play needs --label."))
      let both = try studio.library.run("search", "loop.wav", "--label", "--play", "--no-play")
      #expect(both.status == 64 && both.stderr.contains("exclude each other"))
    }
  }

  @Test func withoutAPlayerFilesAreNamedAndAnswersCount() throws {
    try withLoop { studio in
      let found = try results(studio)
      let output = try studio.library.neiro.run(
        Self.search, in: studio.library.root, input: "1\n+1\n",
        environment: ["PATH": "/nowhere"])
      #expect(output.stderr.contains("No player was found"))
      #expect(output.stderr.contains("1  \(studio.library.presets.path)/\(found[0])"))
      #expect(try studio.answers() == [["similar", "loop.wav", found[0]]])
    }
  }
}
