import ArgumentParser
import Foundation
import NeiroCommands
import NeiroCore
import NeiroEncoding
import NeiroHead
import NeiroIndexing
import NeiroStore
import Synchronization

struct IndexCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "index",
    abstract: "Decode and encode every sound in folders.",
    usage: "neiro index <folders> ... [<options>]",
    discussion: """
      What is already there is skipped: a second run is quick, a moved file is known by its content. \
      Ctrl-C loses nothing; the next run goes on from there. Files that can't be read are listed, \
      and the exit code is 2.

      With --loops the folders hold loops to search with: labels may use them, results never show \
      them. What is indexed again without --loops becomes a preset, and the other way round: where \
      a sound lies in two folders, the last command decides.

      Encoders that are joined with a plus index one after the other; each keeps its own embeddings.

      Examples:
        neiro index ~/Presets
        neiro index pads/ basses/ --json
        neiro index ~/Samples/Loops --loops
        neiro index ~/Presets --retry-failed
        neiro index ~/Presets --encoder spectral+mfcc
      """)

  @Argument(help: "Folders, or files.")
  var folders: [String]

  @OptionGroup var libraryOptions: LibraryOptions

  @Flag(
    help: "These are loops to search with, not presets: labels may use them, results don't.")
  var loops = false

  @Flag(help: "Try files again that failed before and have not changed since.")
  var retryFailed = false

  @OptionGroup var output: OutputOptions

  func run() throws {
    let workspace = try libraryOptions.openWorkspace()
    let encoder = try libraryOptions.openEncoder()
    var summaries: [String: IndexSummary] = [:]
    var failed: Set<FailedFile> = []
    for part in encoder.parts {
      let summary = try index(with: part, in: workspace)
      let name = part.identity.name
      summaries[name] = summary
      if !output.json {
        // What no encoder can read is said once.
        let failures = summary.failed.filter { failed.insert($0).inserted }
        LibraryText.failures(failures, of: part.identity).forEach(Output.note)
        Output.line((encoder.parts.count > 1 ? "\(name): " : "") + summary.text(asLoops: loops))
      }
    }
    if output.json {
      if encoder.parts.count > 1 {
        try Output.json(["encoders": summaries])
      } else {
        try Output.json(summaries[encoder.identity.name])
      }
    }
    try advise(encoder, in: workspace)
    try? Library(workspace, encodedBy: encoder).prepareSearches()
    if summaries.values.contains(where: { !$0.failed.isEmpty }) { throw ExitCode.someInputsFailed }
  }

  private func index(
    with encoder: any AudioEncoder, in workspace: Workspace
  ) throws -> IndexSummary {
    let view = IndexView()
    defer { view.end() }
    let indexer = LibraryIndexer(workspace: workspace, encoder: encoder)
    let inputs = folders.map { URL(fileURLWithPath: $0) }
    do {
      return try Interrupt.cancelling { [loops, retryFailed] in
        try await indexer.index(
          inputs, as: loops ? .query : .gallery, retryFailed: retryFailed
        ) { view.show($0) }
      }
    } catch is CancellationError {
      view.end()
      Output.note("Stopped. What was indexed is kept; the same command goes on from there.")
      throw ExitCode.interrupted
    }
  }

  private func advise(_ encoder: any AudioEncoder, in workspace: Workspace) throws {
    let presets = try libraryOptions.openLibrary(workspace).counts().presets
    let base = try? workspace.base(of: encoder.identity)  // nil too for one that is damaged
    if let advice = AdaptAdvice.sentence(
      learntFrom: base?.manifest.libraryPresets, presets: presets, encoder: encoder)
    {
      Output.note(advice)
    }
  }
}

/// Shows indexing on stderr.
private final class IndexView: Sendable {
  private let progress = Mutex(ProgressLine())

  func show(_ event: IndexEvent) {
    switch event {
    case .progress(let done, let total, let failed, let perSecond, let secondsLeft):
      progress.withLock {
        $0.update(
          done, of: total, "files", perSecond: perSecond, secondsLeft: secondsLeft,
          detail: failed > 0 ? "\(failed) failed" : "")
      }
    case .lost(let count):
      progress.withLock { $0.clear() }
      Output.note("\(count) embeddings were lost from the cache and will be made again.")
    case .found, .failed: break
    }
  }

  func end() { progress.withLock { $0.clear() } }
}

extension IndexSummary {
  fileprivate func text(asLoops: Bool) -> String {
    let parts =
      ["\(indexed) indexed", "\(skipped) already there"]
      + [
        (moved, "moved"), (changed, "changed"), (vanished, "vanished"),
        (roleChanged, asLoops ? "now loops, no longer presets" : "now presets, no longer loops"),
        (duplicates, "the same sound as another"), (failed.count, "failed"),
      ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    return "\(LibraryText.holding(presets: presets, loops: loops)) in the library: "
      + "\(parts.joined(separator: ", ")) (\(ProgressLine.duration(seconds)))"
  }
}
