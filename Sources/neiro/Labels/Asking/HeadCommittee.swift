import NeiroCore
import NeiroHead
import NeiroPairs
import Synchronization

/// An ensemble of heads at work on a library.
final class HeadCommittee: PairCommittee {
  /// A clip as each head sees it.
  private struct Projected {
    /// What the heads take.
    let input: [Float]
    /// z by each member.
    let projections: [[Float]]
  }

  private let ensemble: HeadEnsemble
  private let space: EmbeddingSpace
  private let input: HeadInput
  private let ground: AskingGround
  /// Clips that were asked about lately: most come again with the next question.
  private let known = Mutex<[Int: Projected]>([:])

  /// Some 40 kB each.
  private static let mostKnown = 1000

  init(_ ensemble: HeadEnsemble, in space: EmbeddingSpace, _ ground: AskingGround) {
    self.ensemble = ensemble
    self.space = space
    self.ground = ground
    input = HeadInput(space)
  }

  func probabilities(of pairs: [RowPair]) -> [[Float]] {
    let clips = projected(Set(pairs.flatMap { [$0.a, $0.b] }))
    return ensemble.members.indices.map { index in
      pairs.map { pair in
        guard let a = clips[pair.a], let b = clips[pair.b] else { return 0.5 }
        // The hubness that both are less by, as in training.
        let penalty =
          (space.penalty(of: pair.a, for: .gallery) + space.penalty(of: pair.b, for: .gallery)) / 2
        let score = HeadEnsemble.score(
          before: Double(Self.dot(a.input, b.input) - penalty),
          head: Double(Self.dot(a.projections[index], b.projections[index]) - penalty))
        return Float(ensemble.members[index].calibration.probability(of: score))
      }
    }
  }

  private func projected(_ rows: Set<Int>) -> [Int: Projected] {
    var clips = known.withLock { known in known.filter { rows.contains($0.key) } }
    let new = rows.filter { clips[$0] == nil }.sorted()
    let made = Parallel.map(new) { [ensemble] row in
      let input = input(of: row)
      return Projected(
        input: input, projections: ensemble.members.map { $0.head.project(input) })
    }
    clips.merge(zip(new, made)) { first, _ in first }
    known.withLock { [clips] known in
      if known.count + new.count > Self.mostKnown { known = [:] }
      known.merge(clips.prefix(Self.mostKnown).map { ($0.key, $0.value) }) { first, _ in first }
    }
    return clips
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

  private static func dot(_ a: [Float], _ b: [Float]) -> Float {
    a.withUnsafeBufferPointer { a in b.withUnsafeBufferPointer { UnitVector.dot(a, $0) } }
  }
}
