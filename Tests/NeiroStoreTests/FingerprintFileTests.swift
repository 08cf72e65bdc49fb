import Foundation
import NeiroTestSupport
import Testing

@testable import NeiroStore

@Suite struct FingerprintFileTests {
  private func ask(
    _ workspace: Workspace, what: String = "base", _ file: URL, found: String
  ) -> (answer: String, isHashed: Bool) {
    var isHashed = false
    let answer = FingerprintFile(in: workspace).fingerprint(of: what, in: file) {
      isHashed = true
      return found
    }
    return (answer, isHashed)
  }

  private func withWeights(_ body: (Workspace, URL) throws -> Void) throws {
    try withWorkspace { workspace in
      let file = workspace.root.appending(path: "head.safetensors")
      try Data("weights".utf8).write(to: file)
      try body(workspace, file)
    }
  }

  @Test func weightsAreHashedOnce() throws {
    try withWeights { workspace, file in
      #expect(ask(workspace, file, found: "aa") == ("aa", true))
      #expect(ask(workspace, file, found: "bb") == ("aa", false))
      #expect(ask(workspace, what: "head", file, found: "cc") == ("cc", true))
      #expect(ask(workspace, what: "head", file, found: "dd") == ("cc", false))
      #expect(ask(workspace, file, found: "ee") == ("aa", false))
    }
  }

  @Test func changedWeightsAreHashedAnewEvenWithTheOldTime() throws {
    try withWeights { workspace, file in
      let old = try FileManager.default.attributesOfItem(atPath: file.path)[.modificationDate]
      _ = ask(workspace, file, found: "aa")
      // In place, as many bytes, and the time put back.
      let handle = try FileHandle(forWritingTo: file)
      try handle.write(contentsOf: Data("WEIGHTS".utf8))
      try handle.close()
      try FileManager.default.setAttributes(
        [.modificationDate: try #require(old)], ofItemAtPath: file.path)
      #expect(ask(workspace, file, found: "bb") == ("bb", true))
    }
  }

  @Test func aDamagedFileAndOneThatIsInTheWayOnlyCostTime() throws {
    try withWeights { workspace, file in
      _ = ask(workspace, file, found: "aa")
      let kept = workspace.cacheFolder.appending(path: "fingerprints.txt")
      try Data([0xFF, 0x00, 0x0A]).write(to: kept)
      #expect(ask(workspace, file, found: "aa") == ("aa", true))
      #expect(ask(workspace, file, found: "bb") == ("aa", false))
      try FileManager.default.removeItem(at: kept)
      try FileManager.default.createDirectory(at: kept, withIntermediateDirectories: true)
      #expect(ask(workspace, file, found: "cc") == ("cc", true))
      #expect(
        ask(workspace, workspace.root.appending(path: "none"), found: "dd") == ("dd", true))
    }
  }

  @Test func theFileDoesNotGrowForEver() throws {
    try withWeights { workspace, file in
      for number in 0..<2000 { _ = ask(workspace, what: "what \(number)", file, found: "aa") }
      let kept = workspace.cacheFolder.appending(path: "fingerprints.txt")
      let size = try Data(contentsOf: kept).count
      #expect(size < 70_000)
      #expect(ask(workspace, what: "what 1999", file, found: "bb") == ("aa", false))
    }
  }
}
