public import NeiroCore

/// What a person should know about their answers before a head is trained on them.
///
/// Nothing is resolved here: what contradicts is shown, and the person decides. All lists are in an
/// order that depends on clips and answers alone.
public struct LabelCheck: Sendable {
  /// How many current answers there are of each kind.
  public let answers: [PairLabel: Int]
  /// Everyone whose answers these are, in alphabetical order.
  public let labellers: [String]
  /// How many clips have a decided answer, similar or dissimilar.
  public let clips: Int
  /// Pairs on which labellers disagree; training leaves them out.
  public let disagreements: [Disagreement]
  public let triangles: [SimilarityTriangle]
  /// One for each labeller and taste with a pair that was answered again.
  public let selfAgreements: [SelfAgreement]
  /// Clips that are in more than ``dominantShare`` of all pairs, the most used first.
  public let dominant: [ClipUse]
  /// Clips that are never similar to anything, the most used first.
  public let onlyDissimilar: [ClipUse]
  /// What the library lacks; nil if nothing is indexed.
  public let absence: LabelAbsence?
  /// Whether a head could be judged; nil if nothing is indexed.
  public let readiness: GateReadiness?

  /// A clip in more than this share of the pairs is named.
  public static let dominantShare = 0.1
  /// Unless it is in fewer pairs than this: of five pairs, each clip has a fifth.
  public static let fewestDominantPairs = 5

  /// - Parameters:
  ///   - current: The current answer of every labeller to every pair. Of several tastes together, answers
  ///     that differ are disagreements, since training leaves such pairs out.
  ///   - log: Every answer that was not taken back, oldest first.
  ///   - library: Clips and embeddings; nil if nothing is indexed yet.
  public init(current: [LabelledPair], log: [LabelledPair], library: LabelledLibrary?) {
    answers = Dictionary(grouping: current, by: \.label).mapValues(\.count)
    labellers = Set(current.map(\.labeller)).sorted()
    let decided = DecidedPairs(current)
    clips = decided.pairsOfClip.count
    disagreements = decided.disagreements
    triangles = SimilarityTriangle.all(in: decided)
    selfAgreements = SelfAgreement.all(in: log)
    let uses = decided.uses
    dominant = uses.filter {
      $0.share > Self.dominantShare && $0.pairs >= Self.fewestDominantPairs
    }
    onlyDissimilar = uses.filter { !decided.everSimilar.contains($0.clip) }
    absence = library.map { LabelAbsence(of: decided, in: $0) }
    readiness = library.map { library in
      GateReadiness(TrainingPairs(current, row: library.row), in: library)
    }
  }
}

/// How much of all pairs has to do with one clip.
public struct ClipUse: Hashable, Sendable {
  public let clip: ClipID
  /// Decided pairs that the clip is in.
  public let pairs: Int
  /// Their share of all decided pairs.
  public let share: Double
}

/// A pair on which labellers disagree.
public struct Disagreement: Hashable, Sendable {
  public let pair: ClipPair
  /// Who calls it similar, in alphabetical order, and who dissimilar.
  public let similar: [String]
  public let dissimilar: [String]
}

/// Labelled clips that the library can't offer.
public struct LabelAbsence: Hashable, Sendable {
  /// Clips without an embedding, and how many pairs training leaves out for them.
  public let unknown: [ClipID]
  public let unknownPairs: Int
  /// Clips with an embedding and no file: trained on, but not to be heard again.
  public let withoutFile: [ClipID]

  init(of decided: DecidedPairs, in library: LabelledLibrary) {
    let clips = decided.pairsOfClip.keys.sorted()
    let isUnknown = { (clip: ClipID) in library.row(clip) == nil }
    unknown = clips.filter(isUnknown)
    unknownPairs = decided.labellers.keys.count { isUnknown($0.low) || isUnknown($0.high) }
    withoutFile = clips.filter { !isUnknown($0) && !library.hasFile($0) }
  }
}

/// What a check asks of a library.
public struct LabelledLibrary {
  /// x of every clip, N × D, rows of unit length.
  public let embeddings: EmbeddingMatrix
  /// The rows that search ranks.
  public let results: Set<Int>
  /// The rows that are loops.
  public let loops: Set<Int>
  /// The row of a clip's embedding; nil if it has none.
  public let row: (ClipID) -> Int?
  /// Whether a file with the clip's content is there.
  public let hasFile: (ClipID) -> Bool

  public init(
    embeddings: EmbeddingMatrix, results: Set<Int>, loops: Set<Int>,
    row: @escaping (ClipID) -> Int?, hasFile: @escaping (ClipID) -> Bool
  ) {
    self.embeddings = embeddings
    self.results = results
    self.loops = loops
    self.row = row
    self.hasFile = hasFile
  }
}
