import Foundation
import NeiroTestSupport
import Testing

/// A library with a player that notes what it plays.
struct Studio {
  let library: PresetLibrary

  private var players: URL { library.root.appendingPathComponent("players") }

  /// `seconds`: how long the player plays each clip.
  init(_ library: PresetLibrary, seconds: String = "0") throws {
    self.library = library
    #expect(try library.run("index", "presets").status == 0)
    try FileManager.default.createDirectory(at: players, withIntermediateDirectories: true)
    let script = """
      #!/bin/sh
      echo "$1" >> "$(dirname "$0")/played"
      exec sleep \(seconds)

      """
    try BuiltProgram.install(script: script, at: players.appendingPathComponent("pw-play"))
  }

  /// PATH with the player in front.
  private var path: String {
    "\(players.path):\(ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")"
  }

  func label(
    _ arguments: String..., labeller: String = "ann", environment: [String: String] = [:],
    columns: Int = 80, rows: Int = 24
  ) throws -> PseudoTerminal {
    try terminal(
      ["label", "ask", "--labeller", labeller, "--seed", "1"] + arguments,
      environment: environment, columns: columns, rows: rows)
  }

  /// Any command, at a terminal of its own.
  func terminal(
    _ arguments: [String], environment: [String: String] = [:], columns: Int = 80, rows: Int = 24
  ) throws -> PseudoTerminal {
    try PseudoTerminal(
      library.neiro, arguments, in: library.root,
      environment: ["PATH": path].merging(environment) { $1 }, columns: columns, rows: rows)
  }

  /// Any command with lines at stdin, and the player at hand.
  func run(_ arguments: [String], input: String) throws -> BuiltProgram.Output {
    try library.neiro.run(
      arguments, in: library.root, input: input, environment: ["PATH": path])
  }

  /// The files that were played, in order.
  func played() throws -> [String] {
    try String(contentsOf: players.appendingPathComponent("played"), encoding: .utf8)
      .split(separator: "\n").map { URL(fileURLWithPath: String($0)).lastPathComponent }
  }

  /// The answers that stand, oldest first: label, A, B.
  func answers(of labeller: String = "ann", _ filter: String...) throws -> [[String]] {
    try library.neiro.run(
      ["label", "list", "--labeller", labeller] + filter, in: library.root
    ).stdout.split(separator: "\n").map {
      let cells = $0.split(separator: " ").map(String.init)
      return [cells[0]] + cells[2...].map { URL(fileURLWithPath: $0).lastPathComponent }
    }
  }
}

/// Runs `body` with presets that are indexed, and a player.
func withStudio(seconds: String = "0", _ body: (Studio) throws -> Void) throws {
  try withPresetLibrary { try body(Studio($0, seconds: seconds)) }
}
