import NeiroCore
import Testing

@testable import NeiroTraining

/// The lists that hubs and forgetting are found in, against sorting all scores.
@Suite struct LibraryListsTests {
  @Test(arguments: [3, 10, 11, 60]) func listsAreTheFirstTenWithoutTheQuery(count: Int) {
    var generator = SeededGenerator(seed: UInt64(count))
    let asked = Array((0..<count).reversed().prefix(7))
    // Rounded, so that there are ties.
    let scores = (0..<asked.count * count).map { _ in Float(generator.index(below: 9)) }
    let lists = LibraryChecks.lists(scores, asked, among: count)
    for (query, own) in asked.enumerated() {
      let row = scores[query * count..<(query + 1) * count]
      let sorted = (0..<count).filter { $0 != own }
        .sorted { (row[row.startIndex + $0], $1) > (row[row.startIndex + $1], $0) }
      #expect(lists[query] == Array(sorted.prefix(10)))
    }
  }

  @Test func aHubIsThePresetInMostLists() {
    #expect(LibraryChecks.hub([[1, 2], [2, 3], [4, 2], [1, 5]]) == 0.75)
    #expect(LibraryChecks.hub([]) == 0)
  }
}
