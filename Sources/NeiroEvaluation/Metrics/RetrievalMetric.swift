/// A retrieval metric with its key, as reports and run logs write it.
public enum RetrievalMetric: Hashable, Sendable {
  case ndcg(at: Int)
  case recall(at: Int)
  case precision(at: Int)
  case hitRate(at: Int)
  case reciprocalRank
  case averagePrecision

  /// What decides between two heads.
  public static let primary = RetrievalMetric.ndcg(at: 10)

  /// What `neiro evaluate` reports.
  public static let standard: [RetrievalMetric] = [
    .ndcg(at: 10), .recall(at: 1), .recall(at: 10), .hitRate(at: 10), .reciprocalRank,
    .averagePrecision,
  ]

  /// `ndcg@10`, `recall@10`, `precision@10`, `hit_rate@10`, `mrr`, `map`.
  public var key: String {
    switch self {
    case .ndcg(let k): "ndcg@\(k)"
    case .recall(let k): "recall@\(k)"
    case .precision(let k): "precision@\(k)"
    case .hitRate(let k): "hit_rate@\(k)"
    case .reciprocalRank: "mrr"
    case .averagePrecision: "map"
    }
  }

  /// The metric's value for one query; the mean over queries is what the key stands for.
  public func value(of ranking: JudgedRanking) -> Double {
    switch self {
    case .ndcg(let k): ranking.ndcg(at: k)
    case .recall(let k): ranking.recall(at: k)
    case .precision(let k): ranking.precision(at: k)
    case .hitRate(let k): ranking.hitRate(at: k)
    case .reciprocalRank: ranking.reciprocalRank
    case .averagePrecision: ranking.averagePrecision
    }
  }
}
