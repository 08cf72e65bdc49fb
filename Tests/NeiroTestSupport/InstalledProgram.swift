public import Foundation

extension BuiltProgram {
  /// Puts a copy of a program, or a script, at `url`, to be run there.
  ///
  /// Another process writes it: while this one has a file open for writing, so has whatever a test
  /// beside this one is just starting, and a file that is open for writing can't be run (“text
  /// file busy”).
  ///
  /// - Parameters:
  ///   - source: The file to copy.
  ///   - url: The place; its folder exists.
  /// - Returns: The program there.
  /// - Throws: Where it can't be put there.
  public static func installed(_ source: URL, at url: URL) throws -> BuiltProgram {
    let output = try BuiltProgram(at: "/usr/bin/install").run(
      ["-m", "755", source.path, url.path], in: url.deletingLastPathComponent())
    guard output.status == 0 else { throw InstallationFailure(reason: output.stderr) }
    return BuiltProgram(at: url.path)
  }

  /// Puts a shell script at `url`, to be run there.
  ///
  /// - Parameters:
  ///   - script: Its lines, `#!/bin/sh` first.
  ///   - url: The place; its folder exists.
  /// - Throws: Where it can't be put there.
  public static func install(script: String, at url: URL) throws {
    try withTemporaryFolder { folder in
      let text = folder.appendingPathComponent("script")
      try Data(script.utf8).write(to: text)
      _ = try installed(text, at: url)
    }
  }
}

struct InstallationFailure: Error {
  let reason: String
}
