/// What can be said of lists of nearest neighbours without any judgement.
public enum NeighbourMetrics {
  /// The share of the first k that two rankings have in common: |A ∩ B| / k, whatever the order
  /// among them. Where both rankings have fewer than k items, k is the longer one's count.
  ///
  /// - Returns: In 0…1; nil where both rankings are empty.
  /// - Precondition: `k > 0`; no item is repeated in a ranking.
  ///
  /// Source: overlap at depth d in Webber, Moffat and Zobel, "A similarity measure for indefinite
  /// rankings", ACM TOIS 28(4), 2010, <https://doi.org/10.1145/1852102.1852106>.
  public static func overlap<ID: Hashable>(
    _ first: some Sequence<ID>, _ second: some Sequence<ID>, at k: Int
  ) -> Double? {
    precondition(k > 0, "a ranking has no place 0")
    let (a, b) = (Set(first.prefix(k)), Set(second.prefix(k)))
    let size = max(a.count, b.count)
    return size > 0 ? Double(a.intersection(b).count) / Double(size) : nil
  }

  /// Hub skew: the skewness of N_k, how often each item is among the first k of a query,
  /// E[(N_k − μ)³] / σ³ over all items, with the deviation of the whole and not of a sample. Far above 0: a few items,
  /// the hubs, are found by everybody.
  ///
  /// - Parameter occurrences: N_k of every item, of those that nobody finds too.
  /// - Returns: nil where all are found equally often.
  ///
  /// Source: Radovanović, Nanopoulos and Ivanović, "Hubs in space: popular nearest neighbors in
  /// high-dimensional data", JMLR 11, 2010, <https://jmlr.org/papers/v11/radovanovic10a.html>;
  /// equals SciPy's `skew`.
  public static func hubSkew(_ occurrences: [Int]) -> Double? {
    guard !occurrences.isEmpty else { return nil }
    let values = occurrences.map(Double.init)
    let mean = values.mean
    let count = Double(values.count)
    let second = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    let third = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) * ($1 - mean) } / count
    guard second > 0 else { return nil }
    return third / (second * second.squareRoot())
  }
}
