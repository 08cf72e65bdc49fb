import Foundation
import NeiroCore
import NeiroIndexing
import NeiroStore
import Testing

/// What a run makes of what happened to the files since the last one.
@Suite struct LibraryUpdateTests {
  @Test func unchangedFilesAreNotEvenRead() async throws {
    try await withScene { scene in
      try scene.put("1", "a.wav")
      try scene.put("2", "b.wav")
      try await scene.index()
      let before = try scene.bytes
      let again = try await scene.index()
      #expect(again.skipped == 2)
      #expect(again.indexed == 0)
      #expect(again.clips == 2)
      #expect(scene.decoded == [])
      #expect(try scene.bytes == before)
    }
  }

  @Test func aMovedFileIsKnownByItsContent() async throws {
    try await withScene { scene in
      try scene.put("1", "a.wav")
      try scene.put("2", "b.wav")
      try await scene.index()

      // When
      try scene.move("a.wav", to: "z.wav")
      let summary = try await scene.index()

      // Then it is not decoded, keeps its row, and is found under its new path
      #expect(summary.moved == 1)
      #expect(summary.vanished == 0)
      #expect(summary.indexed == 1 && summary.skipped == 1 && summary.clips == 2)
      #expect(scene.decoded == [])
      let cache = try scene.cache
      let clip = try ClipID(contentsOfFileAt: scene.path("z.wav"))
      #expect(try cache.row(of: clip) == 0)
      #expect(try cache.paths(of: clip) == [scene.path("z.wav")])
      #expect(try cache.missingFiles().map(\.foundAt) == [scene.path("z.wav")])
      #expect(try await scene.index().moved == 0)
    }
  }

  @Test func aChangedFileIsAnotherClip() async throws {
    try await withScene { scene in
      try scene.put("1", "a.wav")
      try await scene.index()
      let old = try ClipID(contentsOfFileAt: scene.path("a.wav"))
      try scene.put("22", "a.wav")
      let summary = try await scene.index()
      #expect(summary.changed == 1)
      #expect(summary.clips == 1 && summary.indexed == 1)
      let cache = try scene.cache
      // The old sound stays usable for the labels that name it.
      #expect(try cache.row(of: old) == 0)
      #expect(try cache.paths(of: old) == [])
      let new = try ClipID(contentsOfFileAt: scene.path("a.wav"))
      #expect(try cache.libraryClips().map(\.clip) == [new])
    }
  }

  @Test func aTouchedFileIsHashedButNotDecoded() async throws {
    try await withScene { scene in
      try scene.put("1", "a.wav")
      try await scene.index()
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: 1e9)], ofItemAtPath: scene.path("a.wav"))
      let summary = try await scene.index()
      #expect(summary.indexed == 1 && summary.changed == 0 && summary.moved == 0)
      #expect(scene.decoded == [])
      #expect(try await scene.index().skipped == 1)
    }
  }

  @Test func vanishedFilesAreMissedAndWelcomedBack() async throws {
    try await withScene { scene in
      try scene.put("1", "sub/a.wav")
      try scene.put("2", "b.wav")
      try await scene.index()

      // When a folder is gone
      let away = scene.sounds.deletingLastPathComponent().appending(path: "away")
      try FileManager.default.moveItem(at: scene.sounds.appending(path: "sub"), to: away)
      let summary = try await scene.index()

      // Then
      #expect(summary.vanished == 1)
      #expect(summary.clips == 1)
      #expect(try scene.cache.missingFiles().map(\.path) == [scene.path("sub/a.wav")])
      #expect(try scene.cache.clips().count == 2)
      #expect(try await scene.index().vanished == 0)

      // And when it is back
      try FileManager.default.moveItem(at: away, to: scene.sounds.appending(path: "sub"))
      let back = try await scene.index()
      #expect(back.skipped == 2 && back.clips == 2)
      #expect(scene.decoded == [])
      #expect(try scene.cache.missingFiles() == [])
    }
  }

  @Test func otherFoldersAreLeftAlone() async throws {
    try await withScene { scene in
      try scene.put("1", "one/a.wav")
      try scene.put("2", "one-more/b.wav")
      try await scene.index()
      try scene.remove("one/a.wav")
      try scene.remove("one-more/b.wav")
      let summary = try await scene.index([scene.sounds.appending(path: "one")])
      #expect(summary.vanished == 1)
      #expect(try scene.cache.missingFiles().map(\.path) == [scene.path("one/a.wav")])
    }
  }

  @Test func aFolderThatIsGoneAsAWholeIsNoMistake() async throws {
    try await withScene { scene in
      try scene.put("1", "sub/a.wav")
      let folder = scene.sounds.appending(path: "sub")
      try await scene.index([folder])
      try scene.remove("sub")
      #expect(try await scene.index([folder]).vanished == 1)
      await #expect(throws: IndexError.noSuchInput(path: folder.path)) {
        try await scene.index([folder])
      }
    }
  }

  @Test func copiesAreOneClip() async throws {
    try await withScene { scene in
      try scene.put("1", "a.wav")
      try scene.put("1", "b.wav")
      try scene.put("2", "c.wav")
      let summary = try await scene.index()
      #expect(summary.clips == 2 && summary.indexed == 3 && summary.duplicates == 1)
      try scene.put("1", "d.wav")
      let later = try await scene.index()
      #expect(later.duplicates == 2)
      #expect(later.moved == 0)
      #expect(scene.decoded == [])
      #expect(try scene.cache.rowCount == 2)
    }
  }

  @Test func badFilesAreListedAndTriedAgainWhenChanged() async throws {
    try await withScene { scene in
      try scene.put("bad", "bad.wav")
      try scene.put("1", "good.wav")
      let bad = FailedFile(path: scene.path("bad.wav"), reason: "is not a number")
      #expect(try await scene.index().failed == [bad])

      // Unchanged: listed, not decoded
      let again = try await scene.index()
      #expect(again.failed == [bad] && again.skipped == 1)
      #expect(scene.decoded == [])
      #expect(scene.events.contains(.failed(path: bad.path, reason: bad.reason)))

      // Asked to: decoded again
      #expect(try await scene.index(retryFailed: true).failed == [bad])
      #expect(scene.decoded == ["bad.wav"])

      // Changed
      try scene.put("3", "bad.wav")
      let mended = try await scene.index()
      #expect(mended.failed == [] && mended.indexed == 1 && mended.clips == 2)
      #expect(try scene.cache.failedFiles() == [])

      // And a good one that goes bad leaves the library
      try scene.put("worse", "good.wav")
      let spoilt = try await scene.index()
      #expect(spoilt.failed.map(\.path) == [scene.path("good.wav")])
      #expect(spoilt.clips == 1)
      try scene.remove("good.wav")
      try await scene.index()
      #expect(try scene.cache.failedFiles() == [])
      #expect(try scene.cache.missingFiles() == [])
    }
  }

  @Test func aFileThatChangesWhileItIsReadIsTriedAgain() async throws {
    try await withScene { scene in
      try scene.put("1", "a.wav")
      let summary = try await scene.index { file in try Data("23".utf8).write(to: file) }
      #expect(summary.failed.map(\.reason) == ["changed while it was read"])
      let again = try await scene.index()
      #expect(again.failed == [] && again.indexed == 1)
    }
  }

  @Test func lostEmbeddingsAreMadeAgain() async throws {
    try await withScene { scene in
      for number in 0..<10 { try scene.put("\(number)", "\(number).wav") }
      try await scene.index()
      let whole = try scene.bytes
      let file = scene.workspace.cacheFolder(for: FakeEncoder().identity)
        .appending(path: "embeddings.npy")
      try whole.prefix(128 + 6 * 12).write(to: file)
      let summary = try await scene.index()
      #expect(summary.lostEmbeddings == 4)
      #expect(summary.indexed == 4 && summary.skipped == 6 && summary.changed == 0)
      #expect(scene.events.first == .lost(embeddings: 4))
      #expect(try scene.bytes == whole)
    }
  }
}
