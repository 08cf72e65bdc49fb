import NeiroCore
import NeiroTestSupport
import Testing

@testable import NeiroMaps

@Suite struct AverageLinkageTests {
  private func similarities(_ degrees: [Double]) -> [[Double]] {
    degrees.map { a in degrees.map { 1 - abs(a - $0) / 180 } }
  }

  @Test func groupsLieSideBySide() {
    // Three groups, mixed.
    let degrees = (0..<30).map { Double($0 % 3) * 50 + Double($0 / 3) }
    let order = AverageLinkage(similarities(degrees)).order
    #expect(order.sorted() == Array(0..<30))
    let changes = zip(order, order.dropFirst()).count { $0 % 3 != $1 % 3 }
    #expect(changes == 2)
  }

  @Test func meansAreOverAllPairsOfTwoGroups() {
    // 0 and 10 join at 10, 40 joins both at (30 + 40) / 2.
    let heights = AverageLinkage(similarities([0, 40, 10])).heights
    expectClose(heights, [1 - 10.0 / 180, 1 - 35.0 / 180], within: 1e-12)
  }

  @Test(arguments: [0, 1, 2]) func fewRows(count: Int) {
    let linkage = AverageLinkage(similarities(Array(repeating: 5, count: count)))
    #expect(linkage.order.sorted() == Array(0..<count))
    #expect(linkage.heights == Array(repeating: 1, count: max(0, count - 1)))
  }

  @Test func equalSimilaritiesEnd() {
    let linkage = AverageLinkage(similarities(Array(repeating: 1, count: 17)))
    #expect(linkage.order.sorted() == Array(0..<17))
  }
}
