import Foundation
import NeiroCore
import NeiroTestSupport
import Testing

@testable import NeiroStore

@Suite struct WorkspaceTests {
  @Test func knowsItsFolders() throws {
    try withTemporaryFolder { folder in
      let workspace = try Workspace(root: folder.appending(path: "x/../"))
      #expect(workspace.root.path == folder.path)
      #expect(workspace.labelDatabaseFile.path == folder.path + "/Labels/labels.sqlite")
      #expect(workspace.recipesFolder.path == folder.path + "/Training/recipes")
      #expect(workspace.runsFolder.path == folder.path + "/Training/runs")
      #expect(
        workspace.cacheFolder(for: Sample.identity).path
          == folder.path + "/Cache/fake-v1-0123456789ab")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
      try workspace.makeFolder(workspace.runsFolder)
      try workspace.makeFolder(workspace.runsFolder)
      #expect(FileManager.default.fileExists(atPath: workspace.runsFolder.path))
    }
  }

  @Test func hasToExist() throws {
    try withTemporaryFolder { folder in
      let missing = folder.appending(path: "missing")
      #expect(throws: StoreError.noWorkspace(path: missing.path)) { try Workspace(root: missing) }
      let file = folder.appending(path: "file")
      try write("", to: file)
      #expect(throws: StoreError.noWorkspace(path: file.path)) { try Workspace(root: file) }
    }
  }

  @Test func listsCheckpointsNewestFirst() throws {
    try withWorkspace { workspace in
      #expect(workspace.checkpointNames() == [])
      // Given three checkpoints and a folder that is none
      for (name, age) in [("old", 300.0), ("new", 100), ("b", 200), ("a", 200)] {
        let manifest = workspace.checkpointFolder(named: name).appending(path: "manifest.json")
        try write("{}", to: manifest)
        try FileManager.default.setAttributes(
          [.modificationDate: Date(timeIntervalSince1970: 1e9 - age)], ofItemAtPath: manifest.path)
      }
      try workspace.makeFolder(workspace.checkpointFolder(named: "encoders"))
      #expect(workspace.checkpointNames() == ["new", "a", "b", "old"])
    }
  }

  @Test func showsPathsFromItsRoot() throws {
    try withWorkspace { workspace in
      let root = workspace.root.path
      #expect(workspace.displayPath(root + "/previews/x.ogg") == "previews/x.ogg")
      #expect(workspace.displayPath(root + "-other/x.ogg") == root + "-other/x.ogg")
      #expect(workspace.displayPath("/elsewhere/x.ogg") == "/elsewhere/x.ogg")
    }
  }

  @Test(arguments: [
    ("/a/b", "/a/b"), ("/a//b/", "/a/b"), ("/a/./b/../c", "/a/c"), ("/../a", "/a"), ("/", "/"),
    ("/ä/é.ogg", "/ä/é.ogg"),
  ])
  func pathsAreStandardized(path: String, expected: String) {
    #expect(StandardPath.standardized(path) == expected)
  }

  @Test func relativePathsStartFromAFolder() {
    let folder = URL(filePath: "/home/ada", directoryHint: .isDirectory)
    #expect(StandardPath.absolute("../bob/x.ogg", from: folder) == "/home/bob/x.ogg")
    #expect(StandardPath.absolute("/x.ogg", from: folder) == "/x.ogg")
    #expect(StandardPath.name(of: "/home/x.ogg") == "x.ogg")
    #expect(StandardPath.isPath("/a/b", inside: "/a"))
    #expect(StandardPath.isPath("/a", inside: "/a"))
    #expect(StandardPath.isPath("/a", inside: "/"))
    #expect(!StandardPath.isPath("/ab", inside: "/a"))
  }
}

@Suite struct ContentHashTests {
  // printf abc | sha256sum; head -c 1000003 /dev/zero | sha256sum; sha256sum /dev/null
  @Test(arguments: [
    (Data("abc".utf8), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (Data(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    (
      Data(count: 1_000_003), "9e3c25400146ab5a01345705a1916a2e76a43c45789e38e14420f4eb47d5e384"
    ),
  ])
  func isWhatSha256sumPrints(bytes: Data, expected: String) throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "x.ogg")
      try bytes.write(to: file)
      #expect(try ClipID(contentsOf: file).hex == expected)
    }
  }

  @Test func whatIsNoFileIsASentence() throws {
    try withTemporaryFolder { folder in
      let pipe = folder.appending(path: "pipe")
      #expect(mkfifo(pipe.path, 0o600) == 0)
      for (path, problem) in [
        (folder.path, FileProblem.isFolder), (folder.path + "/none", .missing),
        (pipe.path, .notRegular),
      ] {
        let error = try storeError { _ = try ClipID(contentsOfFileAt: path) }
        #expect(error == .unreadable(path: path, problem: problem))
        #expect(error.description.hasPrefix("\(path) cannot be read: "))
      }
    }
  }
}
