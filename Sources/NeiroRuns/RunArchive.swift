public import Foundation

/// The folder `Training/runs/`.
public struct RunArchive: Sendable {
  private let folder: URL

  /// - Parameter folder: The folder of all runs; it need not be there.
  public init(_ folder: URL) {
    self.folder = folder
  }

  /// The names of all folders in it, the newest stamp first.
  public func stamps() -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { !$0.hasPrefix(".") && isFolder($0) }.sorted(by: >)
  }

  /// Reads all that can be read.
  ///
  /// - Returns: The runs, the newest first, and what is wrong with the other folders.
  public func runs() -> (runs: [Run], problems: [RunError]) {
    var runs: [Run] = []
    var problems: [RunError] = []
    for stamp in stamps() {
      do {
        runs.append(try Run(contentsOf: url(stamp)))
      } catch {
        problems.append(error)
      }
    }
    runs.sort { ($1.config.startedAt, $1.stamp) < ($0.config.startedAt, $0.stamp) }
    return (runs, problems)
  }

  /// Finds a run by what a person calls it.
  ///
  /// - Parameter text: A stamp, a beginning of just one stamp, or `latest`.
  /// - Returns: The run.
  /// - Throws: ``RunError``.
  public func run(named text: String) throws(RunError) -> Run {
    let stamps = stamps()
    guard !stamps.isEmpty else { throw .noRuns }
    if stamps.contains(text) { return try Run(contentsOf: url(text)) }
    if text == "latest" {
      let (runs, problems) = runs()
      if let newest = runs.first { return newest }
      throw problems.first ?? .noRuns
    }
    let matches = text.isEmpty ? [] : stamps.filter { $0.hasPrefix(text) }
    switch matches.count {
    case 1: return try Run(contentsOf: url(matches[0]))
    case 0:
      let runs = stamps.filter { RunFile.config.isThere(in: url($0)) }
      throw .unknown(text, nearest: EditDistance.nearest(3, to: text, among: runs))
    default: throw .ambiguous(text, matches: matches)
    }
  }

  private func url(_ stamp: String) -> URL {
    folder.appendingPathComponent(stamp, isDirectory: true)
  }

  private func isFolder(_ name: String) -> Bool {
    var isFolder: ObjCBool = false
    let isThere = FileManager.default.fileExists(atPath: url(name).path, isDirectory: &isFolder)
    return isThere && isFolder.boolValue
  }
}
