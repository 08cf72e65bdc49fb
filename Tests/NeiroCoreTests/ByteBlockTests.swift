import NeiroCore
import Testing

@Suite struct ByteBlockTests {
  private func checksum(_ words: [UInt64]) -> UInt64 {
    words.withUnsafeBytes { ByteBlock.checksum(of: $0) }
  }

  @Test(arguments: 0...13)
  func anyOneBitAndAnyTwoWordsThatChangePlacesAreSeen(count: Int) {
    let words = (0..<UInt64(count)).map { 0x0123_4567_89ab_cdef &* ($0 + 1) }
    let whole = checksum(words)
    for place in words.indices {
      for bit in 0..<64 {
        var damaged = words
        damaged[place] ^= 1 << bit
        #expect(checksum(damaged) != whole, "bit \(bit) of word \(place)")
      }
      for other in 0..<place {
        var swapped = words
        swapped.swapAt(place, other)
        #expect(checksum(swapped) != whole, "words \(other) and \(place)")
      }
    }
    #expect(checksum(words + [0]) != whole)
  }
}
