import NeiroCore
import NeiroHead
import NeiroPairs

/// An ensemble of heads at work on a library.
struct HeadCommittee: PairCommittee {
  private let ensemble: HeadEnsemble
  private let space: EmbeddingSpace
  private let input: HeadInput
  private let ground: AskingGround

  init(_ ensemble: HeadEnsemble, in space: EmbeddingSpace, _ ground: AskingGround) {
    self.ensemble = ensemble
    self.space = space
    self.ground = ground
    input = HeadInput(space)
  }

  func probabilities(of pairs: [RowPair]) -> [[Float]] {
    let rows = Set(pairs.flatMap { [$0.a, $0.b] }).sorted()
    let inputs = Parallel.map(rows) { input(of: $0) }
    let place = Dictionary(uniqueKeysWithValues: zip(rows, rows.indices))
    func cosine(_ pair: RowPair, _ vectors: [[Float]]) -> Float {
      guard let a = place[pair.a], let b = place[pair.b] else { return 0 }
      return vectors[a].withUnsafeBufferPointer { a in
        vectors[b].withUnsafeBufferPointer { UnitVector.dot(a, $0) }
      }
    }
    return ensemble.members.map { member in
      let projections = Parallel.map(inputs) { member.head.project($0) }
      return pairs.map { pair in
        // The hubness that both are less by, as in training.
        let penalty =
          (space.penalty(of: pair.a, for: .gallery)
            + space.penalty(of: pair.b, for: .gallery)) / 2
        let score = HeadEnsemble.score(
          before: Double(cosine(pair, inputs) - penalty),
          head: Double(cosine(pair, projections) - penalty))
        return Float(member.calibration.probability(of: score))
      }
    }
  }

  /// What a head takes of a row: of a loop, where there is a base, the presets nearest to it.
  private func input(of row: Int) -> [Float] {
    guard space.roles[row] == .query, space.adaptation != nil else { return input[row] }
    let similarities = ground.similarities(row)
    let nearest = ground.library.indices
      .sorted { (similarities[$0], $1) > (similarities[$1], $0) }
      .prefix(HeadInput.standIns)
    return input.standIn(for: nearest.map { (ground.library[$0], similarities[$0]) })
  }
}
