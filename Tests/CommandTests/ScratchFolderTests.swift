import Foundation
import Testing

@testable import neiro

@Suite struct ScratchFolderTests {
  @Test func whatAKilledProgramLeftGoesAndWhatIsInUseStays() throws {
    let files = FileManager.default
    // No process has a number that large.
    let left = files.temporaryDirectory.appendingPathComponent("neiro-scratch-2000000000-x")
    try files.createDirectory(at: left, withIntermediateDirectories: true)
    let first = try ScratchFolder()
    #expect(!files.fileExists(atPath: left.path))
    let second = try ScratchFolder()
    #expect(files.fileExists(atPath: first.url.path) && first.url != second.url)
    for folder in [first, second] { folder.remove() }
    #expect(!files.fileExists(atPath: first.url.path))
  }
}
