public import Foundation

/// A program of this package, run as a person runs it.
public struct BuiltProgram {
  public struct Output {
    public let status: Int32
    public let stdout: String
    public let stderr: String

    /// The one JSON document on stdout.
    public func json() throws -> [String: Any] {
      let document = try JSONSerialization.jsonObject(with: Data(stdout.utf8))
      return document as? [String: Any] ?? [:]
    }
  }

  public let url: URL

  /// - Parameter name: The product's name; it lies beside the test runner.
  public init(_ name: String) {
    url = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent().appendingPathComponent(name)
  }

  public init(at path: String) {
    url = URL(fileURLWithPath: path)
  }

  public func process(_ arguments: [String], in folder: URL) -> Process {
    let process = Process()
    process.executableURL = url
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle.nullDevice
    return process
  }

  /// Runs to the end. Output goes to files, so that no pipe can fill up and block. Variables of
  /// `environment` are set on top of this process's own.
  public func run(
    _ arguments: [String], in folder: URL, input: String? = nil,
    environment: [String: String] = [:]
  ) throws -> Output {
    try withTemporaryFolder { scratch in
      let files = ["stdout", "stderr", "stdin"].map { scratch.appendingPathComponent($0) }
      for file in files { try Data().write(to: file) }
      let process = process(arguments, in: folder)
      if !environment.isEmpty {
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
      }
      if let input {
        try Data(input.utf8).write(to: files[2])
        process.standardInput = try FileHandle(forReadingFrom: files[2])
      }
      process.standardOutput = try FileHandle(forWritingTo: files[0])
      process.standardError = try FileHandle(forWritingTo: files[1])
      try process.run()
      process.waitUntilExit()
      let texts = try files.map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
      return Output(status: process.terminationStatus, stdout: texts[0], stderr: texts[1])
    }
  }
}
