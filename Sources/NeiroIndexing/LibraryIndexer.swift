public import Foundation
public import NeiroAudio
public import NeiroCore
public import NeiroEncoding
public import NeiroStore

/// Brings the library up to date with folders of audio files.
///
/// Files are hashed, decoded and encoded on all cores; their rows land in the order of the walk
/// whatever the threads do, so a library indexed in one go and one indexed in ten interrupted runs
/// have the same `embeddings.npy`. Nothing but paths and embeddings of a few files is held in
/// memory.
public struct LibraryIndexer: Sendable {
  /// A batch is written when it has so many files or is so old.
  private static let batchFiles = 64
  private static let batchAge = Duration.seconds(1)
  /// How many results may wait for a slow file before them.
  private static let waitingFiles = 256

  private let workspace: Workspace
  private let encoder: any AudioEncoder
  private let decode: @Sendable (URL) throws -> Waveform
  private let filesInFlight: Int

  /// - Parameters:
  ///   - workspace: Where the cache lives.
  ///   - encoder: Whose embeddings are made.
  ///   - cores: How many files are worked on at once is four times this.
  ///   - decode: Reads a file at the encoder's rate; the text of its error becomes the reason that
  ///     is listed for the file. nil stands for `AudioDecoder`.
  public init(
    workspace: Workspace, encoder: any AudioEncoder,
    cores: Int = ProcessInfo.processInfo.activeProcessorCount,
    decode: (@Sendable (URL) throws -> Waveform)? = nil
  ) {
    let (sampleRateHz, maximumSeconds) = (encoder.sampleRateHz, encoder.maximumSeconds)
    self.workspace = workspace
    self.encoder = encoder
    self.decode =
      decode ?? {
        try AudioDecoder.decode($0, sampleRateHz: sampleRateHz, maximumSeconds: maximumSeconds)
      }
    filesInFlight = 4 * max(1, cores)
  }

  /// Indexes `inputs`: folders, with all below them, and single files.
  ///
  /// A bad file never ends the run; it is listed with its reason. Cancelling the task ends the run
  /// early and keeps what was done; the next run goes on from there.
  ///
  /// - Parameters:
  ///   - inputs: Absolute or relative to the current folder.
  ///   - role: What the sounds of these inputs are to searches. Clips that were indexed with
  ///     another role take this one: where folders share a sound, the last run decides.
  ///   - retryFailed: Decode files that failed before although they are unchanged.
  ///   - onEvent: Called in order, from one task.
  /// - Returns: What the run came to.
  /// - Throws: ``IndexError`` for an input that isn't there, `StoreError` if the cache cannot be
  ///   written, `CancellationError`.
  public func index(
    _ inputs: [URL], as role: RetrievalRole = .gallery, retryFailed: Bool = false,
    onEvent: @Sendable (IndexEvent) -> Void = { _ in }
  ) async throws -> IndexSummary {
    guard !inputs.isEmpty else { throw IndexError.noInputs }
    let started = ContinuousClock.now
    let writer = try EmbeddingCacheWriter(in: workspace, encoder: encoder.identity)
    if writer.lostRows > 0 { onEvent(.lost(embeddings: writer.lostRows)) }
    let plan = try IndexPlan(
      inputs: inputs.map { StandardPath.standardized($0.absoluteURL.path) }, role: role,
      retriesFailed: retryFailed, writer: writer)
    onEvent(.found(total: plan.total))
    for file in plan.failed { onEvent(.failed(path: file.path, reason: file.reason)) }
    let companions = try encoder.companions.map {
      try EmbeddingCacheWriter(in: workspace, encoder: $0.identity)
    }
    var writers = try CompanyWriter(writer, companions)
    try writers.commit(plan.changes.map { PendingChange(change: $0) })

    let reader = ClipReader(
      encoder: encoder, role: role, embedded: try writer.embeddedClips(), decode: decode)
    var ledger = IndexLedger(plan: plan, reader: reader, started: started)
    onEvent(ledger.progress)
    try await readAll(
      plan.tasks, reader: reader, writers: &writers, ledger: &ledger, onEvent: onEvent)
    return ledger.summary(counts: try writer.counts(), lostEmbeddings: writer.lostRows)
  }

  private func readAll(
    _ tasks: [IndexPlan.Task], reader: ClipReader, writers: inout CompanyWriter,
    ledger: inout IndexLedger, onEvent: @Sendable (IndexEvent) -> Void
  ) async throws {
    try await withThrowingTaskGroup(of: (Int, ClipReader.Outcome?).self) { group in
      var submitted = 0
      var consumed = 0
      var waiting: [Int: ClipReader.Outcome?] = [:]
      var committed = ContinuousClock.now

      func submit() {
        while submitted < tasks.count, !Task.isCancelled,
          submitted - consumed - waiting.count < filesInFlight,
          submitted - consumed < Self.waitingFiles
        {
          let (number, task) = (submitted, tasks[submitted])
          group.addTask { (number, reader.read(task)) }
          submitted += 1
        }
      }

      submit()
      reading: while let (number, outcome) = try await group.next() {
        waiting[number] = .some(outcome)
        while let outcome = waiting.removeValue(forKey: consumed) {
          guard let outcome else { break reading }
          let task = tasks[consumed]
          ledger.note(outcome, of: task)
          if case .failed(let reason, _) = outcome {
            onEvent(.failed(path: task.path, reason: reason))
          }
          consumed += 1
        }
        let isFull = ledger.pendingCount >= Self.batchFiles
        if isFull || committed.isOlder(than: Self.batchAge), ledger.pendingCount > 0 {
          try writers.commit(ledger.takePending())
          committed = .now
          onEvent(ledger.progress)
        }
        submit()
      }
      group.cancelAll()
      try writers.commit(ledger.takePending())
      onEvent(ledger.progress)
      if consumed < tasks.count { throw CancellationError() }
    }
  }
}

extension ContinuousClock.Instant {
  fileprivate func isOlder(than age: Duration) -> Bool {
    self + age < .now
  }
}
