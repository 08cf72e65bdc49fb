public import NeiroCore

/// Two rows of an embedding matrix that somebody has judged.
public struct RowPair: Hashable, Sendable {
  public let a: Int
  public let b: Int

  public init(_ a: Int, _ b: Int) {
    self.a = a
    self.b = b
  }
}

/// Labels, brought to the rows of an embedding matrix and made fit for training.
///
/// All labellers count alike. Where two disagree about a pair, the pair is left out, and so is what
/// was drawn by chance to judge by.
public struct TrainingPairs: Sendable {
  /// In an order that depends on the clips alone, not on when they were labelled.
  public let similar: [RowPair]
  public let dissimilar: [RowPair]
  public let counts: LabelCounts
  /// FNV-1a, 64 bits, over every pair used and its label: 16 hexadecimal digits.
  public let hash: String

  /// - Parameters:
  ///   - labels: The current answer of every labeller to every pair.
  ///   - includesTests: Whether to take what was drawn by chance to judge by, for judging.
  ///   - row: The row of a clip's embedding; nil if it has none.
  public init(
    _ labels: [LabelledPair], includesTests: Bool = false, row: (ClipID) -> Int?
  ) {
    var counts = LabelCounts()
    var answers: [ClipPair: Set<PairLabel>] = [:]
    for label in labels {
      if label.isKeptForTest, !includesTests {
        counts.test += 1
      } else if label.label == .unsure {
        counts.unsure += 1
      } else {
        answers[label.pair, default: []].insert(label.label)
      }
    }
    var similar: [RowPair] = []
    var dissimilar: [RowPair] = []
    var hash = FNV1a()
    let sorted = answers.sorted { ($0.key.low, $0.key.high) < ($1.key.low, $1.key.high) }
    for (pair, labels) in sorted {
      guard labels.count == 1, let label = labels.first else {
        counts.contradictory += 1
        continue
      }
      guard let low = row(pair.low), let high = row(pair.high) else {
        counts.withoutEmbedding += 1
        continue
      }
      hash.combine("\(pair.low) \(pair.high) \(label.rawValue)\n")
      if label == .similar {
        similar.append(RowPair(low, high))
      } else {
        dissimilar.append(RowPair(low, high))
      }
    }
    counts.similar = similar.count
    counts.dissimilar = dissimilar.count
    self.init(similar: similar, dissimilar: dissimilar, counts: counts, hash: hash.hex)
  }

  init(similar: [RowPair], dissimilar: [RowPair], counts: LabelCounts, hash: String) {
    self.similar = similar
    self.dissimilar = dissimilar
    self.counts = counts
    self.hash = hash
  }

  public var count: Int { similar.count + dissimilar.count }

  /// Every row that a pair touches, ascending.
  public var rows: [Int] {
    Set((similar + dissimilar).flatMap { [$0.a, $0.b] }).sorted()
  }

  /// The pairs of which neither row is in `rows`: what may be trained when `rows` are held out.
  public func excluding(_ rows: Set<Int>) -> TrainingPairs {
    filter { !rows.contains($0.a) && !rows.contains($0.b) }
  }

  /// The pairs that touch `rows`: what may be scored when `rows` are held out.
  public func touching(_ rows: Set<Int>) -> TrainingPairs {
    filter { rows.contains($0.a) || rows.contains($0.b) }
  }

  /// Some of the pairs; counts and hash stay those of all.
  public func filter(_ isIncluded: (RowPair) -> Bool) -> TrainingPairs {
    TrainingPairs(
      similar: similar.filter(isIncluded), dissimilar: dissimilar.filter(isIncluded),
      counts: counts, hash: hash)
  }
}
