import Foundation
import NeiroHead
import NeiroTestSupport
import Testing

/// Killed or interrupted at any moment, nothing is half-written and the work goes on.
@Suite struct InterruptionTests {
  @Test func indexingGoesOnAfterKills() throws {
    try withPresetLibrary { library in
      for delay in [0.02, 0.05, 0.1, 0.2, 0.4] {
        let process = library.neiro.process(["index", "presets"], in: library.root)
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        Thread.sleep(forTimeInterval: delay)
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
      }
      let report = try library.run("index", "presets", "--json").json()
      #expect(report["clips"] as? Int == 48)
      let afterKills = try library.embeddingFile()
      try FileManager.default.removeItem(at: library.root.appendingPathComponent("Cache"))
      try library.run("index", "presets")
      #expect(try library.embeddingFile() == afterKills)
    }
  }

  @Test(arguments: [SIGINT, SIGKILL])
  func anInterruptedTrainingLeavesTheOldHead(signal: Int32) throws {
    try withPresetLibrary { library in
      try library.run("index", "presets")
      try library.writeLabels()
      try library.run("label", "import", "labels.csv")
      let first = try library.run("train", "--name", "mine", "--seed", "1")
      #expect(first.status == 0, "\(first.stderr)")
      let folder = library.root.appendingPathComponent("Checkpoints/mine")
      let before = try Checkpoint(contentsOf: folder)

      let process = library.neiro.process(
        ["train", "--name", "mine", "--seed", "2"], in: library.root)
      process.standardOutput = FileHandle.nullDevice
      let pipe = Pipe()
      process.standardError = pipe
      try process.run()
      // Its first words say that libtorch is loaded and the training runs.
      _ = pipe.fileHandleForReading.availableData
      kill(process.processIdentifier, signal)
      process.waitUntilExit()
      if signal == SIGINT { #expect(process.terminationStatus == 130) }

      #expect(try Checkpoint(contentsOf: folder) == before)
      #expect(try library.run("train", "--name", "mine", "--seed", "1").status == 0)
      #expect(try Checkpoint(contentsOf: folder) == before)
      let names = try FileManager.default.contentsOfDirectory(
        atPath: library.root.appendingPathComponent("Checkpoints").path)
      #expect(names == ["mine"])
    }
  }
}
