import ArgumentParser
import Foundation
import NeiroCommands
import NeiroCore
import NeiroStore

/// `--folder`, `--tag`, `--favourites` and `--length`: which presets a search may show.
struct SearchFilterOptions: ParsableArguments {
  @Option(
    name: .customLong("folder"), parsing: .singleValue,
    help: ArgumentHelp(
      "Only presets with a file in this folder; of several, in any.", valueName: "dir"))
  private var folders: [String] = []

  @Option(
    name: .customLong("tag"), parsing: .singleValue,
    help: ArgumentHelp("Only presets with this tag; of several, with all.", valueName: "tag"))
  private var tags: [String] = []

  @Flag(help: "Only favourites.")
  private var favourites = false

  @Option(help: "Only presets of so many seconds: 0.5..3, ..3 or 0.5..")
  private var length: LengthRange?

  /// The presets that may be results.
  ///
  /// - Throws: ``SearchFilterError`` where nothing passes a filter, `StoreError`.
  func rows(of library: Library) throws -> RowSet {
    var rows = library.results
    try narrow(&rows, folderText) {
      try folders.isEmpty
        ? nil : library.rows(of: folders.reduce(into: []) { try $0.formUnion(inside($1, library)) })
    }
    let database = TagDatabase(file: library.workspace.tagDatabaseFile)
    for tag in try tags.map(Tag.init(argument:)) + (favourites ? [.favourite] : []) {
      try narrow(&rows, "the tag “\(tag)”") {
        try library.rows(of: database.clips(tagged: tag))
      }
    }
    try narrow(&rows, "the length \(length?.text ?? "")") {
      length.map { length in
        RowSet(rowCount: library.table.rowCount) {
          length.contains(library.table[$0].durationSeconds)
        }
      }
    }
    return rows
  }

  private var folderText: String { "the folder \(folders.joined(separator: " or "))" }

  private func inside(_ folder: String, _ library: Library) throws -> Set<ClipID> {
    try library.cache.clips(inside: StandardPath.absolute(folder, from: .currentDirectory()))
  }

  /// - Throws: ``SearchFilterError`` if nothing is left.
  private func narrow(
    _ rows: inout RowSet, _ what: String, by filter: () throws -> RowSet?
  ) throws {
    guard !rows.isEmpty, let passing = try filter() else { return }
    let before = rows
    rows.formIntersection(passing)
    if rows.isEmpty { throw SearchFilterError(filter: what, presets: before.count) }
  }
}

/// A filter that leaves nothing to search in.
struct SearchFilterError: Error, CustomStringConvertible {
  let filter: String
  /// How many presets it was asked about.
  let presets: Int

  var description: String {
    "None of \(LibraryText.counted(presets, "preset")) passes \(filter). Leave that out, or see what "
      + "there is with `neiro status` and `neiro tag list`."
  }
}

/// Seconds from one number to another, `0.5..3`, with an open end on either side.
struct LengthRange: ExpressibleByArgument {
  let text: String
  private let least: Double
  private let most: Double

  init?(argument: String) {
    let ends = argument.components(separatedBy: "..")
    guard ends.count == 2, ends.contains(where: { !$0.isEmpty }) else { return nil }
    let numbers = ends.map { Double($0) }
    guard
      zip(ends, numbers).allSatisfy({ $0.isEmpty || ($1.map { $0 >= 0 && $0.isFinite } ?? false) })
    else { return nil }
    text = argument
    least = numbers[0] ?? 0
    most = numbers[1] ?? .infinity
    if least > most { return nil }
  }

  func contains(_ seconds: Double) -> Bool { seconds >= least && seconds <= most }
}

extension Library {
  /// The rows of some clips.
  fileprivate func rows(of clips: Set<ClipID>) -> RowSet {
    var rows = RowSet(rowCount: table.rowCount) { _ in false }
    for row in clips.compactMap(table.row) { rows.insert(row) }
    return rows
  }
}
