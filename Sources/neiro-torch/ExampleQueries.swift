import Foundation
import NeiroCore
import NeiroHead
import NeiroRetrieval
import NeiroRuns
import NeiroStore
import NeiroTraining

/// Labelled presets whose similar partners moved most, with what they find before and after.
///
/// Each is ranked by the head of its own fold: by the final one, which was trained on its answers,
/// every example would look like a success.
struct ExampleQueries {
  /// So many of the ranking before a head are reordered by it: projecting all of a large library for a
  /// page of examples would take longer than the training.
  private static let candidates = 500

  private let trained: TrainedHead
  private let gallery: FlatGallery
  private let adaptation: Adaptation?
  private let rowOfClip: [ClipID: Int]
  private let neverResults: Set<ClipID>
  private let judgements: [ClipPair: RunReport.Example.Judgement]

  /// How many that got better, and how many that got worse.
  private static let ofEach = 5
  /// How many results of each list.
  private static let results = 5

  init(_ trained: TrainedHead, _ material: HeadTraining.Material) throws {
    self.trained = trained
    gallery = try FlatGallery(clips: material.clips, embeddings: material.space.raw)
    adaptation = material.space.adaptation
    rowOfClip = Dictionary(
      zip(material.clips, material.clips.indices), uniquingKeysWith: { first, _ in first })
    let library = Set(material.library)
    neverResults = Set(
      material.clips.indices.filter { !library.contains($0) }.map { material.clips[$0] })
    // Those that were used: of pairs on which labellers disagree, nothing can be said.
    judgements = Dictionary(
      trained.checkpoint.manifest.outOfFold.map {
        ($0.pair, $0.isSimilar ? .similar : .dissimilar)
      }, uniquingKeysWith: { first, _ in first })
  }

  /// A query with the clips it finds, and the ranks of all clips.
  private struct Found {
    let query: ClipID
    /// The partner that moved most.
    let partner: TrainedHead.PartnerRank
    let before: [ClipID: Int]
    let after: [ClipID: Int]

    func first(_ places: KeyPath<Found, [ClipID: Int]>) -> [ClipID] {
      self[keyPath: places].filter { $0.value <= ExampleQueries.results }
        .sorted { $0.value < $1.value }.map(\.key)
    }

    var clips: [ClipID] { [query, partner.partner] + first(\.before) + first(\.after) }
  }

  /// The best first, then the worst.
  func examples(in cache: EmbeddingCache) throws -> [RunReport.Example] {
    let moved = Dictionary(grouping: trained.ranks, by: \.query).map { query, ranks in
      (query: query, ranks: ranks, gain: ranks.reduce(0) { $0 + $1.gain } / Double(ranks.count))
    }.sorted { ($1.gain, $0.query) < ($0.gain, $1.query) }
    let better = moved.prefix { $0.gain > 0 }.prefix(Self.ofEach)
    let worse = moved.reversed().prefix { $0.gain < 0 }.prefix(Self.ofEach)
    let found = try (better + worse).compactMap { try find($0.query, $0.ranks) }
    let names = try ClipNames(of: found.flatMap(\.clips), in: cache)
    return found.map { example($0, names) }
  }

  private func find(_ query: ClipID, _ ranks: [TrainedHead.PartnerRank]) throws -> Found? {
    guard let row = rowOfClip[query],
      let embedding = Embedding(normalizing: gallery.embeddings[row]),
      let partner = ranks.max(by: { abs($0.gain) < abs($1.gain) })
    else { return nil }
    func places(_ alpha: Double) throws -> [ClipID: Int] {
      let ranking = try Reranker(
        gallery: gallery, adaptation: adaptation, head: trained.folds[partner.fold].head,
        alpha: Float(alpha)
      ).rank(
        query: embedding, as: .gallery, limit: gallery.count,
        candidates: alpha > 0 ? Self.candidates : nil, excluding: neverResults.union([query]))
      return Dictionary(ranking.map { ($0.clip, $0.rank) }, uniquingKeysWith: { first, _ in first })
    }
    return Found(
      query: query, partner: partner, before: try places(0),
      after: try places(trained.checkpoint.manifest.gate.oneShots.alpha))
  }

  private func example(_ found: Found, _ names: ClipNames) -> RunReport.Example {
    func results(_ places: KeyPath<Found, [ClipID: Int]>) -> [RunReport.Example.Result] {
      found.first(places).map { clip in
        RunReport.Example.Result(
          name: names[clip], judgement: judgements[ClipPair(found.query, clip)] ?? .unjudged,
          rankBefore: found.before[clip] ?? 0, rankAfter: found.after[clip] ?? 0)
      }
    }
    let (partner, before, after) = (found.partner, results(\.before), results(\.after))
    return RunReport.Example(
      query: names[found.query],
      note: "\(partner.gain > 0 ? "Better" : "Worse"): \(names[partner.partner]), a similar one, "
        + "was at \(partner.before) and is at \(partner.after).",
      before: before, after: after)
  }
}

extension TrainedHead.PartnerRank {
  fileprivate var gain: Double { log(Double(before)) - log(Double(after)) }
}
