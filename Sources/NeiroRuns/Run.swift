public import Foundation
public import NeiroCore
internal import NeiroHead

/// A finished training as it lies in `Training/runs/<stamp>/`.
public struct Run: Sendable {
  /// The folder's name.
  public let stamp: String
  public let folder: URL
  public let config: RunConfig
  public let manifest: RunManifest

  private struct Format: Decodable {
    let format: Int
  }

  /// Reads config and manifest.
  ///
  /// - Throws: ``RunError``.
  public init(contentsOf folder: URL) throws(RunError) {
    self.folder = folder
    stamp = folder.lastPathComponent
    config = try RunFile.config.read(RunConfig.self, in: folder)
    // The format first: a newer manifest may well lack what this version requires.
    let format = try RunFile.manifest.read(Format.self, in: folder).format
    guard format <= CheckpointManifest.currentFormat else {
      throw .newerFormat(run: stamp, found: format, known: CheckpointManifest.currentFormat)
    }
    manifest = try RunFile.manifest.read(RunManifest.self, in: folder)
  }

  /// Every event of the training, in order.
  ///
  /// - Throws: ``RunError``.
  public func metrics() throws(RunError) -> [TrainingEvent] {
    let lines = try RunFile.metrics.data(in: folder).split(separator: UInt8(ascii: "\n"))
    var events: [TrainingEvent] = []
    for (number, line) in lines.enumerated() {
      guard let event = try? JSONDecoder().decode(TrainingEvent.self, from: line) else {
        throw .damaged(
          run: stamp, file: RunFile.metrics.rawValue, reason: "line \(number + 1) is no event")
      }
      events.append(event)
    }
    return events
  }

  /// What the training had to show; nil where it gave no report.
  ///
  /// - Throws: ``RunError``.
  public func report() throws(RunError) -> RunReport? {
    guard RunFile.report.isThere(in: folder) else { return nil }
    return try RunFile.report.read(RunReport.self, in: folder)
  }

  /// The page to read; nil where there is none.
  public var page: URL? {
    RunFile.page.isThere(in: folder) ? RunFile.page.url(in: folder) : nil
  }
}
