import Foundation
import NeiroTestSupport
import Testing

/// Output that can't be written ends a command in order.
@Suite struct OutputTests {
  @Test func aFullDiskIsOneSentence() throws {
    try withTemporaryFolder { folder in
      for arguments in [["encoders"], ["encoders", "--json"], ["status"]] {
        let process = BuiltProgram("neiro").process(arguments, in: folder)
        process.standardOutput = FileHandle(forWritingAtPath: "/dev/full")
        let errors = Pipe()
        process.standardError = errors
        try process.run()
        let text = String(
          decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationReason == .exit && process.terminationStatus == 1)
        #expect(text.hasPrefix("Error: The output can't be written"), "\(text)")
      }
    }
  }

  /// With an encoder's worker the signal of a closed pipe is ignored.
  @Test func nobodyWhoReadsIsNoCrash() throws {
    try withPresetLibrary { library in
      let model = Fixtures.file("clap-tiny/unfused").path
      #expect(try library.run("encoders", "add", model, "--name", "tiny").status == 0)
      let process = library.neiro.process(
        ["classify", "presets/\(PresetLibrary.name(0))", "--labels", "a,b", "--encoder", "tiny"],
        in: library.root)
      let (output, errors) = (Pipe(), Pipe())
      process.standardOutput = output
      process.standardError = errors
      try output.fileHandleForReading.close()
      try process.run()
      let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      #expect(process.terminationReason == .uncaughtSignal)
      #expect(process.terminationStatus == SIGPIPE, "\(text)")
      #expect(!text.contains("rror"), "\(text)")
    }
  }
}
