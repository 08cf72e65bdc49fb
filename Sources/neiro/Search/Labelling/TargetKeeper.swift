import Foundation
import NeiroCommands
import NeiroCore
import NeiroEncoding
import NeiroIndexing
import NeiroStore

/// Takes a target that isn't in the library into it, so that answers about it can be learnt from.
///
/// It becomes a loop, also if it is a single note: what somebody searched with is no preset of theirs.
struct TargetKeeper {
  let workspace: Workspace
  let encoder: any AudioEncoder
  let file: URL
  /// As the person wrote it.
  let name: String

  /// - Returns: What there is to say about it.
  func keep() async -> ResultNotice {
    do {
      for part in encoder.parts {
        let indexer = LibraryIndexer(workspace: workspace, encoder: part)
        let summary = try await indexer.index([file], as: .query)
        if let failure = summary.failed.first { return notKept(failure.reason) }
      }
      return .kept(name: name)
    } catch {
      return notKept("\(error)")
    }
  }

  private func notKept(_ reason: String) -> ResultNotice {
    .notKept(
      name: name, reason: reason,
      command: encoder.identity.command("index", "\(file.path) --loops"))
  }
}
