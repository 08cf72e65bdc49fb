import ArgumentParser
import NeiroCommands
import NeiroCore
import NeiroStore

/// What can be done with a tag of clips.
enum TagChange {
  case add, remove

  /// Does it with the clips that were found, and tells what came of it.
  ///
  /// - Throws: ``StoreError``; an `ExitCode` if clips could not be found, all or some.
  func run(
    _ tag: Tag, _ named: NamedClips, _ options: LibraryOptions, _ output: OutputOptions
  ) throws {
    if named.clips.isEmpty, !named.failed.isEmpty { throw ExitCode.failure }
    let file = try options.openWorkspace().tagDatabaseFile
    let changed = try apply(tag, to: named.clips, in: TagDatabase(file: file))
    if output.json {
      try Output.json(
        Report(tag: tag.name, clips: named.clips.count, changed: changed, failed: named.failed))
    } else {
      Output.line(sentence(tag, changed: changed, of: named.clips.count))
    }
    if !named.failed.isEmpty { throw ExitCode.someInputsFailed }
  }

  private func apply(
    _ tag: Tag, to clips: [ClipID], in tags: TagDatabase
  ) throws(StoreError) -> Int {
    guard !clips.isEmpty else { return 0 }
    return switch self {
    case .add: try tags.add(tag, to: clips)
    case .remove: try tags.remove(tag, from: clips)
    }
  }

  private func sentence(_ tag: Tag, changed: Int, of count: Int) -> String {
    let clips = LibraryText.counted(changed, "clip")
    let others = count - changed
    switch self {
    case .add: return "\(clips) tagged “\(tag)”" + (others > 0 ? ", \(others) had it already" : "")
    case .remove:
      return "“\(tag)” taken from \(clips)" + (others > 0 ? ", \(others) didn't have it" : "")
    }
  }

  /// What was done, as JSON.
  private struct Report: Encodable {
    let tag: String
    /// That were found.
    let clips: Int
    /// That got the tag, or lost it.
    let changed: Int
    let failed: [NamedClips.Failure]
  }
}
