import NeiroEvaluation

/// What a metric is called on the page, and what it means to somebody who never met it.
struct MetricWords {
  let name: String
  let meaning: String

  init(_ key: String) {
    (name, meaning) = Self.known[key] ?? (key, "")
  }

  /// How often the right ones are among the first so many.
  private static let known: [String: (String, String)] = [
    "ndcg@10": ("nDCG@10", "right presets in the first ten, the higher up the more; 1 is perfect"),
    "recall@1": ("recall@1", "share of the right presets that the first place shows"),
    "recall@10": ("recall@10", "share of the right presets that the first ten show"),
    "hit_rate@10": ("hit rate@10", "share of queries with any right preset in the first ten"),
    "mrr": ("MRR", "1 / the place of the first right preset, on average"),
    "map": ("MAP", "precision at each right preset, averaged"),
    "ndcg_exp@10": ("nDCG@10, exponential", "the same with best grades counting much more"),
    "precision@10": ("precision@10", "share of the first ten that are right"),
    "r_precision": ("R-precision", "share that is right of as many places as there are right ones"),
    "bpref": ("bpref", "how seldom a preset judged wrong stands before a right one"),
    "condensed_ndcg@10": ("nDCG@10, judged only", "nDCG@10 without presets that nobody judged"),
    "condensed_map": ("MAP, judged only", "MAP without presets that nobody judged"),
    "pair_auc": ("pair AUC", "how often a similar pair scores above a dissimilar one; ½ is chance"),
    "pair_ap": ("pair AP", "precision at each similar pair, averaged"),
    "triplet_agreement": (
      "triplet agreement", "of two sounds, how often the one called more alike scores higher"
    ),
    "spearman": ("Spearman's ρ", "how far scores order pairs as ratings do; 0 is chance"),
    "kendall": ("Kendall's τ-b", "the same, by counting pairs in order; 0 is chance"),
  ]
}
