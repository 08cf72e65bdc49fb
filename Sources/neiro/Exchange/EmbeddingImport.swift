import Foundation
import NeiroAudio
import NeiroCommands
import NeiroCore
import NeiroStore

/// Vectors on their way into a library: first every row is looked at, then what is good is written.
struct EmbeddingImport {
  /// A row that can be used.
  private struct Item {
    let line: Int
    let path: String
    let stamp: FileStamp
    let clip: ClipID
    let embedding: Embedding
  }

  let table: EmbeddingTable
  let paths: PathList
  let role: RetrievalRole
  private(set) var report: ImportReport

  private var items: [Item] = []
  /// Rows written at once.
  private static let batch = 256
  /// The least cosine of two vectors that are taken for one.
  private static let sameVector: Float = 0.9999

  init(
    _ table: EmbeddingTable, paths: PathList, as role: RetrievalRole, under encoder: EncoderIdentity
  ) {
    self.table = table
    self.paths = paths
    self.role = role
    report = ImportReport(encoder)
  }

  /// Looks at every row and reads every file. Nothing is written.
  ///
  /// - Parameter known: The embeddings that are there already.
  /// - Throws: `CancellationError` on Ctrl-C; `TensorFileError`.
  mutating func read(known: KnownEmbeddings?) throws {
    var progress = ProgressLine()
    defer { progress.clear() }
    var lineOfPath: [String: Int] = [:]
    var itemOfClip: [ClipID: Item] = [:]
    for row in 0..<table.rowCount {
      try Interrupt.check()
      let values = try table.values(ofRow: row)
      do throws(BadRow) {
        let item = try item(row, values)
        if let line = lineOfPath.updateValue(item.line, forKey: item.path) {
          lineOfPath[item.path] = line
          throw BadRow("line \(line) names the same file")
        }
        if let earlier = itemOfClip[item.clip] {
          guard Self.isSame(earlier.embedding, item.embedding) else {
            throw BadRow("it is the same sound as line \(earlier.line), with another vector")
          }
        } else {
          if let there = known?.embedding(of: item.clip), !Self.isSame(there, item.embedding) {
            throw BadRow(
              "another vector of it was imported before; --replace puts all of these in the place "
                + "of those")
          }
          itemOfClip[item.clip] = item
        }
        items.append(item)
      } catch {
        report.failed.append(
          .init(line: row + 1, path: paths.lines[row], reason: error.reason))
      }
      progress.update(
        row + 1, of: table.rowCount, "files",
        detail: report.failed.isEmpty ? "" : "\(report.failed.count) failed")
    }
  }

  private func item(_ row: Int, _ values: [Float]) throws(BadRow) -> Item {
    guard values.allSatisfy(\.isFinite) else {
      throw BadRow("its vector holds NaN or an infinite number")
    }
    guard let embedding = Embedding(normalizingUnlessUnit: values) else {
      throw BadRow("its vector is all zeros")
    }
    let file = try paths.file(onLine: row)
    do throws(StoreError) {
      return Item(
        line: row + 1, path: file.path, stamp: file.stamp,
        clip: try ClipID(contentsOfFileAt: file.path), embedding: embedding)
    } catch {
      throw BadRow(error.description)
    }
  }

  private static func isSame(_ left: Embedding, _ right: Embedding) -> Bool {
    left.values.withUnsafeBufferPointer { left in
      right.values.withUnsafeBufferPointer { UnitVector.dot(left, $0) }
    } > sameVector
  }

  /// Whether any row can be used.
  var hasItems: Bool { !items.isEmpty }

  /// Writes what was read, a batch at a time.
  ///
  /// - Throws: `StoreError`; `CancellationError` on Ctrl-C, and what was written by then is kept.
  mutating func write(to writer: EmbeddingCacheWriter) throws {
    var embedded = try writer.embeddedClips()
    let known = embedded
    var otherRole = try writer.clips(notRecordedAs: role)
    for start in stride(from: 0, to: items.count, by: Self.batch) {
      try Interrupt.check()
      var changes: [LibraryChange] = []
      for item in items[start..<min(start + Self.batch, items.count)] {
        if embedded.insert(item.clip).inserted {
          changes.append(.encoded(path: item.path, stamp: item.stamp, row(item)))
          report.imported += 1
        } else {
          changes.append(.sameContent(path: item.path, stamp: item.stamp, item.clip))
          if known.contains(item.clip) {
            report.alreadyThere += 1
          } else {
            report.duplicates += 1
          }
        }
        if otherRole.remove(item.clip) != nil {
          changes.append(.role(role, of: item.clip))
          report.roleChanged += 1
        }
      }
      try writer.commit(changes)
    }
    let counts = try writer.counts()
    report.presets = counts.presets
    report.loops = counts.loops
  }

  private func row(_ item: Item) -> FreshRow {
    // Only told to people; what libsndfile can't read, another encoder may have heard all the same.
    let information = try? AudioDecoder.info(URL(fileURLWithPath: item.path))
    return FreshRow(
      clip: item.clip, embedding: item.embedding,
      durationSeconds: information?.durationSeconds ?? 0, role: role)
  }
}

/// The embeddings of a library, by clip.
struct KnownEmbeddings {
  private let matrix: EmbeddingMatrix
  private let rows: [ClipID: Int]

  init(in cache: EmbeddingCache) throws(StoreError) {
    matrix = try cache.embeddings()
    rows = Dictionary(uniqueKeysWithValues: try cache.clips().map { ($0.clip, $0.row) })
  }

  /// - Returns: nil before the first import.
  static func find(
    in workspace: Workspace, encoder: EncoderIdentity
  ) throws(StoreError) -> KnownEmbeddings? {
    do {
      return try KnownEmbeddings(in: EmbeddingCache(in: workspace, encoder: encoder))
    } catch .noLibrary {
      return nil
    }
  }

  func embedding(of clip: ClipID) -> Embedding? {
    rows[clip].flatMap { Embedding(normalizingUnlessUnit: matrix[$0]) }
  }
}

/// What came of an import; also its JSON.
struct ImportReport: Encodable {
  struct Failure: Encodable {
    /// Counted from 1.
    let line: Int
    let path: String
    let reason: String
  }

  let encoder: String
  let identity: String
  let dimension: Int
  var imported = 0
  var alreadyThere = 0
  /// The same sound as another line.
  var duplicates = 0
  var roleChanged = 0
  var failed: [Failure] = []
  var presets = 0
  var loops = 0

  init(_ encoder: EncoderIdentity) {
    self.encoder = encoder.name
    identity = encoder.description
    dimension = encoder.dimension
  }

  enum CodingKeys: String, CodingKey {
    case encoder, identity, dimension, imported, duplicates, failed, presets, loops
    case alreadyThere = "already_there"
    case roleChanged = "role_changed"
  }

  func text(asLoops: Bool) -> String {
    let parts =
      ["\(imported) imported"]
      + [
        (alreadyThere, "already there"), (duplicates, "the same sound as another"),
        (roleChanged, asLoops ? "now loops, no longer presets" : "now presets, no longer loops"),
        (failed.count, "failed"),
      ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    return "\(LibraryText.holding(presets: presets, loops: loops)) in the library of \(encoder): "
      + parts.joined(separator: ", ")
  }
}
