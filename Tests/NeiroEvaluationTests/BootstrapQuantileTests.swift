import NeiroCore
import Testing

@testable import NeiroEvaluation

@Suite struct BootstrapQuantileTests {
  @Test func quantilesInterpolateAsNumpyDoes() {
    // numpy.quantile([1, 2, 4, 8], [0, 0.025, 0.5, 0.975, 1])
    let values = [1.0, 2, 4, 8]
    let expected = [(0, 1), (0.025, 1.075), (0.5, 3), (0.975, 7.7), (1, 8)]
    for (share, quantile) in expected {
      #expect(abs(PairedBootstrap.quantile(share, of: values) - quantile) < 1e-12)
    }
    #expect(PairedBootstrap.quantile(0.975, of: [5]) == 5)
  }

  @Test func oneValueIsAPointAndNoneIsNothing() {
    let one = PairedBootstrap(draws: 100).difference(of: [0.5])
    #expect(one == Difference(mean: 0.5, low: 0.5, high: 0.5))
    #expect(PairedBootstrap().difference(ofGroups: [[], []]) == nil)
  }

  @Test func groupsOfOneAreIndependentValues() {
    let values = [0.1, -0.2, 0.4, 0.0, 0.3]
    let bootstrap = PairedBootstrap(draws: 500)
    let grouped = bootstrap.difference(ofGroups: values.map { [$0] } + [[]])
    #expect(bootstrap.difference(of: values) == grouped)
  }

  @Test func groupsWhoseValuesAgreeWidenTheInterval() throws {
    // 10 groups of 20 equal values: there are 10 observations and not 200.
    var generator = SeededGenerator(seed: 2)
    let groups = (0..<10).map { _ in Array(repeating: generator.normal(), count: 20) }
    let bootstrap = PairedBootstrap(draws: 2_000)
    let grouped = try #require(bootstrap.difference(ofGroups: groups))
    let alone = try #require(bootstrap.difference(of: groups.flatMap { $0 }))
    #expect(abs(grouped.mean - alone.mean) < 1e-12)
    #expect(grouped.high - grouped.low > 3 * (alone.high - alone.low))
  }

  @Test func undefinedDrawsAreLeftOut() {
    let bootstrap = PairedBootstrap(draws: 200)
    let difference = bootstrap.difference(estimate: 1, units: 2) { picks in
      picks == [0, 0] ? nil : 1
    }
    #expect(difference == Difference(mean: 1, low: 1, high: 1))
    #expect(bootstrap.difference(estimate: 1, units: 2) { _ in nil } == nil)
  }
}
