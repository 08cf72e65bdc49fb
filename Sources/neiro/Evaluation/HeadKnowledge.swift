import NeiroRetrieval
import NeiroCore
import NeiroEvaluation
import NeiroHead
import NeiroPairs

/// What a head may be examined on: pairs of which its training says nothing.
struct HeadKnowledge {
  private let method: RankingMethod
  private let heldOut: Set<Int>
  private let trained: TrainedAnswers
  /// The pairs that were trained on, scored by a fold's head; empty where clips were held out.
  private let outOfFold: [ClipPair: OutOfFoldScore]
  /// Whether the manifest tells all pairs that were trained on.
  private let knowsItsPairs: Bool

  /// - Parameters:
  ///   - method: A head.
  ///   - checkpoint: Its manifest.
  ///   - library: Clips and embeddings.
  ///   - labelled: The rows of all pairs that may be asked.
  /// - Throws: ``EvaluateFailure/leakage(head:heldOut:trained:)``.
  init(
    _ method: RankingMethod, _ checkpoint: Checkpoint, in library: Library, labelled: [Int]
  ) throws {
    let manifest = checkpoint.manifest
    self.method = method
    let embeddings = library.gallery.embeddings
    func soundsLike(_ a: Int, _ b: Int) -> Bool {
      embeddings.withRow(a) { a in embeddings.withRow(b) { UnitVector.dot(a, $0) } }
        >= ClipGroups.nearDuplicateCosine
    }
    if let both = Set(manifest.heldOutClips).intersection(manifest.trainedClips).min() {
      let name = try library.displayName(of: both)
      throw EvaluateFailure.leakage(head: manifest.name, heldOut: name, trained: name)
    }
    let trainedRows = manifest.trainedClips.compactMap(library.row).sorted()
    let heldOutRows = manifest.heldOutClips.compactMap(library.row).sorted()
    if let leak = TrainedAnswers.nearDuplicates(
      of: heldOutRows, among: trainedRows, soundsLike
    ).first {
      let names = try [leak.clip, leak.other].map {
        try library.displayName(of: library.gallery.clips[$0])
      }
      throw EvaluateFailure.leakage(head: manifest.name, heldOut: names[0], trained: names[1])
    }
    let known = Set(trainedRows)
    let heldOut = Set(heldOutRows)
    let knowsItsPairs = !manifest.outOfFold.isEmpty
    self.heldOut = heldOut
    self.knowsItsPairs = knowsItsPairs
    let others =
      knowsItsPairs ? labelled.filter { !known.contains($0) && !heldOut.contains($0) } : []
    trained = TrainedAnswers(
      clips: known,
      pairs: manifest.outOfFold.compactMap { score in
        guard let a = library.row(of: score.pair.low), let b = library.row(of: score.pair.high)
        else { return nil }
        return (a, b, score.isSimilar)
      },
      sameSound: Dictionary(
        uniqueKeysWithValues: TrainedAnswers.nearDuplicates(
          of: others, among: trainedRows, soundsLike
        ).map { ($0.clip, $0.other) }))
    outOfFold =
      heldOut.isEmpty
      ? Dictionary(manifest.outOfFold.map { ($0.pair, $0) }) { first, _ in first } : [:]
  }

  enum Answer {
    case score(Double, ScoredPair.Kind)
    /// The training gives the pair away.
    case givenAway
    /// It was trained on, and nothing tells how a head did that wasn't.
    case trainedOn
  }

  /// How the head does on a pair.
  func answer(_ pair: RowPair, _ clips: ClipPair) throws -> Answer {
    if let score = outOfFold[clips] {
      let isBlended = (method.checkpoint?.manifest.gate.alphas.oneShots ?? 0) > 0
      return .score(isBlended ? score.after : score.before, .outOfFold)
    }
    let isHeldOut = heldOut.contains(pair.a) || heldOut.contains(pair.b)
    if !isHeldOut {
      guard knowsItsPairs else { return .trainedOn }
      if trained.giveAway(pair.a, pair.b) { return heldOut.isEmpty ? .givenAway : .trainedOn }
    }
    let known = [pair.a, pair.b].count(where: trained.knows)
    return .score(
      try method.similarity(pair), known == 0 ? .newNew : known == 1 ? .newKnown : .knownKnown)
  }

  /// The clip of a pair that the head knows less of, whose group the pair is drawn with.
  func newer(of pair: RowPair) -> Int { trained.clips.contains(pair.a) ? pair.b : pair.a }
}
