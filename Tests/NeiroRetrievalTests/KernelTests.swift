import CKernels
import NeiroCore
import Testing

/// Every set of instructions against plain loops. The limit is the process's: one test at a time.
@Suite(.serialized) struct KernelTests {
  private static func bytes(_ count: Int, _ generator: inout SeededGenerator) -> [UInt8] {
    (0..<count).map { _ in UInt8(1 + Int(generator.next() % 255)) }
  }

  private static func products(
    _ instructions: Int32, blocks: [UInt8], groups: Int, queries: [Int8], count: Int,
    sums: ([Int32], [Int32])
  ) -> [Float] {
    kernel_limit(instructions)
    defer { kernel_limit(.max) }
    let blockCount = blocks.count / (groups * Int(KERNEL_GROUP_BYTES))
    let stride = blockCount * Int(KERNEL_BLOCK_ROWS)
    var products = [Float](repeating: .nan, count: stride * count)
    kernel_products(
      blocks, blockCount, groups, queries, count, sums.0, sums.1, &products, stride)
    return products
  }

  @Test(arguments: [1, 2, 7, 32, 129], [1, 2, 3, 5, 8])
  func allSetsOfInstructionsGiveTheSame(groups: Int, count: Int) {
    var generator = SeededGenerator(seed: UInt64(100 * groups + count))
    for blockCount in [1, 3, 4, 9] {
      let blocks = Self.bytes(blockCount * groups * Int(KERNEL_GROUP_BYTES), &generator)
      // The extremes too: there AVX2 would saturate, if it could.
      let queries = (0..<groups * count * 8).map { index in
        index < 8 ? 64 : Int8(Int(generator.next() % 129) - 64)
      }
      let sums = [0, 4].map { plane in
        (0..<count).map { query in
          (0..<groups).reduce(Int32(0)) { sum, group in
            (0..<4).reduce(sum) { $0 + Int32(queries[(group * count + query) * 8 + plane + $1]) }
          }
        }
      }
      let expected = (0..<count).flatMap { query in
        (0..<blockCount * 16).map { row -> Float in
          var (high, low) = (0, 0)
          for column in 0..<4 * groups {
            let place = (row / 16 * groups + column / 4) * 64 + row % 16 * 4 + column % 4
            let value = ((column / 4) * count + query) * 8 + column % 4
            high += (Int(blocks[place]) - 128) * Int(queries[value])
            low += (Int(blocks[place]) - 128) * Int(queries[value + 4])
          }
          return Float(128 * high + low)
        }
      }
      for instructions in Int32(KERNEL_PORTABLE)...Int32(KERNEL_AVX512_VNNI) {
        let found = Self.products(
          instructions, blocks: blocks, groups: groups, queries: queries, count: count,
          sums: (sums[0], sums[1]))
        #expect(found == expected, "instructions \(instructions)")
      }
    }
  }

  @Test func aLimitIsKept() {
    defer { kernel_limit(.max) }
    for limit in Int32(KERNEL_PORTABLE)...Int32(KERNEL_AVX512_VNNI) {
      kernel_limit(limit)
      #expect(kernel_instructions() <= limit)
    }
    kernel_limit(Int32(KERNEL_PORTABLE))
    #expect(kernel_instructions() == Int32(KERNEL_PORTABLE))
  }

  @Test func placesThatReachAThresholdAreFound() {
    let centres: [Float] = (0..<50).map { Float($0 % 10) / 10 }
    var radii = [Float](repeating: 0.05, count: 50)
    radii[20] = .nan
    var places = [UInt32](repeating: 0, count: 50)
    let found = kernel_reaching(centres, radii, 50, 0.85, &places)
    #expect(places[..<found] == [8, 9, 18, 19, 20, 28, 29, 38, 39, 48, 49])
  }
}
