import Foundation
import NeiroCommands
import NeiroRetrieval
import NeiroCore
import NeiroEvaluation
import NeiroHead
import NeiroPairs
import NeiroStore

/// The labels that no head ever saw, scored by each system.
struct HeldOutPairs {
  /// Pairs that every head can be examined on.
  private(set) var pairs: [ScoredPair] = []
  /// The content of each pair's clips, in the order of ``pairs``.
  private(set) var clips: [ClipPair] = []
  /// What the person should know about the labels.
  private(set) var notes: [String] = []

  /// - Parameters:
  ///   - library: Clips and embeddings.
  ///   - methods: The systems, with at least one head among them.
  ///   - chosen: Whose labels; nil for those that the heads were trained on.
  /// - Throws: What reading labels or ranking throws, ``EvaluateFailure/leakage(head:heldOut:trained:)``.
  init(_ library: Library, by methods: [RankingMethod], labels chosen: LabelSelection?) throws {
    let checkpoints = methods.compactMap(\.checkpoint)
    let selections = Set(checkpoints.map { $0.manifest.labelSelection ?? .everything })
    let labels = try Self.currentLabels(
      of: chosen ?? (selections.count == 1 ? selections.first : nil) ?? .everything, in: library)
    if chosen == nil, selections.count > 1 {
      notes.append("The heads learnt from different people or tastes: all of their labels count.")
    }
    let current = TrainingPairs(labels, includesTests: true, row: library.row)
    let drawn = Set(labels.filter(\.isKeptForTest).map(\.pair))
    var asked: [ClipPair: Bool] = [:]
    for (rows, isSimilar) in [(current.similar, true), (current.dissimilar, false)] {
      for pair in rows {
        asked[ClipPair(library.gallery.clips[pair.a], library.gallery.clips[pair.b])] = isSimilar
      }
    }
    if chosen == nil {
      for score in checkpoints.flatMap(\.manifest.outOfFold) where asked[score.pair] == nil {
        if [score.pair.low, score.pair.high].allSatisfy({ library.row(of: $0) != nil }) {
          asked[score.pair] = score.isSimilar
        }
      }
    }
    let groups = ClipGroups(current, embeddings: library.gallery.embeddings)
    let groupOfRow = Dictionary(
      uniqueKeysWithValues: groups.groups.enumerated().flatMap { index, rows in
        rows.map { ($0, index) }
      })
    let rows = Set(asked.keys.flatMap { [$0.low, $0.high] }.compactMap(library.row)).sorted()
    let knowledge = try methods.map { method in
      try method.checkpoint.map { try HeadKnowledge(method, $0, in: library, labelled: rows) }
    }
    var (givenAway, trainedOn) = (0, 0)
    for (clips, isSimilar) in asked.sorted(by: {
      ($0.key.low, $0.key.high) < ($1.key.low, $1.key.high)
    }) {
      try Interrupt.check()
      guard let a = library.row(of: clips.low), let b = library.row(of: clips.high) else {
        continue
      }
      let pair = RowPair(a, b)
      switch try Self.score(pair, clips, methods, knowledge) {
      case .scores(let scores, let kind):
        let newer = knowledge.lazy.compactMap { $0 }.first?.newer(of: pair) ?? a
        pairs.append(
          ScoredPair(
            a: a, b: b, isSimilar: isSimilar, scores: scores, group: groupOfRow[newer] ?? -1,
            kind: kind != .outOfFold && drawn.contains(clips) ? .chance : kind))
        self.clips.append(clips)
      case .givenAway: givenAway += 1
      case .trainedOn: trainedOn += 1
      }
    }
    addNotes(givenAway: givenAway, trainedOn: trainedOn, heads: checkpoints.count)
  }

  private mutating func addNotes(givenAway: Int, trainedOn: Int, heads: Int) {
    if givenAway > 0 {
      notes.append(
        "Left out: \(givenAway) labelled pair\(givenAway == 1 ? "" : "s") that follow\(givenAway == 1 ? "s" : "") "
          + "from answers a head was trained on; knowing them is no merit.")
    }
    if heads > 1, trainedOn > 0 {
      notes.append(
        "Left out: \(trainedOn) labelled pair\(trainedOn == 1 ? "" : "s") that not every head can "
          + "be examined on.")
    }
  }

  private static func currentLabels(
    of selection: LabelSelection, in library: Library
  ) throws -> [LabelledPair] {
    let file = library.workspace.labelDatabaseFile
    // Opening a database that isn't there would make one.
    guard FileManager.default.fileExists(atPath: file.path) else { return [] }
    return try LabelDatabase(file: file).currentLabels(of: selection)
  }

  private enum Outcome {
    case scores([Double], ScoredPair.Kind)
    case givenAway
    case trainedOn
  }

  /// Every system's score, if every head can be examined. Of several heads' kinds, the one that
  /// knows most is the pair's.
  private static func score(
    _ pair: RowPair, _ clips: ClipPair, _ methods: [RankingMethod], _ knowledge: [HeadKnowledge?]
  ) throws -> Outcome {
    var scores: [Double] = []
    var kinds: Set<ScoredPair.Kind> = []
    for (method, knowledge) in zip(methods, knowledge) {
      guard let knowledge else {
        scores.append(try method.similarity(pair))
        continue
      }
      switch try knowledge.answer(pair, clips) {
      case .score(let score, let kind):
        scores.append(score)
        kinds.insert(kind)
      case .givenAway: return .givenAway
      case .trainedOn: return .trainedOn
      }
    }
    let order: [ScoredPair.Kind] = [.knownKnown, .newKnown, .outOfFold, .newNew]
    return .scores(scores, order.first(where: kinds.contains) ?? .newNew)
  }
}
