public import Foundation
public import NeiroCore
internal import NeiroFigures

/// Writes the folder `Training/runs/<stamp>/`: what a training was given, how it went, what it
/// decided. ``Run`` reads it.
///
///     config.json          name, encoder, recipe, versions, hash of the labels
///     metrics.jsonl        every `TrainingEvent`, one a line
///     events.out.tfevents… its numbers for TensorBoard
///     manifest.json        the manifest of the checkpoint that came of it
///     report.json          the ``RunReport``, where the training gave one
///     report.html          the same for reading, one page that needs no other file
public final class RunLog {
  private let folder: URL
  private let config: RunConfig
  private let metrics: FileHandle
  private let tensorBoard: TensorBoardFile

  /// - Parameters:
  ///   - folder: An empty folder.
  ///   - config: What the training is given.
  /// - Throws: A file error.
  public init(in folder: URL, config: RunConfig) throws {
    self.folder = folder
    self.config = config
    try RunFile.config.write(config, in: folder)
    let file = RunFile.metrics.url(in: folder)
    try Data().write(to: file)
    metrics = try FileHandle(forWritingTo: file)
    tensorBoard = try TensorBoardFile(in: folder, at: config.startedAt)
  }

  /// - Parameters:
  ///   - event: What happened.
  ///   - time: When.
  /// - Throws: A file error.
  public func append(_ event: TrainingEvent, at time: Date = Date()) throws {
    try metrics.write(contentsOf: JSONEncoder().encode(event) + Data("\n".utf8))
    if let scalars = event.scalars {
      try tensorBoard.add(scalars.values, step: scalars.step, at: time)
    }
  }

  /// Ends the run. Nothing may be appended afterwards.
  ///
  /// - Parameters:
  ///   - manifest: The checkpoint's.
  ///   - report: What there is to look at, beside the figures of the manifest.
  /// - Throws: A file error.
  public func finish(with manifest: some Encodable, report: RunReport? = nil) throws {
    try metrics.close()
    try tensorBoard.close()
    try RunFile.manifest.write(manifest, in: folder)
    guard let report else { return }
    try RunFile.report.write(report, in: folder)
    try Data(ReportPage(report, config: config).html.text.utf8)
      .write(to: RunFile.page.url(in: folder))
  }
}
