import Foundation
import NeiroCore
import NeiroStore

/// What is to be done about each file, told from paths, sizes and times alone.
struct IndexPlan {
  /// A file that has to be read.
  struct Task: Sendable {
    let path: String
    let stamp: FileStamp
    /// Its clip when it was indexed last.
    let earlierClip: ClipID?
    let isNew: Bool
  }

  private(set) var total = 0
  private(set) var skipped = 0
  private(set) var failed: [FailedFile] = []
  /// In the order of the walk.
  private(set) var tasks: [Task] = []
  /// What can be written down without reading a file.
  private(set) var changes: [LibraryChange] = []
  /// The clips of the files that vanished; nil for none known.
  private(set) var vanishedClips: [ClipID] = []
  let role: RetrievalRole
  /// The clips that the library knows by another role and that no file of this run has yet.
  private(set) var otherRole: Set<ClipID>
  private(set) var roleChanged = 0
  private var seen: Set<String> = []

  init(
    inputs: [String], role: RetrievalRole, retriesFailed: Bool, writer: EmbeddingCacheWriter
  ) throws {
    self.role = role
    otherRole = try writer.clips(notRecordedAs: role)
    for input in inputs {
      let known = try writer.knownFiles(under: input)
      let walk: AudioFileWalk?
      do {
        walk = try AudioFileWalk(input)
      } catch {
        // A folder that is gone as a whole is no mistake if the library knows files of it.
        guard known.contains(where: { !$0.value.isMissing }) else { throw error }
        walk = nil
      }
      failed += walk?.failed ?? []
      for path in walk?.files ?? [] where seen.insert(path).inserted {
        plan(path, known: known[path], retriesFailed: retriesFailed)
      }
      planVanished(known)
    }
  }

  private mutating func plan(_ path: String, known: KnownFile?, retriesFailed: Bool) {
    total += 1
    let stamp: FileStamp
    do {
      stamp = try FileStamp(ofFileAt: path)
    } catch {
      let stamp = FileStamp(ofEntryAt: path)
      let reason = Self.reason(error)
      failed.append(FailedFile(path: path, reason: reason))
      if known?.reason != reason || known?.stamp != stamp {
        changes.append(.failed(path: path, stamp: stamp, reason: reason))
      }
      return
    }
    if let known, known.stamp == stamp {
      if known.isEmbedded {
        skipped += 1
        if known.isMissing { changes.append(.returned(path: path)) }
        if let clip = known.clip, otherRole.remove(clip) != nil {
          changes.append(.role(role, of: clip))
          roleChanged += 1
        }
        return
      }
      if let reason = known.reason, !retriesFailed {
        failed.append(FailedFile(path: path, reason: reason))
        return
      }
    }
    tasks.append(
      Task(path: path, stamp: stamp, earlierClip: known?.clip, isNew: known == nil))
  }

  private mutating func planVanished(_ known: [String: KnownFile]) {
    for (path, file) in known.sorted(by: { $0.key < $1.key })
    where !file.isMissing && !seen.contains(path) {
      var status = stat()
      // Only what is surely gone: a folder may be unreadable for now.
      guard lstat(path, &status) != 0, errno == ENOENT || errno == ENOTDIR else { continue }
      changes.append(.vanished(path: path))
      if let clip = file.clip { vanishedClips.append(clip) }
    }
  }

  /// Why a file cannot be read, to be put behind its path.
  static func reason(_ error: StoreError) -> String {
    guard case .unreadable(_, let problem) = error else { return "cannot be read: \(error)" }
    return switch problem {
    case .missing: "is a symbolic link to something that does not exist"
    case .notPermitted: "may not be read: give yourself read permission (chmod u+r)"
    case .isFolder: "is a folder, not an audio file"
    case .notRegular: "is a pipe, socket or device, not an audio file"
    case .other(let message): "cannot be read: \(message)"
    default: "cannot be read"
    }
  }
}
