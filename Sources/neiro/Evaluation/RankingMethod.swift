import NeiroCore
import NeiroEvaluation
import NeiroHead
import NeiroPairs
import NeiroRetrieval

/// A system at work on some sounds, as evaluation compares it with others.
struct RankingMethod {
  let system: RankingSystem
  /// What its TREC runs are called.
  let tag: String
  /// nil but for a head.
  let checkpoint: Checkpoint?
  let reranker: Reranker
  /// Methods of one base give the same scores before their heads.
  let baseFingerprint: String?
  private let space: EmbeddingSpace
  private let neverResults: Set<ClipID>

  /// - Parameters:
  ///   - system: Who ranks.
  ///   - choice: What that is made of.
  ///   - library: What is ranked.
  /// - Throws: `RetrievalError` for a head of another encoder's length.
  init(_ system: RankingSystem, _ choice: RankingChoice, in library: Library) throws {
    self.init(
      system, choice.checkpoint, try library.reranker(choice),
      EmbeddingSpace(
        raw: library.gallery.embeddings, roles: library.roles, adaptation: choice.adaptation),
      neverResults: library.neverResults)
  }

  /// The same system on sounds of no library, all of them one-shots.
  init(_ other: RankingMethod, on gallery: FlatGallery) throws {
    let roles = [RetrievalRole](repeating: .gallery, count: gallery.count)
    let adaptation = other.reranker.adaptation.map {
      Adaptation($0.map, of: gallery.embeddings, roles: roles) { _, _, compute in compute() }
    }
    self.init(
      other.system, other.checkpoint,
      try Reranker(
        gallery: gallery, adaptation: adaptation, head: other.reranker.head,
        alphas: other.reranker.alphas),
      EmbeddingSpace(raw: gallery.embeddings, roles: roles, adaptation: adaptation),
      neverResults: [])
  }

  private init(
    _ system: RankingSystem, _ checkpoint: Checkpoint?, _ reranker: Reranker,
    _ space: EmbeddingSpace, neverResults: Set<ClipID>
  ) {
    self.system = system
    tag = system.head ?? system.key
    self.checkpoint = checkpoint
    self.reranker = reranker
    baseFingerprint = reranker.adaptation?.map.fingerprint
    self.space = space
    self.neverResults = neverResults
  }

  /// How alike two rows are, by the score that a ranking is sorted by.
  func similarity(_ pair: RowPair) throws -> Double {
    // One searches with the loop of a pair; of two presets either may ask.
    let directions = [(pair.a, pair.b), (pair.b, pair.a)].filter { query, partner in
      space.roles[partner] == .gallery || space.roles[query] == .query
    }
    let sum = try directions.reduce(0) { sum, pair in
      sum + (try similarity(of: pair.0, to: pair.1))
    }
    return sum / Double(directions.count)
  }

  private func similarity(of query: Int, to partner: Int) throws -> Double {
    let before = Double(space.similarity(of: query, to: partner))
    let role = space.roles[query]
    let alpha = reranker.alphas[role]
    let gallery = reranker.gallery
    guard alpha > 0, let embedding = Embedding(normalizing: gallery.embeddings[query]) else {
      return before
    }
    let head = try reranker.headSimilarity(
      of: embedding, as: role, to: partner,
      excluding: neverResults.union([gallery.clips[query]]))
    return (1 - alpha) * before + alpha * Double(head ?? 0)
  }
}
