import Foundation
import GRDB
import NeiroCore
import NeiroTestSupport
import Testing

@testable import NeiroStore

@Suite struct ClipResolverTests {
  private func resolver(_ workspace: Workspace, from folders: [String] = []) throws -> ClipResolver
  {
    ClipResolver(
      library: try workspace.sampleCache(),
      baseFolders: folders.map { workspace.root.appending(path: $0) } + [workspace.root])
  }

  private func index(_ workspace: Workspace, _ files: [(path: String, clip: Int)]) throws {
    let writer = try workspace.sampleWriter()
    try writer.commit(try files.map { try Sample.encoded($0.clip, path: $0.path) })
  }

  @Test func takesAContentHash() throws {
    let clip = try Sample.clip(1)
    let resolver = ClipResolver(library: nil, baseFolders: [])
    #expect(try resolver.clip(clip.hex) == clip)
    #expect(try resolver.clip(clip.hex.uppercased()) == clip)
    #expect(try resolver.resolve(clip.hex).path == nil)
  }

  @Test func hashesAFileThatTheLibraryDoesNotKnow() throws {
    try withWorkspace { workspace in
      let file = workspace.root.appending(path: "sub/abc.ogg")
      try write("abc", to: file)
      let expected = try ClipID(contentsOf: file)
      let resolver = ClipResolver(
        library: nil,
        baseFolders: [workspace.root.appending(path: "other"), workspace.root])
      for text in [file.path, "sub/abc.ogg", "./sub/../sub/abc.ogg"] {
        #expect(try resolver.resolve(text) == ResolvedClip(clip: expected, path: file.path))
      }
      #expect(throws: StoreError.clipIsFolder(path: workspace.root.path + "/sub")) {
        try resolver.clip("sub")
      }
    }
  }

  @Test func theFirstBaseFolderWins() throws {
    try withWorkspace { workspace in
      try write("one", to: workspace.root.appending(path: "one/x.ogg"))
      try write("two", to: workspace.root.appending(path: "two/x.ogg"))
      let folders = ["none", "two", "one"].map { workspace.root.appending(path: $0) }
      let found = try ClipResolver(library: nil, baseFolders: folders).resolve("x.ogg")
      #expect(found.path == workspace.root.path + "/two/x.ogg")
    }
  }

  @Test func trustsTheLibraryOnAnUnchangedFileOnly() throws {
    try withWorkspace { workspace in
      // Given a library that knows a file under a hash which, for the test's sake, is not its own
      let file = workspace.root.appending(path: "x.ogg")
      try write("abc", to: file)
      let writer = try workspace.sampleWriter()
      let stamp = try FileStamp(ofFileAt: file.path)
      try writer.commit([.encoded(path: file.path, stamp: stamp, try Sample.row(1))])

      // Then size and time are enough
      #expect(try resolver(workspace).clip("x.ogg") == Sample.clip(1))

      // Until one of them changes
      try write("abcd", to: file)
      #expect(try resolver(workspace).clip("x.ogg") == ClipID(contentsOf: file))
    }
  }

  @Test func findsTheEndOfAPath() throws {
    try withWorkspace { workspace in
      try index(
        workspace,
        [
          ("/lib/previews/timgm/x.ogg", 1), ("/lib/previews/fluid/x.ogg", 2), ("/lib/tox.ogg", 3),
          ("/lib/mytimgm/y.ogg", 4),
        ])
      let resolver = try resolver(workspace)
      for text in ["timgm/x.ogg", "previews/timgm/x.ogg", "./timgm//x.ogg"] {
        #expect(
          try resolver.resolve(text)
            == ResolvedClip(clip: Sample.clip(1), path: "/lib/previews/timgm/x.ogg"))
      }
      #expect(try resolver.clip("tox.ogg") == Sample.clip(3))
      #expect(try resolver.clip("/lib/tox.ogg") == Sample.clip(3))
      // Whole components only, and an absolute path is whole
      for text in ["timgm/y.ogg", "ox.ogg", "/timgm/x.ogg", "../timgm/x.ogg", ""] {
        let error = try storeError { _ = try resolver.clip(text) }
        guard case .noSuchClip = error else {
          Issue.record("\(text): \(error)")
          continue
        }
      }
    }
  }

  @Test func anAmbiguousEndNamesUpToThree() throws {
    try withWorkspace { workspace in
      try index(workspace, (1...5).map { ("/lib/\($0)/x.ogg", $0) })
      let resolver = try resolver(workspace)
      let error = try storeError { _ = try resolver.clip("x.ogg") }
      #expect(
        error
          == .ambiguousClip(
            text: "x.ogg", paths: ["/lib/1/x.ogg", "/lib/2/x.ogg", "/lib/3/x.ogg"], clips: 5))
      #expect(
        error.description == "\"x.ogg\" names 5 different clips: /lib/1/x.ogg, /lib/2/x.ogg, "
          + "/lib/3/x.ogg and 2 more. Give more of the path, or the content hash.")
      #expect(try resolver.clip("4/x.ogg") == Sample.clip(4))
    }
  }

  @Test func copiesOfOneSoundAreNotAmbiguous() throws {
    try withWorkspace { workspace in
      try index(workspace, [("/lib/a/x.ogg", 1), ("/lib/b/x.ogg", 1)])
      #expect(try resolver(workspace).clip("x.ogg") == Sample.clip(1))
    }
  }

  @Test func filesThatAreGoneCountWhereNoOtherFits() throws {
    try withWorkspace { workspace in
      // Given a file that vanished and one of the same name that is there
      try index(workspace, [("/lib/old/x.ogg", 1), ("/lib/new/x.ogg", 2)])
      try workspace.sampleWriter().commit([.vanished(path: "/lib/old/x.ogg")])
      let resolver = try resolver(workspace)
      #expect(try resolver.clip("x.ogg") == Sample.clip(2))
      #expect(try resolver.clip("old/x.ogg") == Sample.clip(1))
      #expect(try resolver.clip("/lib/old/x.ogg") == Sample.clip(1))
    }
  }

  @Test func sayingThatNothingFitsHelps() throws {
    try withWorkspace { workspace in
      try index(workspace, [("/lib/x.ogg", 1)])
      let error = try storeError { _ = try resolver(workspace, from: ["csv"]).clip("y.ogg") }
      let root = workspace.root.path
      #expect(
        error == .noSuchClip(text: "y.ogg", lookedIn: ["\(root)/csv", root], libraryFiles: 1))
      #expect(error.description.contains("none of the library's 1 files ends in that path"))
      #expect(error.description.contains("`neiro index FOLDER`"))
    }
  }

  @Test func aFileIsFoundByAnIndex() throws {
    try withWorkspace { workspace in
      try index(workspace, [("/lib/x.ogg", 1)])
      let database = try DatabaseQueue(path: workspace.sampleDatabase.path)
      for condition in ["name = 'x.ogg'", "path = '/lib/x.ogg'"] {
        let plan = try database.read {
          try Row.fetchAll(
            $0,
            sql: "EXPLAIN QUERY PLAN SELECT path FROM file JOIN clip ON clip.id = clipId "
              + "WHERE \(condition) ORDER BY path"
          ).map { $0["detail"] as String }
        }
        #expect(plan.first?.hasPrefix("SEARCH file USING INDEX") == true, "\(plan)")
      }
    }
  }
}
