/// A retrieval metric with its key, as reports and run logs write it.
public indirect enum RetrievalMetric: Hashable, Sendable {
  case ndcg(at: Int)
  /// With the exponential gain.
  case exponentialNDCG(at: Int)
  case recall(at: Int)
  case precision(at: Int)
  case hitRate(at: Int)
  case reciprocalRank
  case averagePrecision
  case rPrecision
  case bpref
  /// Another metric on the judged items alone.
  case condensed(RetrievalMetric)

  /// What decides between two heads.
  public static let primary = RetrievalMetric.ndcg(at: 10)

  /// What `neiro evaluate` shows, and corrects for having looked at all of them.
  public static let standard: [RetrievalMetric] = [
    .ndcg(at: 10), .recall(at: 1), .recall(at: 10), .hitRate(at: 10), .reciprocalRank,
    .averagePrecision,
  ]

  /// What its `--json` has besides.
  public static let further: [RetrievalMetric] = [
    .exponentialNDCG(at: 10), .precision(at: 10), .rPrecision, .bpref,
    .condensed(.ndcg(at: 10)), .condensed(.averagePrecision),
  ]

  /// `ndcg@10`, `ndcg_exp@10`, `recall@10`, `precision@10`, `hit_rate@10`, `mrr`, `map`,
  /// `r_precision`, `bpref`, `condensed_ndcg@10`.
  public var key: String {
    switch self {
    case .ndcg(let k): "ndcg@\(k)"
    case .exponentialNDCG(let k): "ndcg_exp@\(k)"
    case .recall(let k): "recall@\(k)"
    case .precision(let k): "precision@\(k)"
    case .hitRate(let k): "hit_rate@\(k)"
    case .reciprocalRank: "mrr"
    case .averagePrecision: "map"
    case .rPrecision: "r_precision"
    case .bpref: "bpref"
    case .condensed(let metric): "condensed_\(metric.key)"
    }
  }

  /// The metric's value for one query; the mean over queries is what the key stands for.
  public func value(of ranking: JudgedRanking) -> Double {
    switch self {
    case .ndcg(let k): ranking.ndcg(at: k)
    case .exponentialNDCG(let k): ranking.ndcg(at: k, gain: .exponential)
    case .recall(let k): ranking.recall(at: k)
    case .precision(let k): ranking.precision(at: k)
    case .hitRate(let k): ranking.hitRate(at: k)
    case .reciprocalRank: ranking.reciprocalRank
    case .averagePrecision: ranking.averagePrecision
    case .rPrecision: ranking.rPrecision
    case .bpref: ranking.bpref
    case .condensed(let metric): metric.value(of: ranking.condensed)
    }
  }
}
