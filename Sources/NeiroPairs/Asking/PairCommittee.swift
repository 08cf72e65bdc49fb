/// Several heads that learnt from parts of the answers. Where they part, an answer teaches most.
///
/// *Source*: Seung, Opper and Sompolinsky, "Query by committee", COLT 1992,
/// <https://doi.org/10.1145/130385.130417>.
public protocol PairCommittee: Sendable {
  /// What each member holds of each pair.
  ///
  /// - Parameter pairs: Rows of the embedding matrix.
  /// - Returns: The probability that the person calls the pair similar: [members][pairs].
  func probabilities(of pairs: [RowPair]) -> [[Float]]
}

/// What a committee as a whole holds of a pair.
struct PairBelief: Hashable, Sendable {
  /// The members' mean probability.
  let mean: Float
  /// The deviation of the members' probabilities.
  let spread: Float

  init(_ probabilities: [Float]) {
    let count = Float(max(1, probabilities.count))
    let mean = probabilities.reduce(0, +) / count
    self.mean = mean
    spread = (probabilities.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
  }
}

extension PairCommittee {
  func beliefs(of pairs: [RowPair]) -> [PairBelief] {
    guard !pairs.isEmpty else { return [] }
    let members = probabilities(of: pairs)
    return pairs.indices.map { index in PairBelief(members.map { $0[index] }) }
  }
}
