import Foundation
import NeiroCore
import NeiroStore
import NeiroTestSupport
import Testing

@Suite struct WorkspaceEncodersTests {
  private func manifest(_ name: String, files: [EncoderManifest.SourceFile]) -> EncoderManifest {
    EncoderManifest(
      kind: .clap,
      identity: EncoderIdentity(
        name: name, weightsHash: "0123456789ab", preprocessingVersion: 1, dimension: 4),
      text: .init(hash: "abc", logitScale: 14.3), summary: "a model", files: files)
  }

  @Test func aManifestIsReadBackAndOutlivedByItsFiles() throws {
    try withTemporaryFolder { root in
      // Given a model with what is known of it
      let workspace = try Workspace(root: root)
      let folder = try workspace.makeFolder(workspace.encoderFolder(named: "clap"))
      let weights = folder.appendingPathComponent("model.safetensors")
      try Data("weights".utf8).write(to: weights)
      let known = manifest(
        "clap", files: try EncoderManifest.files(["model.safetensors"], in: folder))
      try workspace.write(known)
      #expect(workspace.encoderNames() == ["clap"])
      #expect(try workspace.encoderManifest(named: "clap") == known)

      // When the weights change, or the folder gets another name
      try FileManager.default.copyItem(at: folder, to: workspace.encoderFolder(named: "other"))
      try Data("other weights".utf8).write(to: weights)

      // Then it is no longer known
      #expect(try workspace.encoderManifest(named: "clap") == nil)
      #expect(try workspace.encoderManifest(named: "other") == nil)
    }
  }

  @Test func aDamagedManifestIsRefusedWithWhatToDo() throws {
    try withTemporaryFolder { root in
      let workspace = try Workspace(root: root)
      let folder = try workspace.makeFolder(workspace.encoderFolder(named: "clap"))
      try Data("{".utf8).write(to: folder.appendingPathComponent(EncoderManifest.fileName))
      let error = #expect(throws: StoreError.self) {
        try workspace.encoderManifest(named: "clap")
      }
      #expect(error?.description.contains("Delete it") == true)
    }
  }

  @Test(arguments: ["clap", "larger_clap_music", "a.b-c", "9"])
  func namesOfFoldersAreNamesOfEncoders(_ name: String) {
    #expect(EncoderManifest.isAllowed(name: name))
  }

  @Test(arguments: ["", ".hidden", "a+b", "clap-style", "a/b", "-a", "ä", "a b"])
  func otherNamesAreNot(_ name: String) {
    #expect(!EncoderManifest.isAllowed(name: name))
  }
}
