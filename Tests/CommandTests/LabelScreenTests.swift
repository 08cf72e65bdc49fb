import Foundation
import NeiroTestSupport
import Testing

/// `neiro label` with the built program, at a terminal of its own.
@Suite struct LabelScreenTests {
  private func answer(_ terminal: PseudoTerminal, _ key: String, _ progress: String) throws {
    try terminal.wait(for: "✓ A", "✓ B")
    terminal.press(key)
    try terminal.wait(for: progress)
  }

  @Test func keysAnswerTakeBackGoBackAndQuit() throws {
    try withStudio { studio in
      let terminal = try studio.label()
      try terminal.wait(for: "Do these two sound similar in timbre?", "0 of 40", "0 in all")
      #expect(terminal.screen.isAlternate && !terminal.screen.showsCursor)
      #expect(!terminal.screen.text.contains(".wav"))
      try answer(terminal, "s", "1 of 40")
      try terminal.wait(for: "Last answer  similar", ".wav")
      try answer(terminal, "d", "2 of 40")
      terminal.press("u")
      try terminal.wait(for: "Took back: dissimilar.", "1 of 40")
      try answer(terminal, "n", "2 of 40")
      try terminal.wait(for: "✓ A", "✓ B")
      terminal.press("\u{1B}[D\u{1B}[D")
      try terminal.wait(for: "You said similar.", "(2 back)", "✓ A", "✓ B")
      terminal.press("d")
      try terminal.wait(for: "Changed: similar is now dissimilar.", "2 of 40", "2 in all")
      terminal.press("q")
      #expect(try terminal.waitForEnd() == 0)
      #expect(terminal.isRestored && terminal.screen.unknown.isEmpty)
      #expect(terminal.screen.text.contains("2 answers saved."))

      // The first pair was answered last; what played were its copies at equal loudness.
      #expect(try studio.answers().map { $0[0] } == ["unsure", "dissimilar"])
      #expect(Array(try studio.played().prefix(2)) == ["1-a.wav", "1-b.wav"])
      let log = try studio.library.run("label", "export", "--format", "jsonl").stdout
      let answer = try #require(log.split(separator: "\n").first { $0.contains("\"answer\"") })
      for key in ["first_side", "heard_a_ms", "heard_b_ms", "taken_ms"] {
        #expect(answer.contains("\"\(key)\""), "\(answer)")
      }
    }
  }

  @Test func nothingCountsBeforeBothWereHeard() throws {
    try withStudio(seconds: "1000") { studio in
      let terminal = try studio.label()
      try terminal.wait(for: "▶ A  playing", "○ B  next")
      // The screen is there before the player's first line is.
      try terminal.wait(for: "A") { _ in (try? studio.played().count) == 1 }
      terminal.press("s")
      try terminal.wait(for: "Hear ", "B first")
      terminal.press("b")
      try terminal.wait(for: "▶ B  playing")
      try terminal.wait(for: "B") { _ in (try? studio.played().count) == 2 }
      terminal.press("q")
      #expect(try terminal.waitForEnd() == 0)
      #expect(try studio.answers().isEmpty)
    }
  }

  @Test func aTerminalTooSmallSaysSoAndAResizeGoesOn() throws {
    try withStudio { studio in
      let terminal = try studio.label(columns: 60, rows: 20)
      try terminal.wait(for: "60 × 20", "80 × 24", "q to quit")
      terminal.press("s")
      terminal.resize(columns: 120, rows: 40)
      try terminal.wait(for: "Do these two sound similar", "✓ B", "0 of 40")
      try answer(terminal, "s", "1 of 40")
      terminal.resize(columns: 30, rows: 5)
      try terminal.wait(for: "30 × 5")
      terminal.resize(columns: 80, rows: 24)
      try terminal.wait(for: "Do these two sound similar", "1 of 40")
      terminal.press("q")
      #expect(try terminal.waitForEnd() == 0 && terminal.isRestored)
      #expect(try studio.answers().count == 1)
    }
  }

  /// Ctrl-C by its key, other signals as they are sent; a crash among them.
  @Test(arguments: [SIGINT, SIGTERM, SIGHUP, SIGSEGV, SIGABRT, SIGTRAP])
  func theTerminalComesBackAfter(signal: Int32) throws {
    try withStudio { studio in
      // Swift's own report of a crash would wait for a key.
      let terminal = try studio.label(environment: ["SWIFT_BACKTRACE": "enable=no"])
      try answer(terminal, "s", "1 of 40")
      if signal == SIGINT { terminal.press("\u{3}") } else { terminal.kill(signal) }
      #expect(try terminal.waitForEnd() == 128 + signal)
      #expect(terminal.isRestored, "\(terminal.screen.text)")
      #expect(try studio.answers().map { $0[0] } == ["similar"])
    }
  }

  /// Ctrl-Z where no shell would continue the program: the system passes over the stop.
  @Test func aStopGivesTheTerminalBackAndTakesItAgain() throws {
    try withStudio { studio in
      let terminal = try studio.label()
      try answer(terminal, "s", "1 of 40")
      terminal.press("\u{1A}")
      try answer(terminal, "d", "2 of 40")
      #expect(terminal.screen.isAlternate)
      terminal.press("q")
      #expect(try terminal.waitForEnd() == 0 && terminal.isRestored)
    }
  }

  @Test func aKillInTheMiddleLosesNothingThatWasAnswered() throws {
    try withStudio { studio in
      let first = try studio.label()
      for number in 1...3 { try answer(first, "s", "\(number) of 40") }
      // Another answer is on its way, saved or not.
      try first.wait(for: "✓ A", "✓ B")
      first.press("d")
      first.kill(SIGKILL)
      #expect(try first.waitForEnd() == 128 + SIGKILL)
      let kept = try studio.answers()
      #expect((3...4).contains(kept.count))
      #expect(Array(kept.map { $0[0] }.prefix(3)) == ["similar", "similar", "similar"])
      let next = try studio.label()
      try next.wait(for: "\(kept.count) in all", "0 of 40")
      try answer(next, "d", "\(kept.count + 1) in all")
      next.press("q")
      #expect(try next.waitForEnd() == 0)
      #expect(Array(try studio.answers().prefix(kept.count)) == kept)
    }
  }

  @Test func twoLabellersAnswerAtOnce() throws {
    try withStudio { studio in
      let terminals = try ["ann", "bob"].map { try studio.label(labeller: $0) }
      for number in 1...4 {
        for terminal in terminals { try terminal.wait(for: "✓ A", "✓ B") }
        for (terminal, key) in zip(terminals, ["s", "d"]) { terminal.press(key) }
        for terminal in terminals { try terminal.wait(for: "\(number) of 40", "\(number) in all") }
      }
      for terminal in terminals {
        terminal.press("q")
        #expect(try terminal.waitForEnd() == 0)
      }
      for (labeller, label) in [("ann", "similar"), ("bob", "dissimilar")] {
        #expect(
          try studio.answers(of: labeller).map { $0[0] } == Array(repeating: label, count: 4))
      }
    }
  }

  @Test func coloursAreLeftOutWhereNobodyWantsThem() throws {
    try withStudio { studio in
      for (noColor, isStyled) in [("", true), ("1", false)] {
        let terminal = try studio.label(environment: ["NO_COLOR": noColor])
        try terminal.wait(for: "✓ A", "✓ B")
        #expect(terminal.screen.isStyled == isStyled)
        terminal.press("q")
        _ = try terminal.waitForEnd()
      }
      // A terminal that can do nothing is asked line by line.
      let dumb = try studio.label("--no-play", environment: ["TERM": "dumb"])
      try dumb.wait(for: "1>")
      #expect(!dumb.screen.isAlternate)
      dumb.press("s\n")
      try dumb.wait(for: "2>")
      dumb.press("q\n")
      #expect(try dumb.waitForEnd() == 0 && dumb.screen.text.contains("1 answer saved."))
    }
  }

  @Test func withoutAPlayerFilesAreNamedOnce() throws {
    try withStudio { studio in
      let terminal = try studio.label(environment: ["PATH": "/nowhere"])
      try terminal.wait(for: "No player was found", "pw-play", ".wav")
      terminal.press("s")
      try terminal.wait(for: "1 of 40")
      #expect(!terminal.screen.text.contains("No player"))
      terminal.press("q")
      #expect(try terminal.waitForEnd() == 0)
    }
  }

  @Test func aPlayerThatFailsIsSaidOnceAndFilesAreNamed() throws {
    try withStudio(seconds: "nonsense 2>/dev/null") { studio in
      let terminal = try studio.label()
      try terminal.wait(for: "pw-play could not play", ".wav")
      terminal.press("s")
      try terminal.wait(for: "1 of 40")
      terminal.press("q")
      #expect(try terminal.waitForEnd() == 0)
    }
  }

  @Test func keysAreReboundInAFile() throws {
    try withStudio { studio in
      let file = studio.library.root.appendingPathComponent("Labels/keys.yaml")
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try "similar: j\n".write(to: file, atomically: true, encoding: .utf8)
      let terminal = try studio.label()
      try terminal.wait(for: "j  similar", "✓ A", "✓ B")
      terminal.press("s")
      try terminal.wait(for: "This key does nothing.")
      try answer(terminal, "j", "1 of 40")
      terminal.press("q")
      #expect(try terminal.waitForEnd() == 0)
      try "similar: d\n".write(to: file, atomically: true, encoding: .utf8)
      let refused = try studio.library.run("label", "ask")
      #expect(refused.status == 1)
      #expect(refused.stderr.contains("Labels/keys.yaml, line 1: “d”"), "\(refused.stderr)")
    }
  }

  @Test func helpNotesAndFlagsHaveTheirPlace() throws {
    try withStudio { studio in
      let terminal = try studio.label("--count", "1")
      try terminal.wait(for: "✓ A", "✓ B")
      terminal.press("?")
      try terminal.wait(for: "Labels/keys.yaml")
      terminal.press("x")
      try terminal.wait(for: "✓ A", "✓ B")
      terminal.press("edq\u{7F}s")
      try terminal.wait(for: "Note  ds_")
      terminal.press("\r")
      try terminal.wait(for: "Noted.", "0 of 1")
      terminal.press("f")
      try terminal.wait(for: "Which one is bad")
      terminal.press("b")
      try terminal.wait(for: "B is flagged", "✓ A", "✓ B", "0 of 1")
      terminal.press("s")
      #expect(try terminal.waitForEnd() == 0)
      #expect(try studio.answers().count == 1)
    }
  }
}
