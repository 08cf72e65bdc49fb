import Foundation
import NeiroCommands

/// A program that plays sound files: the first one of this machine that is known.
struct Player {
  let program: URL
  private let options: [String]

  private static let known: [(name: String, options: [String])] = [
    ("pw-play", []), ("paplay", []), ("aplay", ["-q"]),
    ("ffplay", ["-nodisp", "-autoexit", "-loglevel", "error"]),
  ]

  static func firstFound() throws -> Player {
    for (name, options) in known {
      if let program = InstalledProgram.named(name) {
        return Player(program: program, options: options)
      }
    }
    throw PlayerError.noneFound(known.map(\.name))
  }

  var name: String { program.lastPathComponent }

  /// The command that plays a file, its name first.
  func arguments(for file: URL) -> [String] { [name] + options + [file.path] }

  /// Plays a file to its end.
  func play(_ file: URL) throws {
    let process = Process()
    process.executableURL = program
    process.arguments = options + [file.path]
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw PlayerError.failed(player: name, file: file.path)
    }
  }

  /// Plays files one after the other, saying which.
  func playAll(_ files: [URL]) throws {
    for (index, file) in files.enumerated() {
      Output.note("Playing \(index + 1): \(file.lastPathComponent)")
      try play(file)
    }
  }
}

enum PlayerError: Error, CustomStringConvertible {
  case noneFound([String])
  case failed(player: String, file: String)

  var description: String {
    switch self {
    case .noneFound(let names):
      "No player was found: install one of \(names.joined(separator: ", ")) to hear the clips."
    case .failed(let player, let file): "\(player) could not play \(file)."
    }
  }
}
