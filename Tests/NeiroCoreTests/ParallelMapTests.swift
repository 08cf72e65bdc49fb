import NeiroCore
import Testing

@Suite struct ParallelMapTests {
  @Test(arguments: [0, 1, 2, 3, 17, 1000])
  func resultsComeInTheOrderOfTheElements(count: Int) {
    let elements = (0..<count).map { "\($0)" }
    #expect(Parallel.map(elements) { $0 + "!" } == elements.map { $0 + "!" })
  }
}
