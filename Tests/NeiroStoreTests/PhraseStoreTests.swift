import Foundation
import GRDB
import NeiroCore
import NeiroTestSupport
import Testing

@testable import NeiroStore

@Suite struct PhraseStoreTests {
  private static func key(
    _ number: Int, _ kind: PhraseKey.Kind = .training, of clip: Int = 1
  ) throws -> PhraseKey {
    PhraseKey(clip: try Sample.clip(clip), kind: kind, number: number)
  }

  private func store(
    in workspace: Workspace, _ recipe: AdaptRecipe = .init()
  ) throws -> PhraseStore {
    try PhraseStore(in: workspace, encoder: Sample.identity, recipe: recipe)
  }

  private func file(_ workspace: Workspace) -> String {
    workspace.sampleFolder.appending(path: "phrases.sqlite").path
  }

  @Test func keepsWhatWasAdded() throws {
    try withWorkspace { workspace in
      let store = try store(in: workspace)
      #expect(try store.embeddings().isEmpty)
      var added: [PhraseKey: Embedding] = [:]
      for clip in 1...3 {
        for kind in PhraseKey.Kind.allCases {
          for number in 0..<2 {
            added[try Self.key(number, kind, of: clip)] = try Sample.embedding(added.count)
          }
        }
      }
      try store.add(added.map { ($0.key, $0.value) })
      let found = try self.store(in: workspace).embeddings()
      #expect(Set(found.keys) == Set(added.keys))
      for (key, embedding) in added {
        expectClose(found[key]?.values ?? [], embedding.values, within: 1e-7)
      }
    }
  }

  @Test func givesTheFirstTrainingPhrasesOfSomeClips() throws {
    try withWorkspace { workspace in
      let store = try store(in: workspace)
      var added: [PhraseKey: Embedding] = [:]
      for clip in 1...4 {
        for number in [2, 0, 1] {
          added[try Self.key(number, of: clip)] = try Sample.embedding(added.count)
        }
        added[try Self.key(0, .heldOut, of: clip)] = try Sample.embedding(added.count)
      }
      added[try Self.key(0, .heldOut, of: 5)] = try Sample.embedding(added.count)
      try store.add(added.map { ($0.key, $0.value) })
      let clips = Set(try [1, 3, 5, 9].map { try Sample.clip($0) })
      let found = try store.embeddings(of: clips, atMost: 2)
      // 5 plays for the gate alone, 9 nothing.
      #expect(Set(found.keys) == Set(try [1, 3].map { try Sample.clip($0) }))
      for clip in [1, 3] {
        let expected = try (0..<2).map { added[try Self.key($0, of: clip)] }
        #expect(found[try Sample.clip(clip)] == expected)
      }
      #expect(try store.embeddings(of: [], atMost: 2).isEmpty)
      #expect(try store.embeddings(of: clips, atMost: 0).isEmpty)
    }
  }

  @Test func aPhraseThatIsMadeAgainReplacesTheOldOne() throws {
    try withWorkspace { workspace in
      let store = try store(in: workspace)
      let key = try Self.key(0)
      for number in [1, 2] { try store.add([(key, try Sample.embedding(number))]) }
      let found = try store.embeddings()
      #expect(found.count == 1)
      expectClose(found[key]?.values ?? [], try Sample.embedding(2).values, within: 1e-7)
    }
  }

  @Test func phrasesOfAnotherRecipeAreAbsentAndStay() throws {
    try withWorkspace { workspace in
      // Given a phrase of the default recipe
      try store(in: workspace).add([(try Self.key(0), try Sample.embedding(1))])

      // Then whatever changes how a phrase sounds hides it
      let sounds: [any WritableKeyPath<AdaptRecipe, Double> & Sendable] = [
        \.reverb, \.tilt, \.drums, \.under,
      ]
      for path in sounds {
        var other = AdaptRecipe()
        other[keyPath: path] = 0.123
        #expect(try store(in: workspace, other).embeddings().isEmpty)
      }
      var other = AdaptRecipe()
      other.seed = 2
      #expect(try store(in: workspace, other).embeddings().isEmpty)
      try store(in: workspace, other).add([(try Self.key(0), try Sample.embedding(2))])

      // And what doesn't, doesn't
      var same = AdaptRecipe()
      (same.steps, same.phrases, same.presets, same.learningRate) = (1, 9, 77, 0.5)
      let found = try store(in: workspace, same).embeddings()
      expectClose(
        found[try Self.key(0)]?.values ?? [], try Sample.embedding(1).values, within: 1e-7)
    }
  }

  @Test func twoOpenStoresSeeEachOthersPhrases() throws {
    try withWorkspace { workspace in
      let (first, second) = (try store(in: workspace), try store(in: workspace))
      try first.add([(try Self.key(0), try Sample.embedding(1))])
      try second.add([(try Self.key(1), try Sample.embedding(2))])
      #expect(try first.embeddings() == second.embeddings())
      #expect(try first.embeddings().count == 2)
    }
  }

  @Test func damagedPhrasesAreAsGoodAsAbsent() throws {
    try withWorkspace { workspace in
      let store = try store(in: workspace)
      try store.add(try (0..<6).map { (try Self.key($0), try Sample.embedding($0)) })
      let database = try DatabaseQueue(path: file(workspace))
      try database.write { database in
        for (number, blob) in [
          (1, "x''"), (2, "zeroblob(15)"), (3, "zeroblob(16)"),
          (4, "x'0000c07f0000c07f0000c07f0000c07f'"),  // four NaNs
        ] {
          try database.execute(
            sql: "UPDATE phrase SET embedding = \(blob) WHERE number = \(number)")
        }
        try database.execute(sql: "UPDATE phrase SET contentHash = 'no hash' WHERE number = 5")
      }
      try database.close()
      #expect(try store.embeddings().map(\.key) == [try Self.key(0)])

      // And they can be made again.
      try store.add([(try Self.key(3), try Sample.embedding(3))])
      #expect(try store.embeddings().count == 2)
    }
  }

  @Test func aNewerStoreAndAFileThatIsNoneAreSentences() throws {
    try withWorkspace { workspace in
      _ = try store(in: workspace)
      let database = try DatabaseQueue(path: file(workspace))
      try database.write {
        try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('fromTheFuture')")
      }
      try database.close()
      #expect(throws: StoreError.newerDatabase(path: file(workspace))) {
        try store(in: workspace)
      }
      try FileManager.default.removeItem(atPath: file(workspace))
      try write(
        String(repeating: "not a database ", count: 100), to: URL(filePath: file(workspace)))
      let error = try storeError { _ = try store(in: workspace) }
      guard case .damagedDatabase = error else {
        Issue.record("\(error)")
        return
      }
    }
  }
}
