import Foundation
import NeiroStore
import NeiroTerminal
import NeiroTestSupport
import Testing

@testable import neiro

/// `Labels/keys.yaml`.
@Suite struct KeyBindingsTests {
  private func bindings(_ text: String) throws -> KeyBindings {
    try withTemporaryFolder { folder in
      let workspace = try Workspace(root: folder)
      let file = KeyBindings.file(in: workspace)
      try workspace.makeFolder(workspace.labelsFolder)
      try text.write(to: file, atomically: true, encoding: .utf8)
      return try KeyBindings(in: workspace)
    }
  }

  private func refusal(_ text: String) -> String? {
    do {
      _ = try bindings(text)
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test func withoutAFileTheDefaultsHold() throws {
    try withTemporaryFolder { folder in
      let bindings = try KeyBindings(in: Workspace(root: folder))
      #expect(bindings == .standard)
      #expect(bindings.action(of: .character("S")) == .similar)
      #expect(bindings.action(of: .backspace) == .undo && bindings.action(of: .left) == .back)
      #expect(bindings.action(of: .character("x")) == nil)
    }
  }

  @Test func linesChangeSomeActionsAndLeaveOthers() throws {
    let found = try bindings("similar: j\nunsure: [n, space]\nquit: Q\nskip: 1\n")
    #expect(found.action(of: .character("j")) == .similar)
    #expect(found.action(of: .character("s")) == nil)
    #expect(found.action(of: .character(" ")) == .unsure)
    #expect(found.action(of: .character("1")) == .skip)
    #expect(found.action(of: .character("Q")) == .quit)
    #expect(found.action(of: .character("q")) == nil)
    #expect(found.action(of: .character("d")) == .dissimilar)
    // Two actions may change places.
    #expect(try bindings("similar: d\ndissimilar: s").action(of: .character("d")) == .similar)
    #expect(try bindings("") == .standard)
  }

  @Test(arguments: [
    ("similar: j\nsimliar: x\n", ["line 2", "simliar", "hear-both"]),
    ("\nsimilar: d\n", ["line 2", "“d”", "dissimilar"]),
    ("similar: x\nskip: j\nquit: j\n", ["line 3", "“j”", "skip", "quit"]),
    ("undo: [u, ctrl-z]\n", ["line 1", "ctrl-z", "backspace"]),
    ("undo:\n", ["line 1", "no key"]),
    ("undo:\n  key: u\n", ["line 2", "undo"]),
    ("similar: [\n", ["keys.yaml", "not YAML"]),
    ("- s\n", ["line 1"]),
  ])
  func whatCannotBeUsedIsNamedWithItsLine(text: String, words: [String]) throws {
    let sentence = try #require(refusal(text), "it was taken")
    for word in words { #expect(sentence.contains(word), "\(sentence)") }
  }
}
