import Foundation

/// One query's ranking together with what is relevant to it, and the metrics that follow.
///
/// An item is relevant if its grade is 1 or more, judged not relevant if it is 0, and unjudged
/// without a grade or with a negative one. R is the number of relevant items, found or not.
/// Metrics look at places, not at scores: whoever ranks has to decide ties first (Neiro: the order
/// of the library's rows; ``RunFile``: as trec_eval).
///
/// A query without relevant items has no metrics, hence no `JudgedRanking`: leave it out and
/// count it, never score it 0.
///
///     let ranking = JudgedRanking(ranked: ["a", "b", "c"], grades: ["b": 2, "x": 1])
///     ranking?.recall(at: 10)  // 0.5: b was found, x was not
///     ranking?.reciprocalRank  // 0.5: b stands at the second place
///
/// All metrics lie in 0…1 and equal those of trec_eval, ir-measures and ranx.
public struct JudgedRanking: Hashable, Sendable {
  /// The places of the relevant items that were ranked, ascending.
  private let hits: [Hit]
  /// The grades of all R relevant items, the highest first: the best ranking there could be.
  private let idealGrades: [Int]
  /// How many items were judged not relevant, ranked or not.
  private let notRelevantCount: Int

  private struct Hit: Hashable, Sendable {
    /// From 1.
    let rank: Int
    /// The place among the judged items alone, from 1.
    let judgedRank: Int
    let grade: Int
  }

  /// How a grade turns into gain.
  public enum Gain: Hashable, Sendable {
    /// The grade itself: trec_eval's `ndcg_cut`, ranx's `ndcg`.
    case linear
    /// 2^grade − 1: ranx's `ndcg_burges`.
    case exponential

    func of(_ grade: Int) -> Double {
      switch self {
      case .linear: Double(grade)
      case .exponential: exp2(Double(grade)) - 1
      }
    }
  }

  /// nil if no item is relevant.
  ///
  /// - Parameters:
  ///   - ranked: The items, best first. An item that is repeated counts at its first place.
  ///   - grades: The judged items; relevant from grade 1. Relevant items that `ranked` lacks
  ///     count as not found.
  public init?<ID: Hashable>(ranked: some Sequence<ID>, grades: [ID: Int]) {
    var judged = grades.filter { $0.value >= 0 }
    idealGrades = judged.values.filter { $0 >= 1 }.sorted(by: >)
    guard !idealGrades.isEmpty else { return nil }
    notRelevantCount = judged.count - idealGrades.count
    var hits: [Hit] = []
    var (rank, judgedRank) = (0, 0)
    for item in ranked {
      rank += 1
      guard let grade = judged.removeValue(forKey: item) else { continue }
      judgedRank += 1
      if grade >= 1 { hits.append(Hit(rank: rank, judgedRank: judgedRank, grade: grade)) }
      if judged.isEmpty { break }
    }
    self.hits = hits
  }

  private init(hits: [Hit], idealGrades: [Int], notRelevantCount: Int) {
    self.hits = hits
    self.idealGrades = idealGrades
    self.notRelevantCount = notRelevantCount
  }

  /// R, the number of relevant items.
  public var relevantCount: Int { idealGrades.count }

  /// The ranking without its unjudged items: its metrics are the condensed ones (nDCG′, AP′), which
  /// don't count against a ranking what nobody has judged. Equals ir-measures' `judged_only=True`.
  ///
  /// Source: Sakai, "Alternatives to bpref", SIGIR 2007,
  /// <https://doi.org/10.1145/1277741.1277756>.
  public var condensed: JudgedRanking {
    JudgedRanking(
      hits: hits.map { Hit(rank: $0.judgedRank, judgedRank: $0.judgedRank, grade: $0.grade) },
      idealGrades: idealGrades, notRelevantCount: notRelevantCount)
  }

  /// Normalised discounted cumulative gain: Σ gain(gradeᵢ) / log₂(i + 1) over the places i ≤ k,
  /// divided by what the best ranking of all R relevant items would get.
  ///
  /// With grades 0 and 1 both gains agree, with higher grades they don't.
  ///
  /// - Precondition: `k > 0`.
  ///
  /// Source: Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques", ACM
  /// TOIS 20(4), 2002, <https://doi.org/10.1145/582415.582418>; the exponential gain: Burges et
  /// al., "Learning to rank using gradient descent", ICML 2005,
  /// <https://doi.org/10.1145/1102351.1102363>.
  public func ndcg(at k: Int, gain: Gain = .linear) -> Double {
    func discounted(_ grade: Int, at rank: Int) -> Double {
      gain.of(grade) / log2(Double(rank + 1))
    }
    let found = hits(at: k).reduce(0) { $0 + discounted($1.grade, at: $1.rank) }
    let best = idealGrades.prefix(k).enumerated().reduce(0) {
      $0 + discounted($1.element, at: $1.offset + 1)
    }
    return found / best
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

  /// The precision at place R, which is the recall there too: 1 if the relevant items come first.
  ///
  /// Source: as of ``averagePrecision``.
  public var rPrecision: Double { recall(at: relevantCount) }

  /// How many judged items that are not relevant stand before the relevant ones: the mean over the
  /// R relevant items of 1 − min(n, R) / min(R, N), where n of the N judged not relevant stand
  /// before the item; 0 for those not ranked, 1 where N is 0. Unjudged items don't count.
  ///
  /// Source: Buckley and Voorhees, "Retrieval evaluation with incomplete information", SIGIR 2004,
  /// <https://doi.org/10.1145/1008992.1009000>, in trec_eval's form (`bpref`).
  public var bpref: Double {
    let limit = min(relevantCount, notRelevantCount)
    let sum = hits.enumerated().reduce(0.0) { sum, hit in
      let before = hit.element.judgedRank - hit.offset - 1
      guard before > 0 else { return sum + 1 }
      return sum + 1 - Double(min(before, relevantCount)) / Double(limit)
    }
    return sum / Double(relevantCount)
  }

  /// The highest precision at any place where the recall is at least this: a point of the
  /// precision–recall curve. 0 where the recall is never reached.
  ///
  /// - Parameter recall: In 0…1; trec_eval's `iprec_at_recall` has 0, 0.1, … 1.
  /// - Returns: In 0…1.
  ///
  /// Source: as of ``averagePrecision``.
  public func interpolatedPrecision(atRecall recall: Double) -> Double {
    // How many relevant items that is, rounded as trec_eval does it.
    let needed = Int(recall * Double(relevantCount) + 0.9)
    return hits.enumerated().reduce(0.0) { best, hit in
      guard hit.offset + 1 >= needed else { return best }
      return max(best, Double(hit.offset + 1) / Double(hit.element.rank))
    }
  }

  private func hits(at k: Int) -> ArraySlice<Hit> {
    precondition(k > 0, "a ranking has no place 0")
    return hits.prefix { $0.rank <= k }
  }
}
