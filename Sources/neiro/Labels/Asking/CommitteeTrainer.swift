import Foundation
import NeiroCore
import NeiroEncoding
import NeiroHead
import NeiroPairs
import NeiroStore
import Synchronization

/// Trains the committee that chooses questions anew as answers come in, in a process of its own at low
/// priority: no key ever waits for it.
final class CommitteeTrainer: Sendable {
  /// A committee that has learnt.
  struct Learned: Sendable {
    let committee: HeadCommittee
    let version: HeadVersion
  }

  private struct State {
    var learned: Learned?
    /// How many answers the last training began with.
    var trainedOn = 0
    var running: Process?
    var failure: String?
    var hasEnded = false
  }

  private let state = Mutex(State())
  private let worker: TorchWorker
  private let arguments: [String]
  /// Where the worker leaves what it trained.
  private let folder: ScratchFolder
  private let load: @Sendable (HeadEnsemble) -> HeadCommittee
  private let queue = DispatchQueue(label: "committee", qos: .utility)

  /// Fewer answers teach nothing, and as many more have to come before the next training.
  private static let fewestAnswers = 20
  private static let answersForNext = 10
  /// As ``HeadVersion/name`` of questions that the committee chose.
  private static let name = "committee"

  /// - Parameters:
  ///   - library: What the committee ranks.
  ///   - labels: Whose answers it learns from.
  ///   - load: Puts an ensemble to work.
  /// - Throws: ``WorkerError`` where there is no worker.
  init(
    _ library: Library, labels: LabelSelection,
    load: @escaping @Sendable (HeadEnsemble) -> HeadCommittee
  ) throws {
    worker = try TorchWorker.find()
    folder = try ScratchFolder()
    arguments = [
      "ensemble", "--workspace", library.workspace.root.path,
      "--encoder", try WorkerArgument.json(library.encoder.identity),
      "--recipe", try WorkerArgument.json(TrainingRecipe()),
      "--labels", try WorkerArgument.json(labels), "--out",
      folder.url.appendingPathComponent("heads").path,
    ]
    self.load = load
  }

  /// The newest one; nil before the first training is over.
  var learned: Learned? { state.withLock { $0.learned } }

  /// Why the last training failed, in a sentence.
  var failure: String? { state.withLock { $0.failure } }

  /// Trains, if there are enough new answers and nothing is being trained.
  ///
  /// - Parameters:
  ///   - answers: What there is to learn from.
  ///   - waits: Whether to return only when it is done.
  func consider(_ answers: [AnsweredPair], waits: Bool = false) {
    let usable = answers.filter { $0.reason != .test && $0.label != .unsure }
    let similar = usable.count { $0.label == .similar }
    let isDue = state.withLock { state in
      guard !state.hasEnded, state.running == nil, usable.count >= Self.fewestAnswers,
        similar >= GateReadiness.fewestSimilarPairs, similar < usable.count,
        abs(usable.count - state.trainedOn) >= (state.learned == nil ? 1 : Self.answersForNext)
      else { return false }
      state.trainedOn = usable.count
      state.running = worker.process(arguments)
      return true
    }
    guard isDue else { return }
    if waits { queue.sync { train() } } else { queue.async { self.train() } }
  }

  /// Stops what is under way and leaves nothing behind.
  func end() {
    let running = state.withLock { state in
      state.hasEnded = true
      return state.running
    }
    // It has nothing to save.
    if let running, running.isRunning { kill(running.processIdentifier, SIGKILL) }
    queue.sync {}
    folder.remove()
  }

  private func train() {
    guard let process = state.withLock({ $0.hasEnded ? nil : $0.running }) else { return }
    let result = Result { try run(process) }
    state.withLock { state in
      state.running = nil
      switch result {
      case .success(let learned):
        if let learned { state.learned = learned }
        state.failure = nil
      case .failure(let error): if !state.hasEnded { state.failure = "\(error)" }
      }
    }
  }

  private func run(_ process: Process) throws -> Learned? {
    let events = Pipe()
    let ended = DispatchSemaphore(value: 0)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = events
    process.standardError = FileHandle.nullDevice
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    setpriority(__priority_which_t(PRIO_PROCESS.rawValue), id_t(process.processIdentifier), 10)
    let said = events.fileHandleForReading.readDataToEndOfFile()
    ended.wait()
    guard process.terminationStatus == 0 else {
      if case .failed(let reason)? = try? JSONDecoder().decode(TrainingEvent.self, from: said) {
        throw WorkerError.failed(reason)
      }
      throw WorkerError.died(ending: process.ending)
    }
    let ensemble = try HeadEnsemble(contentsOf: folder.url.appendingPathComponent("heads"))
    // Heads that tell nothing yet are no committee.
    guard !ensemble.members.isEmpty else { return nil }
    return Learned(
      committee: load(ensemble),
      version: HeadVersion(name: Self.name, fingerprint: ensemble.fingerprint))
  }
}
