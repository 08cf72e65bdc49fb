import Foundation
import NeiroStore
import NeiroTestSupport
import Testing

@testable import NeiroIndexing

@Suite struct AudioFileWalkTests {
  @Test func findsAudioAtAnyDepthInByteOrder() async throws {
    try await withScene { scene in
      for path in [
        "b.WAV", "B.ogg", "a/x.flac", "a/deep/er/y.opus", "a.b/z.aiff", "ä.mp3", "one.wave",
        "two.oga", "three.aif", "four.aifc",
      ] { try scene.put("1", path) }
      for path in ["notes.txt", "ogg", ".hidden.wav", ".git/x.wav", "a/.x/y.wav", "x.wav.bak"] {
        try scene.put("1", path)
      }
      let walk = try AudioFileWalk(scene.sounds.path)
      #expect(
        walk.files
          == [
            "B.ogg", "a.b/z.aiff", "a/deep/er/y.opus", "a/x.flac", "b.WAV", "four.aifc", "one.wave",
            "three.aif", "two.oga", "ä.mp3",
          ].map(scene.path))
      #expect(walk.failed == [])
    }
  }

  @Test func linksToFilesAreFollowedAndFoldersAreNot() async throws {
    try await withScene { scene in
      let file = try scene.put("1", "real/a.wav")
      let manager = FileManager.default
      for (link, target) in [
        ("link.wav", file.path), ("loop", scene.sounds.path), ("loop.wav", scene.sounds.path),
        ("broken.wav", "/nowhere"), ("self.wav", scene.path("self.wav")),
      ] {
        try manager.createSymbolicLink(
          atPath: scene.path(link), withDestinationPath: target)
      }
      #expect(mkfifo(scene.path("pipe.wav"), 0o600) == 0)
      let summary = try await scene.index()
      #expect(
        try AudioFileWalk(scene.sounds.path).files
          == ["broken.wav", "link.wav", "real/a.wav", "self.wav"].map(scene.path))
      let reason = "is a symbolic link to something that does not exist"
      #expect(
        summary.failed
          == ["broken.wav", "self.wav"].map {
            FailedFile(path: scene.path($0), reason: reason)
          })
      #expect(summary.clips == 1 && summary.indexed == 2 && summary.duplicates == 1)

      // And a link that is mended works
      try scene.remove("broken.wav")
      try manager.createSymbolicLink(
        atPath: scene.path("broken.wav"), withDestinationPath: file.path)
      let mended = try await scene.index()
      #expect(mended.failed.map(\.path) == [scene.path("self.wav")])
      #expect(mended.skipped == 2 && mended.indexed == 1)
    }
  }

  @Test func aNameThatIsNoTextIsNamedByItsFolder() async throws {
    try await withScene { scene in
      let name: [CChar] = scene.path("x").utf8.map(CChar.init) + [-1] + ".wav".utf8.map(CChar.init)
      let descriptor = open(name + [0], O_CREAT | O_WRONLY, 0o600)
      try #require(descriptor >= 0)
      close(descriptor)
      let walk = try AudioFileWalk(scene.sounds.path)
      #expect(walk.files == [])
      #expect(walk.failed.map(\.path) == [scene.sounds.path])
    }
  }
}
