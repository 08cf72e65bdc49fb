import NeiroCore
import Testing

@Suite struct ClipIDTests {
  // printf abc | sha256sum
  private let hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

  @Test func roundTripsThroughHexAndDigest() throws {
    let clip = try #require(ClipID(hex: hex))
    #expect(clip.hex == hex)
    let bytes = stride(from: 0, to: 64, by: 2).compactMap {
      UInt8(hex.dropFirst($0).prefix(2), radix: 16)
    }
    #expect(ClipID(digest: bytes) == clip)
  }

  @Test func refusesWhatIsNoHash() {
    #expect(ClipID(hex: "ba78") == nil)
    #expect(ClipID(hex: String(repeating: "g", count: 64)) == nil)
    #expect(ClipID(digest: [1, 2, 3]) == nil)
  }

  @Test func ordersAsItsText() throws {
    let low = try #require(ClipID(hex: "0" + hex.dropFirst()))
    let high = try #require(ClipID(hex: "f" + hex.dropFirst()))
    #expect(low < high)
    #expect(ClipPair(high, low) == ClipPair(low, high))
  }
}

@Suite struct VectorTests {
  @Test(arguments: [1, 15, 16, 31, 32, 33, 100, 512])
  func dotEqualsTheObviousLoop(dimension: Int) {
    var generator = SeededGenerator(seed: UInt64(dimension))
    let left = (0..<dimension).map { _ in Float(generator.normal()) }
    let right = (0..<dimension).map { _ in Float(generator.normal()) }
    let expected = zip(left, right).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    let dot = left.withUnsafeBufferPointer { l in
      right.withUnsafeBufferPointer { r in UnitVector.dot(l, r) }
    }
    #expect(abs(Double(dot) - expected) < 1e-4)
  }

  @Test func normalizingGivesUnitLengthOrNothing() throws {
    let embedding = try #require(Embedding(normalizing: [3, 4]))
    #expect(embedding.values == [0.6, 0.8])
    #expect(Embedding(normalizing: [0, 0]) == nil)
    #expect(Embedding(normalizing: [.nan, 1]) == nil)
    #expect(Embedding(normalizing: [.infinity, 1]) == nil)
  }

  @Test func matrixLendsItsRows() {
    let matrix = EmbeddingMatrix(dimension: 2, values: [1, 2, 3, 4, 5, 6])
    #expect(matrix.rowCount == 3)
    #expect(matrix[1] == [3, 4])
  }
}

@Suite struct SeededGeneratorTests {
  // Reference values of SplitMix64 with seed 1234567 (prng.di.unimi.it/splitmix64.c).
  @Test func equalsTheReference() {
    var generator = SeededGenerator(seed: 1_234_567)
    #expect(generator.next() == 6_457_827_717_110_365_317)
    #expect(generator.next() == 3_203_168_211_198_807_973)
  }

  @Test func shuffleIsAPermutationThatTheSeedDecides() {
    var first = SeededGenerator(seed: 7)
    var second = SeededGenerator(seed: 7)
    let shuffled = first.shuffle(Array(0..<100))
    #expect(shuffled == second.shuffle(Array(0..<100)))
    #expect(shuffled != Array(0..<100))
    #expect(shuffled.sorted() == Array(0..<100))
  }

  @Test func normalHasMeanZeroAndDeviationOne() {
    var generator = SeededGenerator(seed: 3)
    let draws = (0..<20_000).map { _ in generator.normal() }
    let mean = draws.reduce(0, +) / 20_000
    let variance = draws.reduce(0) { $0 + $1 * $1 } / 20_000 - mean * mean
    #expect(abs(mean) < 0.03)
    #expect(abs(variance - 1) < 0.05)
  }
}
