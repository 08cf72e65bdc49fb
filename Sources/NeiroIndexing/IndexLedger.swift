import Foundation
import NeiroCore
import NeiroStore

/// Keeps the books of a run: what is to be written next, and what has come of the files so far.
struct IndexLedger {
  private var pending: [PendingChange] = []
  var pendingCount: Int { pending.count }

  private let total: Int
  private let reader: ClipReader
  private let started: ContinuousClock.Instant
  private let readingStarted = ContinuousClock.now
  private var sum = IndexSummary()
  private var read = 0
  private let toRead: Int
  /// Clips whose file vanished and has not been found elsewhere, with how many such files.
  private var vanished: [ClipID: Int] = [:]
  private let role: RetrievalRole
  /// Clips with another role that no file of this run has had yet.
  private var otherRole: Set<ClipID>

  init(plan: IndexPlan, reader: ClipReader, started: ContinuousClock.Instant) {
    self.reader = reader
    self.started = started
    total = plan.total
    toRead = plan.tasks.count
    sum.skipped = plan.skipped
    sum.failed = plan.failed
    sum.roleChanged = plan.roleChanged
    role = plan.role
    otherRole = plan.otherRole
    sum.vanished = plan.changes.count { if case .vanished = $0 { true } else { false } }
    for clip in plan.vanishedClips { vanished[clip, default: 0] += 1 }
  }

  var progress: IndexEvent {
    let seconds = readingStarted.duration(to: .now).seconds
    let rate = seconds > 0 ? Double(read) / seconds : 0
    return .progress(
      done: total - (toRead - read), total: total, failed: sum.failed.count, perSecond: rate,
      secondsLeft: rate > 0 ? Double(toRead - read) / rate : nil)
  }

  mutating func note(_ outcome: ClipReader.Outcome, of task: IndexPlan.Task) {
    read += 1
    switch outcome {
    case .failed(let reason, let isLasting):
      sum.failed.append(FailedFile(path: task.path, reason: reason))
      // What may pass is tried again next time, though the file be unchanged.
      let stamp = isLasting ? task.stamp : .unknown
      note(.failed(path: task.path, stamp: stamp, reason: reason))
    case .sameContent(let clip):
      note(.sameContent(path: task.path, stamp: task.stamp, clip))
      noteIndexed(clip, of: task)
    case .encoded(let row, let companions):
      // Encoded twice if two files with one content were in flight together; the first row stays.
      if reader.isEmbedded(row.clip) {
        note(.sameContent(path: task.path, stamp: task.stamp, row.clip))
      } else {
        note(.encoded(path: task.path, stamp: task.stamp, row), companions: companions)
        reader.noteEmbedded(row.clip)
      }
      noteIndexed(row.clip, of: task)
    }
  }

  private mutating func noteIndexed(_ clip: ClipID, of task: IndexPlan.Task) {
    sum.indexed += 1
    if otherRole.remove(clip) != nil {
      note(.role(role, of: clip))
      sum.roleChanged += 1
    }
    if let earlier = task.earlierClip, earlier != clip { sum.changed += 1 }
    if task.isNew, let count = vanished[clip], count > 0 {
      vanished[clip] = count - 1
      sum.moved += 1
      sum.vanished -= 1
    }
  }

  private mutating func note(_ change: LibraryChange, companions: [FreshRow] = []) {
    pending.append(PendingChange(change: change, companions: companions))
  }

  mutating func takePending() -> [PendingChange] {
    defer { pending.removeAll(keepingCapacity: true) }
    return pending
  }

  func summary(counts: LibraryCounts, lostEmbeddings: Int) -> IndexSummary {
    var sum = sum
    sum.clips = counts.clips
    sum.presets = counts.presets
    sum.loops = counts.loops
    sum.duplicates = counts.files - counts.clips
    sum.lostEmbeddings = lostEmbeddings
    sum.failed.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    sum.seconds = started.duration(to: .now).seconds
    return sum
  }
}

extension Duration {
  fileprivate var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
