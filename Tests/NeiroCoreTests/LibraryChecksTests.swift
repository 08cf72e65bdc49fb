import NeiroCore
import Testing

/// Which figures of a head are signs of trouble.
@Suite struct LibraryChecksTests {
  private func checks(
    overlap: Double = 0.8, hub: (Double, Double) = (0.03, 0.03),
    cosine: (Double, Double) = (0, 0), agreement: (Double, Double, Double)? = (0.9, 0.7, 0.8)
  ) -> LibraryChecks {
    LibraryChecks(
      queries: 500, ranked: 1307, overlap: overlap, hub: .init(before: hub.0, after: hub.1),
      randomCosine: .init(before: cosine.0, after: cosine.1), knownAgreement: agreement?.0,
      newAgreement: agreement.map { .init(before: $0.1, after: $0.2) })
  }

  @Test func aHeadThatKeepsTheLibraryIsNotWarnedOf() {
    #expect(checks().warnings.isEmpty)
    #expect(!checks().forgets)
    #expect(checks(agreement: nil).warnings.isEmpty)
  }

  @Test func forgettingIsWarnedOf() {
    let found = checks(overlap: 0.29)
    #expect(found.forgets)
    #expect(found.warnings.count == 1)
    #expect(found.warnings[0].contains("only 2.9 of 10 are left"))
  }

  @Test(arguments: [
    (0.03, 0.05, true), (0.03, 0.044, false), (0.03, 0.02, false), (0.002, 0.009, false),
    (0.002, 0.011, true),
  ]) func aHubIsNewIfItIsLargeAndMuchLargerThanBefore(before: Double, after: Double, isNew: Bool) {
    let found = checks(hub: (before, after))
    #expect(found.hasNewHub == isNew)
    #expect(found.warnings.count == (isNew ? 1 : 0))
  }

  @Test func collapseAndLearningByHeartAreToldOnly() {
    let collapsed = checks(cosine: (0.1, 0.21))
    #expect(!collapsed.forgets)
    #expect(collapsed.warnings.count == 1)
    let memorised = checks(agreement: (1, 0.6, 0.6))
    #expect(!memorised.forgets)
    #expect(memorised.warnings.count == 1)
    #expect(memorised.warnings[0].contains("10.0 of 10"))
    // What helps new clips may know the old ones by heart.
    #expect(checks(agreement: (1, 0.5, 0.6)).warnings.isEmpty)
  }
}

@Suite struct RefusedVerdictTests {
  @Test func aHeadThatIsRefusedLeavesItsEvidence() {
    let gain = Difference(mean: 0.1, low: 0.05, high: 0.2)
    let evidence = GateVerdict.Evidence(
      alpha: 0.5, topTenGain: gain, rankGain: gain, groups: 9, better: 5, worse: 1)
    let verdict = GateVerdict(
      decision: .useHead, alphas: RoleAlphas(loops: 0.5, oneShots: 0.75), score: 4,
      oneShots: evidence, loops: nil, agreement: nil)
    let refused = verdict.withoutHead(before: .keepAdapted)
    #expect(refused.decision == .keepAdapted)
    #expect(refused.alphas == RoleAlphas(loops: 0, oneShots: 0))
    #expect(refused.oneShots == evidence && refused.score == 4)
  }
}
