import Foundation
import GRDB
public import NeiroCore

/// `phrases.sqlite`: the embeddings of the phrases that presets played, so that an interrupted
/// `neiro adapt` goes on where it was and the next one is quick.
public struct PhraseStore: Sendable {
  private let database: DatabaseQueue
  private let path: String
  private let dimension: Int
  /// All that the phrases of a clip depend on: those of another maker are as good as absent.
  private let maker: String

  /// Counted up whenever the same recipe and clip would give another phrase.
  private static let version = 1

  /// Opens or creates the store beside the embedding cache of `encoder`.
  ///
  /// - Parameters:
  ///   - workspace: Where the cache lives.
  ///   - encoder: Whose embeddings are kept.
  ///   - recipe: What the phrases are made by.
  /// - Throws: ``StoreError/newerDatabase(path:)``, ``StoreError/unwritable(path:problem:)``.
  public init(
    in workspace: Workspace, encoder: EncoderIdentity, recipe: AdaptRecipe
  ) throws(StoreError) {
    let folder = try workspace.makeFolder(workspace.cacheFolder(for: encoder))
    let path = folder.appending(path: "phrases.sqlite", directoryHint: .notDirectory).path
    database = try StoreError.inDatabase(at: path) {
      let database = try SQLiteFile.openForWriting(at: path, journal: .rollback)
      try SQLiteFile.migrate(database, by: Self.migrator, path: path)
      return database
    }
    self.path = path
    maker =
      "v\(Self.version) seed \(recipe.seed) reverb \(recipe.reverb) tilt \(recipe.tilt) "
      + "drums \(recipe.drums) under \(recipe.under)"
    dimension = encoder.dimension
  }

  private static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("createPhrases") { database in
      try database.execute(
        sql: """
          CREATE TABLE phrase (
            contentHash TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind <> ''),
            number INTEGER NOT NULL CHECK (number >= 0),
            maker TEXT NOT NULL CHECK (maker <> ''),
            partner TEXT,
            embedding BLOB NOT NULL,
            UNIQUE (contentHash, kind, number, maker)
          ) STRICT
          """)
    }
    return migrator
  }

  /// The phrases that are there.
  ///
  /// - Complexity: Reads all phrases of this maker.
  public func embeddings() throws(StoreError) -> [PhraseKey: Embedding] {
    try StoreError.inDatabase(at: path) {
      try database.read { database in
        var embeddings: [PhraseKey: Embedding] = [:]
        let rows = try Row.fetchCursor(
          database,
          sql: "SELECT contentHash, kind, number, embedding FROM phrase WHERE maker = ?",
          arguments: [maker])
        while let row = try rows.next() {
          guard let clip = ClipID(hex: row[0] as String),
            let kind = PhraseKey.Kind(rawValue: row[1] as String),
            let embedding = Embedding(blob: row[3], dimension: dimension)
          else { continue }
          embeddings[PhraseKey(clip: clip, kind: kind, number: row[2])] = embedding
        }
        return embeddings
      }
    }
  }

  /// The first training phrases of some clips, in the order of their numbers.
  ///
  /// - Parameters:
  ///   - clips: Clips that did not play are left out.
  ///   - count: How many of each at most.
  /// - Returns: The phrases by clip.
  /// - Throws: ``StoreError``.
  public func embeddings(
    of clips: Set<ClipID>, atMost count: Int
  ) throws(StoreError) -> [ClipID: [Embedding]] {
    try StoreError.inDatabase(at: path) {
      try database.read { database in
        let statement = try database.makeStatement(
          sql: """
            SELECT embedding FROM phrase
            WHERE contentHash = ? AND kind = ? AND maker = ? AND number < ? ORDER BY number
            """)
        var found: [ClipID: [Embedding]] = [:]
        for clip in clips {
          let phrases = try Data.fetchAll(
            statement, arguments: [clip.hex, PhraseKey.Kind.training.rawValue, maker, count]
          ).compactMap { Embedding(blob: $0, dimension: dimension) }
          if !phrases.isEmpty { found[clip] = phrases }
        }
        return found
      }
    }
  }

  /// Which second preset plays underneath, for the phrases that have one.
  public func partners() throws(StoreError) -> [PhraseKey: ClipID] {
    try StoreError.inDatabase(at: path) {
      try database.read { database in
        let rows = try Row.fetchAll(
          database,
          sql: """
            SELECT contentHash, kind, number, partner FROM phrase
            WHERE maker = ? AND partner IS NOT NULL
            """,
          arguments: [maker])
        return rows.reduce(into: [:]) { partners, row in
          guard let clip = ClipID(hex: row[0] as String),
            let kind = PhraseKey.Kind(rawValue: row[1] as String)
          else { return }
          partners[PhraseKey(clip: clip, kind: kind, number: row[2])] = ClipID(
            hex: row[3] as String)
        }
      }
    }
  }

  /// Adds phrases, or replaces them, all or none; they are on the disk when this returns.
  ///
  /// - Parameters:
  ///   - embeddings: The phrases.
  ///   - partners: Which second preset plays underneath, for those that have one.
  /// - Throws: ``StoreError``.
  public func add(
    _ embeddings: [(PhraseKey, Embedding)], partners: [PhraseKey: ClipID] = [:]
  ) throws(StoreError) {
    try StoreError.inDatabase(at: path) {
      try database.write { database in
        for (key, embedding) in embeddings {
          try database.execute(
            sql: "INSERT OR REPLACE INTO phrase VALUES (?, ?, ?, ?, ?, ?)",
            arguments: [
              key.clip.hex, key.kind.rawValue, key.number, maker, partners[key]?.hex,
              embedding.blob,
            ])
        }
      }
    }
  }
}
