import Foundation
import NeiroAudio
import NeiroCore
import NeiroIndexing
import NeiroStore
import Synchronization
import Testing

@Suite struct LibraryIndexerTests {
  @Test func indexesAFolderInItsOrder() async throws {
    try await withScene { scene in
      // Given
      for (number, name) in ["b/2.wav", "a.ogg", "b/1.flac", "c.mp3"].enumerated() {
        try scene.put("\(number)", name)
      }

      // When
      let summary = try await scene.index()

      // Then the rows have the order of the paths
      #expect(summary.clips == 4)
      #expect(summary.indexed == 4)
      #expect(summary.skipped == 0 && summary.failed.isEmpty && summary.duplicates == 0)
      let cache = try scene.cache
      let paths = try cache.clips().map { try cache.paths(of: $0.clip) }
      #expect(paths == ["a.ogg", "b/1.flac", "b/2.wav", "c.mp3"].map { [scene.path($0)] })
      let embeddings = try cache.embeddings()
      for (row, number) in [1, 2, 0, 3].enumerated() {
        let samples = [1, Float(number), Float(number * number)]
        #expect(embeddings[row] == Embedding(normalizing: samples)?.values)
      }
      #expect(try cache.clips().map(\.durationSeconds) == [0.003, 0.003, 0.003, 0.003])
      let text = try Data(contentsOf: URL(filePath: scene.path("a.ogg")))
      #expect(text == Data("1".utf8))
      #expect(try cache.clips()[0].clip == ClipID(contentsOfFileAt: scene.path("a.ogg")))
    }
  }

  @Test func rowsDoNotDependOnThreads() async throws {
    try await withScene { scene in
      try await withScene { slow in
        // Given 300 sounds, some of them bad, some of them the same
        for number in 0..<300 {
          let text = number % 17 == 3 ? "bad \(number)" : "\(number % 90)"
          try scene.put(text, "\(number).wav")
          try slow.put(text, "\(number).wav")
        }

        // When one run takes them in turn and another one with delays, on many threads
        try await scene.index(cores: 1)
        try await slow.index(cores: 16) { file in
          usleep(UInt32(file.lastPathComponent.utf8.reduce(0) { $0 &* 31 &+ UInt32($1) } % 3000))
        }

        // Then
        #expect(try scene.bytes == slow.bytes)
        #expect(try scene.cache.clips() == slow.cache.clips())
        #expect(try scene.cache.counts() == slow.cache.counts())
      }
    }
  }

  @Test func goesOnAfterACancellationToTheSameBytes() async throws {
    try await withScene { scene in
      try await withScene { broken in
        // Given
        for number in 0..<200 {
          try scene.put("\(number)", "\(number).wav")
          try broken.put("\(number)", "\(number).wav")
        }
        try await scene.index()

        // When each run is cancelled after its 30th file
        var runs = 0
        var isDone = false
        while !isDone, runs < 20 {
          runs += 1
          let handle = Mutex<Task<IndexSummary, any Error>?>(nil)
          let run = Task {
            try await broken.index { _ in
              while broken.decoded.count > 30, !Task.isCancelled {
                handle.withLock { $0?.cancel() }
                usleep(100)
              }
            }
          }
          handle.withLock { $0 = run }
          do {
            _ = try await run.value
            isDone = true
          } catch {
            #expect(error is CancellationError)
          }
        }

        // Then several runs were needed, none began anew, and the end is the same
        #expect((6...12).contains(runs), "\(runs)")
        #expect(try broken.bytes == scene.bytes)
        #expect(try broken.cache.clips() == scene.cache.clips())
      }
    }
  }

  @Test func tellsHowFarItIs() async throws {
    try await withScene { scene in
      for number in 0..<100 { try scene.put("\(number)", "\(number).wav") }
      try scene.put("bad", "bad.wav")
      try await scene.index()
      let events = scene.events
      #expect(events.first == .found(total: 101))
      #expect(
        events.filter { if case .failed = $0 { true } else { false } } == [
          .failed(path: scene.path("bad.wav"), reason: "is not a number")
        ])
      let steps = events.compactMap { event -> [Int]? in
        guard case .progress(let done, let total, let failed, _, _) = event else { return nil }
        return [done, total, failed]
      }
      #expect(steps.first == [0, 101, 0])
      #expect(steps.last == [101, 101, 1])
      #expect(steps.count >= 3)
      guard case .progress(_, _, _, let rate, let left) = events.last else {
        Issue.record("the last event is no progress")
        return
      }
      #expect(rate > 0)
      #expect(left == 0)
    }
  }

  @Test func takesSingleFilesAndFindsEachOnce() async throws {
    try await withScene { scene in
      try scene.put("1", "a.wav")
      let odd = try scene.put("2", "b.sound")
      let summary = try await scene.index([
        odd, scene.sounds, odd, scene.sounds.appending(path: "../sounds/a.wav"),
      ])
      #expect(summary.indexed == 2)
      #expect(scene.events.first == .found(total: 2))
      // And a file that the walk alone would not have found is not taken for gone
      #expect(try await scene.index().vanished == 0)
      #expect(try scene.cache.libraryClips().count == 2)
    }
  }

  @Test func refusesWhatIsNotThere() async throws {
    try await withScene { scene in
      let missing = scene.sounds.appending(path: "missing")
      await #expect(throws: IndexError.noSuchInput(path: missing.path)) {
        try await scene.index([missing])
      }
      await #expect(throws: IndexError.noInputs) { try await scene.index([]) }
    }
  }

  @Test func aSecondRunAtOnceIsRefused() async throws {
    try await withScene { scene in
      try scene.put("1", "a.wav")
      let writer = try EmbeddingCacheWriter(
        in: scene.workspace, encoder: FakeEncoder().identity)
      await #expect(throws: StoreError.self) { try await scene.index() }
      withExtendedLifetime(writer) {}
    }
  }

  @Test func decodesWithTheAudioDecoderByDefault() async throws {
    try await withScene { scene in
      try scene.put("not a wave", "a.wav")
      let indexer = LibraryIndexer(workspace: scene.workspace, encoder: FakeEncoder())
      let summary = try await indexer.index([scene.sounds])
      let reason = try #require(summary.failed.first?.reason)
      #expect(reason.hasPrefix("is not audio that can be decoded"))
    }
  }

  @Test func theSummaryHasTheKeysThatScriptsRelyOn() async throws {
    try await withScene { scene in
      try scene.put("bad", "a.wav")
      let data = try JSONEncoder().encode(try await scene.index())
      let json = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      #expect(
        Set(json.keys).isSuperset(of: ["clips", "indexed", "skipped", "failed", "seconds"]))
      let failed = try #require(json["failed"] as? [[String: String]])
      #expect(failed == [["path": scene.path("a.wav"), "reason": "is not a number"]])
    }
  }
}
