import Foundation
import NeiroCore
import NeiroRetrieval
import NeiroEvaluation
import NeiroStore

/// Writes rankings and judgements in TREC's form, ranking by ranking; the files appear when all is
/// written.
final class TRECWriter {
  private var files: [(finished: [String], temporary: String, handle: FileHandle)] = []
  private let library: Library
  private var names: [Int: String] = [:]

  /// - Parameters:
  ///   - path: What the person asked for: of a single head, or where none ranks, the best ranking
  ///     gets this name; the others get the system's name behind it.
  ///   - methods: Who ranks.
  ///   - library: What is ranked.
  /// - Throws: ``EvaluateFailure/unwritable(_:reason:)``.
  init(_ path: String, _ methods: [RankingMethod], in library: Library) throws {
    self.library = library
    for finished in Self.names(path, methods.map(\.system)) {
      let temporary = "\(finished[0]).\(ProcessInfo.processInfo.processIdentifier).new"
      try Self.write("", to: temporary, calledBy: finished[0])
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: temporary))
      files.append((finished, temporary, handle))
    }
  }

  /// What the files of each system are called.
  static func names(_ path: String, _ systems: [RankingSystem]) -> [[String]] {
    let heads = systems.count { $0.kind == .head }
    return systems.enumerated().map { index, system in
      let isBest = heads < 2 && index == systems.count - 1
      let hasOwnName = system.kind != .head || heads > 1
      return (isBest ? [path] : []) + (hasOwnName ? ["\(path).\(system.key)"] : [])
    }
  }

  deinit {
    for file in files { try? FileManager.default.removeItem(atPath: file.temporary) }
  }

  /// Writes a whole file.
  ///
  /// - Throws: ``EvaluateFailure/unwritable(_:reason:)``.
  static func write(_ text: String, to path: String, calledBy name: String? = nil) throws {
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw EvaluateFailure.unwritable(name ?? path, reason: FileProblem(error).words)
    }
  }

  /// Adds a ranking.
  func write(
    _ method: Int, _ tag: String, _ query: String, _ ranking: [(row: Int, score: Float)],
    _ documents: QueryDocuments
  ) throws {
    let named = try ranking.map { row, score in
      (document: try documents.name(row) ?? name(of: row), score: score)
    }
    let text = try RunFile.lines(query: query, ranking: named, tag: tag)
    try files[method].handle.write(contentsOf: Data(text.utf8))
  }

  private func name(of row: Int) throws -> String {
    if let name = names[row] { return name }
    let name = try library.displayName(of: library.gallery.clips[row])
    names[row] = name
    return name
  }

  /// Gives the files their names.
  func finish() throws {
    for file in files {
      try file.handle.close()
      for name in file.finished.dropFirst() {
        try Data(contentsOf: URL(fileURLWithPath: file.temporary))
          .write(to: URL(fileURLWithPath: name), options: .atomic)
      }
      guard rename(file.temporary, file.finished[0]) == 0 else {
        throw EvaluateFailure.unwritable(
          file.finished[0], reason: String(cString: strerror(errno)))
      }
    }
  }
}

extension QueryEvaluation {
  /// The judgements of the queries that were ranked, as the runs name the documents.
  func judgements() throws -> String {
    try asked.map { asked in
      try QrelsFile.lines(
        query: asked.query.id,
        grades: Dictionary(
          asked.grades.compactMap { number, grade in documents.name(number).map { ($0, grade) } }
        ) { max($0, $1) })
    }.joined()
  }
}
