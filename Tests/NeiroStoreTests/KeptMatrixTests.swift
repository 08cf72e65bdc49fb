import Foundation
import NeiroCore
import NeiroTestSupport
import Testing

@testable import NeiroStore

@Suite struct KeptMatrixTests {
  private static func projections(_ count: Int, by factor: Float = 1) -> EmbeddingMatrix {
    EmbeddingMatrix(dimension: 4, values: (0..<4 * count).map { factor * Float($0) })
  }

  /// What `base` makes of the library, and whether it had to be made.
  private func projections(
    in workspace: Workspace, by base: String = "aa", _ computed: EmbeddingMatrix? = nil
  ) throws -> (values: [Float], isMade: Bool) {
    let cache = try workspace.sampleCache()
    let clips = try cache.table()
    var isMade = false
    let matrix = cache.kept("projections", width: 4, by: base, of: clips) {
      isMade = true
      return computed ?? Self.projections(clips.rowCount)
    }
    #expect(matrix.rowCount == clips.rowCount && matrix.dimension == 4)
    return (matrix.withRows { Array($0) }, isMade)
  }

  private func files(_ workspace: Workspace) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: workspace.sampleFolder.path)
      .filter { $0.hasPrefix("projections-") }
  }

  @Test func areMadeOnceAndThenKept() throws {
    try withWorkspace { workspace in
      try workspace.index(upTo: 5)
      let first = try projections(in: workspace)
      #expect(first.isMade)
      #expect(first.values == Self.projections(5).withRows { Array($0) })
      // What is not on the disk can't come back.
      let second = try projections(in: workspace, Self.projections(5, by: -1))
      #expect(!second.isMade)
      #expect(second.values == first.values)
      #expect(try files(workspace).count == 1)
    }
  }

  @Test func moreRowsThanAreWrittenAtOnceComeBack() throws {
    try withWorkspace { workspace in
      let writer = try workspace.sampleWriter()
      try writer.commit((1...2050).map { try Sample.encoded($0) })
      let first = try projections(in: workspace)
      let second = try projections(in: workspace)
      #expect(first.isMade && !second.isMade)
      #expect(second.values == Self.projections(2050).withRows { Array($0) })
    }
  }

  @Test func anotherBaseOtherClipsAndOtherRolesMakeThemAnewAndRemoveTheOldFile() throws {
    try withWorkspace { workspace in
      try workspace.index(upTo: 3)
      #expect(try projections(in: workspace).isMade)
      var names = Set(try files(workspace))

      func isMadeAnew(by base: String = "aa") throws {
        #expect(try projections(in: workspace, by: base).isMade)
        #expect(try !projections(in: workspace, by: base).isMade)
        let left = try files(workspace)
        #expect(left.count == 1)
        #expect(names.isDisjoint(with: left))
        names.formUnion(left)
      }
      try isMadeAnew(by: "bb")
      try workspace.sampleWriter().commit([try Sample.encoded(9)])
      try isMadeAnew()
      try workspace.sampleWriter().commit([.role(.query, of: try Sample.clip(2))])
      try isMadeAnew()
    }
  }

  @Test func embeddingsThatSomebodyElseChangesMakeThemAnew() throws {
    try withWorkspace { workspace in
      try workspace.index(upTo: 3)
      #expect(try projections(in: workspace).isMade)
      #expect(try !projections(in: workspace).isMade)
      let file = try FileHandle(forUpdating: workspace.sampleEmbeddings)
      try file.seek(toOffset: 130)
      try file.write(contentsOf: Data([7]))
      try file.close()
      #expect(try projections(in: workspace).isMade)
      #expect(try files(workspace).count == 1)
    }
  }

  @Test func aDamagedFileIsMadeAnew() throws {
    try withWorkspace { workspace in
      try workspace.index(upTo: 5)
      _ = try projections(in: workspace)
      let file = workspace.sampleFolder.appending(path: try #require(try files(workspace).first))
      let whole = try Data(contentsOf: file)
      for damaged in [Data(), Data("JUMPY".utf8), whole.prefix(90), whole.dropLast(4)] {
        try damaged.write(to: file)
        let made = try projections(in: workspace)
        #expect(made.isMade)
        #expect(made.values == Self.projections(5).withRows { Array($0) })
        #expect(try Data(contentsOf: file) == whole)
      }
    }
  }

  @Test func whereNothingCanBeWrittenTheyAreMadeEachTime() throws {
    try withWorkspace { workspace in
      try workspace.index(upTo: 2)
      // A full disk and a read-only folder alike: the file can't take its name. (A folder's mode
      // would not stop a test that runs as root.)
      let cache = try workspace.sampleCache()
      _ = try projections(in: workspace)
      let name = try #require(try files(workspace).first)
      let path = cache.folder.appending(path: name).path
      try FileManager.default.removeItem(atPath: path)
      try FileManager.default.createDirectory(
        atPath: path + "/in the way", withIntermediateDirectories: true)
      for _ in 0..<2 {
        let made = try projections(in: workspace)
        #expect(made.isMade)
        #expect(made.values == Self.projections(2).withRows { Array($0) })
      }
      #expect(try files(workspace) == [name])  // and no half file stays
    }
  }

  @Test func aThrowKeepsTheOldFile() throws {
    try withWorkspace { workspace in
      try workspace.index(upTo: 2)
      _ = try projections(in: workspace)
      let before = try files(workspace)
      let cache = try workspace.sampleCache()
      let clips = try cache.table()
      #expect(throws: CancellationError.self) {
        try cache.kept("projections", width: 4, by: "bb", of: clips) { throw CancellationError() }
      }
      #expect(try files(workspace) == before)
    }
  }

  @Test func severalHeadsStayBesideOneAnother() throws {
    try withWorkspace { workspace in
      try workspace.index(upTo: 3)
      let cache = try workspace.sampleCache()
      let clips = try cache.table()
      func isMade(by key: String) -> Bool {
        var isMade = false
        _ = cache.kept("personal", width: 4, by: key, besides: 2, of: clips) {
          isMade = true
          return Self.projections(3)
        }
        return isMade
      }
      for key in ["a", "b", "c"] { #expect(isMade(by: key)) }
      #expect(["a", "b", "c"].allSatisfy { !isMade(by: $0) })
      // The oldest goes.
      #expect(isMade(by: "d"))
      #expect(!isMade(by: "c") && !isMade(by: "b") && isMade(by: "a"))
    }
  }

  @Test func bytesComeBackOrAreMadeAnew() throws {
    try withWorkspace { workspace in
      try workspace.index(upTo: 3)
      let cache = try workspace.sampleCache()
      let clips = try cache.table()
      func kept(_ text: String) -> String {
        cache.kept(
          "scan", by: "raw", of: clips,
          read: { block in
            let text = block.withBytes { String(decoding: $0, as: UTF8.self) }
            return text.hasPrefix("good") ? text : nil
          },
          bytes: { text in ByteBlock(count: text.utf8.count) { $0.copyBytes(from: text.utf8) } }
        ) { text }
      }
      #expect(kept("good 1") == "good 1")
      #expect(kept("good 2") == "good 1")
      let name = try #require(
        FileManager.default.contentsOfDirectory(atPath: workspace.sampleFolder.path)
          .first { $0.hasPrefix("scan-raw-") })
      for damaged in ["", "bad"] {
        try Data(damaged.utf8).write(to: workspace.sampleFolder.appending(path: name))
        #expect(kept("good 3") == "good 3")
      }
      #expect(kept("good 4") == "good 3")
    }
  }
}
