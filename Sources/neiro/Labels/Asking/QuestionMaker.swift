import Foundation
import NeiroCore
import NeiroPairs
import NeiroRetrieval
import NeiroStore
import Synchronization

/// Makes questions of the pairs that a proposer chooses: decides which clip is heard first, and finds
/// names and files, so that nothing slow is left to do between two sounds.
final class QuestionMaker: Sendable {
  private let clips: [ClipID]
  private let cache: EmbeddingCache
  private let proposer: Mutex<PairProposer>
  private let sides: Mutex<SeededGenerator>
  private let levels: LevelledClips?

  /// - Parameters:
  ///   - library: Whose clips are asked about.
  ///   - proposer: Chooses the pairs.
  ///   - seed: Decides which clip is heard first.
  ///   - levels: Makes the clips of a question equally loud; nil where nothing is played.
  init(_ library: Library, proposer: PairProposer, seed: UInt64, levels: LevelledClips?) {
    self.levels = levels
    clips = library.gallery.clips
    cache = library.cache
    self.proposer = Mutex(proposer)
    // Another sequence than the proposer's own.
    sides = Mutex(SeededGenerator(seed: seed ^ 0x5349_4445))
  }

  /// The next pair whose files are both there; nil if none is left.
  func next() throws -> Question? {
    while let pair = proposer.withLock({ $0.next() }) {
      let firstSide = sides.withLock { $0.unit() < 0.5 ? AnswerDetails.Side.a : .b }
      if let question = try question(clips[pair.a], clips[pair.b], firstSide: firstSide) {
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
