/// Which clips are known, or implied at one hop, to be similar to a clip.
///
/// Similarity is not transitive: a–b and b–c similar imply a–c once, and no further.
public struct KnownSimilar: Sendable {
  private let direct: [Int: Set<Int>]
  private let implied: [Int: Set<Int>]

  public init(_ similar: [RowPair]) {
    var direct: [Int: Set<Int>] = [:]
    for pair in similar {
      direct[pair.a, default: []].insert(pair.b)
      direct[pair.b, default: []].insert(pair.a)
    }
    self.direct = direct
    implied = direct.mapValues { partners in
      partners.reduce(into: partners) { $0.formUnion(direct[$1] ?? []) }
    }
  }

  /// The rows labelled similar to `row`.
  public func partners(of row: Int) -> Set<Int> { direct[row] ?? [] }

  /// Every pair that two labels imply and none gives, once.
  public var impliedPairs: [RowPair] {
    implied.sorted { $0.key < $1.key }.flatMap { row, others in
      others.filter { row < $0 && direct[row]?.contains($0) != true }.sorted()
        .map { RowPair(row, $0) }
    }
  }

  /// `row` itself, the rows labelled similar to it, and those that are implied to be.
  public func all(similarTo row: Int) -> Set<Int> { (implied[row] ?? []).union([row]) }

  /// Whether `b` is `a`, labelled similar to it, or implied to be.
  public func contains(_ a: Int, _ b: Int) -> Bool {
    a == b || implied[a]?.contains(b) == true
  }
}
