import Foundation

/// One query's ranking together with what is relevant to it, and the metrics that follow.
///
/// An item is relevant if its grade is 1 or more; items without a grade are not. R is the number
/// of relevant items, found or not. Metrics look at places, not at scores: whoever ranks has to
/// decide ties first (Neiro: the order of the library's rows).
///
/// A query without relevant items has no metrics, hence no `JudgedRanking`: leave it out and
/// count it, never score it 0.
///
///     let ranking = JudgedRanking(ranked: ["a", "b", "c"], grades: ["b": 2, "x": 1])
///     ranking?.recall(at: 10)  // 0.5: b was found, x was not
///     ranking?.reciprocalRank  // 0.5: b stands at the second place
///
/// All metrics lie in 0…1 and equal those of trec_eval, pytrec_eval and ranx.
public struct JudgedRanking: Hashable, Sendable {
  /// The places of the relevant items that were ranked, ascending.
  private let hits: [Hit]
  /// The grades of all R relevant items, the highest first: the best ranking there could be.
  private let idealGrades: [Int]

  private struct Hit: Hashable, Sendable {
    /// From 1.
    let rank: Int
    let grade: Int
  }

  /// nil if no item is relevant.
  ///
  /// - Parameters:
  ///   - ranked: The items, best first. An item that is repeated counts at its first place.
  ///   - grades: The judged items; relevant from grade 1. Relevant items that `ranked` lacks
  ///     count as not found.
  public init?<ID: Hashable>(ranked: [ID], grades: [ID: Int]) {
    var missing = grades.filter { $0.value >= 1 }
    guard !missing.isEmpty else { return nil }
    idealGrades = missing.values.sorted(by: >)
    var hits: [Hit] = []
    for (index, item) in ranked.enumerated() {
      if missing.isEmpty { break }
      if let grade = missing.removeValue(forKey: item) {
        hits.append(Hit(rank: index + 1, grade: grade))
      }
    }
    self.hits = hits
  }

  /// R, the number of relevant items.
  public var relevantCount: Int { idealGrades.count }

  /// Normalised discounted cumulative gain: Σ gradeᵢ / log₂(i + 1) over the places i ≤ k, divided
  /// by what the best ranking of all R relevant items would get.
  ///
  /// The gain is the grade itself, as in trec_eval's `ndcg_cut` and ranx's `ndcg`. Others use the
  /// exponential gain 2^grade − 1 (Burges et al., 2005; ranx's `ndcg_burges`): with grades 0 and 1
  /// both agree, with higher grades they don't.
  ///
  /// - Precondition: `k > 0`.
  ///
  /// Source: Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques", ACM
  /// TOIS 20(4), 2002, <https://doi.org/10.1145/582415.582418>.
  public func ndcg(at k: Int) -> Double {
    func discounted(_ grade: Int, at rank: Int) -> Double {
      Double(grade) / log2(Double(rank + 1))
    }
    let gain = hits(at: k).reduce(0) { $0 + discounted($1.grade, at: $1.rank) }
    let best = idealGrades.prefix(k).enumerated().reduce(0) {
      $0 + discounted($1.element, at: $1.offset + 1)
    }
    return gain / best
  }

  /// The share of the R relevant items among the first k. It cannot reach 1 where k < R.
  ///
  /// - Precondition: `k > 0`.
  public func recall(at k: Int) -> Double {
    Double(hits(at: k).count) / Double(relevantCount)
  }

  /// The share of relevant items among the first k places, empty places included.
  ///
  /// - Precondition: `k > 0`.
  public func precision(at k: Int) -> Double {
    Double(hits(at: k).count) / Double(k)
  }

  /// 1 if any relevant item is among the first k, else 0. Also known as success@k.
  ///
  /// - Precondition: `k > 0`.
  public func hitRate(at k: Int) -> Double {
    hits(at: k).isEmpty ? 0 : 1
  }

  /// 1 / the place of the first relevant item; 0 if none was ranked.
  public var reciprocalRank: Double {
    hits.first.map { 1 / Double($0.rank) } ?? 0
  }

  /// The mean over the R relevant items of the precision at their places; 0 for those not ranked.
  ///
  /// Source: Voorhees and Harman (editors), TREC: Experiment and Evaluation in Information
  /// Retrieval, MIT Press, 2005, chapter 3.
  public var averagePrecision: Double {
    let sum = hits.enumerated().reduce(0.0) {
      $0 + Double($1.offset + 1) / Double($1.element.rank)
    }
    return sum / Double(relevantCount)
  }

  private func hits(at k: Int) -> ArraySlice<Hit> {
    precondition(k > 0, "a ranking has no place 0")
    return hits.prefix { $0.rank <= k }
  }
}
