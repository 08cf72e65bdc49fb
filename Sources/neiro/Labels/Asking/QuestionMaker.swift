import Foundation
import NeiroCore
import NeiroPairs
import NeiroRetrieval
import NeiroStore
import Synchronization

/// Makes questions of the pairs that a chooser chooses: decides which clip is heard first, and finds
/// names and files, so that nothing slow is left to do between two sounds.
final class QuestionMaker: Sendable {
  /// What is known of the person when a question is chosen.
  struct Answered: Sendable {
    /// Oldest first, those that a later one replaces among them.
    let answers: [AnsweredPair]
    let skipped: [RowPair]
  }

  private let clips: [ClipID]
  private let cache: EmbeddingCache
  private let chooser: Mutex<QuestionChooser>
  private let sides: Mutex<SeededGenerator>
  private let answered: @Sendable () throws -> Answered
  private let trainer: CommitteeTrainer?
  private let waitsForTraining: Bool
  private let levels: LevelledClips?

  /// - Parameters:
  ///   - library: Whose clips are asked about.
  ///   - chooser: Chooses the pairs.
  ///   - seed: Decides which clip is heard first.
  ///   - answered: Reads what is known; asked before each choice.
  ///   - trainer: Learns from it; nil where nothing can.
  ///   - waitsForTraining: Whether a choice waits for a training that is due.
  ///   - levels: Makes the clips of a question equally loud; nil where nothing is played.
  init(
    _ library: Library, chooser: QuestionChooser, seed: UInt64,
    answered: @escaping @Sendable () throws -> Answered, trainer: CommitteeTrainer?,
    waitsForTraining: Bool, levels: LevelledClips?
  ) {
    self.levels = levels
    self.answered = answered
    self.trainer = trainer
    self.waitsForTraining = waitsForTraining
    clips = Array(library.gallery.clips)
    cache = library.cache
    self.chooser = Mutex(chooser)
    // Another sequence than the chooser's own.
    sides = Mutex(SeededGenerator(seed: seed ^ 0x5349_4445))
  }

  /// The next pair whose files are both there; nil if none is left.
  func next() throws -> Question? {
    let known = try answered()
    trainer?.consider(known.answers, waits: waitsForTraining)
    let learned = trainer?.learned
    while let choice = chooser.withLock({
      $0.next(answers: known.answers, skipped: known.skipped, committee: learned?.committee)
    }) {
      // Drawn also where it is settled, so that the later ones are as without it.
      let drawn = sides.withLock { $0.unit() < 0.5 ? AnswerDetails.Side.a : .b }
      if var question = try question(
        clips[choice.pair.a], clips[choice.pair.b], firstSide: choice.firstSide ?? drawn)
      {
        question.reason = choice.reason
        question.headVersion = choice.isLearned ? learned?.version : nil
        return question
      }
    }
    return nil
  }

  /// A pair that is asked about again.
  ///
  /// - Returns: nil if a file is gone.
  func question(
    _ a: ClipID, _ b: ClipID, firstSide: AnswerDetails.Side, isLevelled: Bool = true
  ) throws -> Question? {
    guard var first = try asked(firstSide == .a ? a : b),
      var second = try asked(firstSide == .a ? b : a)
    else { return nil }
    if isLevelled, let copies = levels?.level(first.file, second.file) {
      (first.levelled, second.levelled) = copies
    }
    return Question(first: first, second: second, firstSide: firstSide)
  }

  /// The pair of an answer, heard in the same order again.
  ///
  /// - Parameters:
  ///   - answer: What was answered.
  ///   - isLevelled: Whether to make both equally loud now, which takes a moment.
  /// - Returns: nil if a file is gone.
  /// - Throws: `StoreError`.
  func question(_ answer: LabelledPair, isLevelled: Bool = true) throws -> Question? {
    try question(
      answer.a, answer.b, firstSide: answer.details.firstSide ?? .a, isLevelled: isLevelled)
  }

  private func asked(_ clip: ClipID) throws -> AskedClip? {
    let files = try cache.paths(of: clip)
    guard let path = files.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
      return nil
    }
    return AskedClip(
      clip: clip, name: try cache.displayPath(of: clip) ?? clip.hex,
      file: URL(fileURLWithPath: path))
  }
}
