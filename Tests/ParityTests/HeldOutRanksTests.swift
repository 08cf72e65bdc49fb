import NeiroCore
import NeiroHead
import NeiroTestSupport
import Testing

@testable import NeiroPairs
@testable import NeiroTraining

@Suite struct HeldOutRanksTests {
  /// A loop at 0°, presets from 10° to 60° in steps of 10°.
  private static let raw = SyntheticEmbeddings.angles([0, 10, 20, 30, 40, 50, 60])
  private static let roles: [RetrievalRole] =
    [.query] + [RetrievalRole](repeating: .gallery, count: 6)
  private static let still = ProjectionHead(
    residual: [0, 0], [0, 0], dimension: 2, rank: 1, scale: 1)

  /// Loops' questions, then presets'; in each, the first clips of pairs, then their second.
  private func ranks(
    of pairs: [RowPair], adaptation: Adaptation? = nil, head: ProjectionHead = still,
    alphas: [Float] = [0.5]
  ) throws -> [RankChange] {
    let space = EmbeddingSpace(raw: Self.raw, roles: Self.roles, adaptation: adaptation)
    let material = HeadTraining.Material(
      encoder: EncoderIdentity(
        name: "test", weightsHash: "0123456789ab", preprocessingVersion: 1, dimension: 2),
      space: space, baseName: nil, clips: (0..<7).map(SyntheticEmbeddings.clip),
      library: Array(1...6), labels: [])
    let rows = Set(pairs.flatMap { [$0.a, $0.b] })
    let ground = try HeadMaterial(material, labelled: rows.sorted(), seed: 1)
    return try RetrievalRole.allCases.flatMap { role in
      try HeldOutRanks(
        TrainingPairs(
          similar: pairs, dissimilar: [], counts: LabelCounts(), hash: ""), as: role,
        material: ground, phrases: [:], alphas: alphas
      ).ranks(of: rows, by: TorchHead(head))
    }
  }

  @Test func aLoopIsNeverRankedAsAResult() throws {
    // A pair of loop and preset is asked one way, a pair of presets both ways.
    let changes = try ranks(of: [RowPair(0, 4), RowPair(1, 4)])
    #expect(changes.map(\.query) == [0, 1, 4])
    // 4 for the loop: 1, 2 and 3 are nearer, of which 1 is implied similar through 4.
    #expect(changes[0].before == 3)
    // 4 for 1, at 10°: the loop is nearer by angle and no rival, 2 and 3 are.
    #expect(changes[1].before == 3)
    // 1 for 4, at 40°: 2, 3, 5 and 6 are nearer, the loop is further anyway.
    #expect(changes[2].before == 5)
    #expect(changes.allSatisfy { $0.after == [$0.before] })
  }

  @Test func theLoopIsNoRivalEither() throws {
    // Without any known pair but its own, 1 finds 3 behind 2 alone: not behind the loop.
    let changes = try ranks(of: [RowPair(1, 3)])
    #expect(changes.map(\.query) == [1, 3])
    #expect(changes[0].before == 2)
    // Presets 2, 4 at 10° and 5 at 20°, which is a tie with 1 and does not count.
    #expect(changes[1].before == 3)
  }

  @Test func beforeIsAdaptedByTheRoleOfTheQuery() throws {
    // A base that turns a loop by 60° onto the last preset, and leaves presets where they are.
    let (c, s) = (Float(0.5), Float(0.75).squareRoot())
    let base = BaseMap(
      query: BaseMap.Tower(mean: [0, 0], map: [c, s, -s, c]),
      gallery: BaseMap.Tower(mean: [0, 0], map: [1, 0, 0, 1]),
      alphas: RoleAlphas(loops: 1, oneShots: 0))
    let adaptation = Adaptation(
      map: base, projections: base.projections(of: Self.raw, roles: Self.roles))
    let pairs = [RowPair(0, 6), RowPair(1, 6)]
    // 1 is implied similar to the loop through 6.
    let raw = try ranks(of: pairs)
    #expect(raw.map(\.before) == [5, 5, 5])
    let adapted = try ranks(of: pairs, adaptation: adaptation)
    #expect(adapted.map(\.before) == [1, 5, 5])
    // Of the presets that stand in for the loop, the last one is the nearest.
    #expect(adapted.map(\.after) == [[1], [5], [5]])
  }

  @Test func aHeadThatGivesNoNumbersComesLast() throws {
    let broken = ProjectionHead(residual: [1, 1], [1, 1], dimension: 2, rank: 1, scale: .nan)
    let changes = try ranks(of: [RowPair(0, 1)], head: broken)
    #expect(changes.map(\.before) == [1])
    #expect(changes.map(\.after) == [[6]])
  }
}
