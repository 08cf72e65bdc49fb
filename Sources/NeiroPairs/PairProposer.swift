public import NeiroCore

/// Chooses which pair to ask about next, plainly: an anchor at random, and half of the time one of
/// its nearest clips, half of the time any other.
///
/// Near pairs tell where the encoder and the person part; random ones keep the labels honest.
public struct PairProposer: Sendable {
  private let embeddings: EmbeddingMatrix
  /// The rows to ask about.
  private let library: [Int]
  private var asked: Set<Set<Int>>
  private var generator: SeededGenerator

  /// How many of an anchor's nearest clips count as near.
  private static let neighbours = 20

  /// - Parameters:
  ///   - embeddings: x of every clip, `[N, D]`.
  ///   - library: The rows to ask about.
  ///   - answered: Pairs that need not be asked again.
  ///   - seed: Decides the order of questions.
  public init(
    embeddings: EmbeddingMatrix, library: [Int], answered: [RowPair], seed: UInt64
  ) {
    self.embeddings = embeddings
    self.library = library
    asked = Set(answered.map { [$0.a, $0.b] })
    generator = SeededGenerator(seed: seed)
  }

  /// A pair that was not asked before, in random order; nil if none is left.
  public mutating func next() -> RowPair? {
    for _ in 0..<50 where library.count >= 2 {
      let anchor = library[generator.index(below: library.count)]
      let others =
        generator.unit() < 0.5 ? neighbours(of: anchor) : library.filter { $0 != anchor }
      guard !others.isEmpty else { continue }
      let other = others[generator.index(below: others.count)]
      guard asked.insert([anchor, other]).inserted else { continue }
      return generator.unit() < 0.5 ? RowPair(anchor, other) : RowPair(other, anchor)
    }
    return anyLeft()
  }

  /// Where random draws find nothing new, looks through all pairs.
  private mutating func anyLeft() -> RowPair? {
    for (index, a) in library.enumerated() {
      for b in library.dropFirst(index + 1) where asked.insert([a, b]).inserted {
        return RowPair(a, b)
      }
    }
    return nil
  }

  /// The rows nearest to `anchor` by raw cosine, near-duplicates left out: they teach nothing.
  private func neighbours(of anchor: Int) -> [Int] {
    let cosines = embeddings.withRow(anchor) { anchor in
      library.map { row in embeddings.withRow(row) { UnitVector.dot(anchor, $0) } }
    }
    return library.indices
      .filter { library[$0] != anchor && cosines[$0] < ClipGroups.nearDuplicateCosine }
      .sorted { (cosines[$0], $1) > (cosines[$1], $0) }
      .prefix(Self.neighbours)
      .map { library[$0] }
  }
}
