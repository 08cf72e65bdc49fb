import CKernels
import NeiroCore

/// Up to eight queries as `CKernels` takes them: q̂ = t·v with v whole, −8192 to 8192, in two planes
/// v = 128·high + low.
struct QuantizedQueries {
  static let most = Int(KERNEL_MOST_QUERIES)
  private static let largest: Float = 8192

  /// ‖q‖ and ‖q − q̂‖ of each, rounded up.
  let lengths: [Double]
  let errors: [Double]
  /// t of each.
  private let steps: [Float]
  private let dimension: Int
  private let planes: [Int8]
  private let highSums: [Int32]
  private let lowSums: [Int32]

  /// - Parameter queries: One to eight, D finite numbers each.
  init(_ queries: [[Float]]) {
    precondition((1...Self.most).contains(queries.count), "one to eight queries")
    let dimension = queries[0].count
    let groupCount = (dimension + 3) / 4
    var planes = [Int8](repeating: 0, count: groupCount * queries.count * 8)
    var (lengths, errors, steps) = ([Double](), [Double](), [Float]())
    var (highSums, lowSums) = ([Int32](), [Int32]())
    for (index, query) in queries.enumerated() {
      let largest = query.reduce(0) { max($0, abs($1)) }
      let step = max(largest / Self.largest, .leastNormalMagnitude)
      var (squares, misses) = (0.0, 0.0)
      var (highSum, lowSum): (Int32, Int32) = (0, 0)
      for (column, value) in query.enumerated() {
        let whole = Int((value / step).rounded())
        let high = (whole + 64) >> 7
        let place = (column / 4 * queries.count + index) * 8 + column % 4
        planes[place] = Int8(high)
        planes[place + 4] = Int8(whole - 128 * high)
        highSum += Int32(high)
        lowSum += Int32(whole - 128 * high)
        let miss = Double(value) - Double(step) * Double(whole)
        squares += Double(value) * Double(value)
        misses += miss * miss
      }
      lengths.append(squares.squareRoot() * (1 + 1e-9))
      errors.append(misses.squareRoot() * (1 + 1e-9))
      steps.append(step)
      highSums.append(highSum)
      lowSums.append(lowSum)
    }
    self.lengths = lengths
    self.errors = errors
    self.steps = steps
    self.dimension = dimension
    self.planes = planes
    self.highSums = highSums
    self.lowSums = lowSums
  }

  var count: Int { steps.count }

  /// How far q̂·x̂ as ``products(with:of:into:stride:)`` gives it may be from q·x as it is computed in
  /// float32, beside ‖q‖·‖x − x̂‖.
  ///
  /// That is ‖q − q̂‖·‖x̂‖, and the rounding of both: a sum of D products in 32 lanes is off by at most
  /// (D/32 + 48)·2⁻²⁴·‖q‖·‖x‖ (Higham, "Accuracy and stability of numerical algorithms", 2002, §3.1),
  /// taken twice.
  ///
  /// - Parameters:
  ///   - query: Which of the queries.
  ///   - longest: The largest ‖x̂‖.
  /// - Returns: A bound, not negative.
  func uncertainty(ofQuery query: Int, longest: Float) -> Double {
    let rounding = Double(dimension) / 16 + 96
    return Double(longest)
      * (errors[query] + rounding * 0x1p-24 * lengths[query])
  }

  /// t·v·c of each query with the rows of some blocks; times a row's scale, that is q̂·x̂.
  ///
  /// - Parameters:
  ///   - matrix: The rows.
  ///   - blocks: Which blocks of it.
  ///   - products: Receives 16 numbers for each block, those of query i from i · `stride` on.
  ///   - stride: How far apart the queries' numbers lie.
  func products(
    with matrix: QuantizedMatrix, of blocks: Range<Int>, into products: UnsafeMutablePointer<Float>,
    stride: Int
  ) {
    precondition(matrix.dimension == dimension, "queries of another dimension")
    guard let codes = matrix.codes(of: blocks).baseAddress else { return }
    kernel_products(
      codes.assumingMemoryBound(to: UInt8.self), blocks.count, matrix.groupCount, planes, count,
      highSums, lowSums, products, stride)
  }

  /// t
  func step(ofQuery query: Int) -> Float { steps[query] }
}
