import NeiroTorch

/// How a square of tokens falls into square windows, and what tokens of a window are to each other.
struct Windowing: Sendable {
  /// Rows and columns of the square.
  let grid: Int
  /// Rows and columns of a window.
  let length: Int
  /// By how many rows and columns the square is turned before it is cut.
  let shift: Int

  /// Turned by half a window where it `isShifted`, so that windows see across the borders of those
  /// of the block before. A square of one window has no borders.
  init(grid: Int, length: Int, isShifted: Bool) {
    self.grid = grid
    self.length = length
    shift = isShifted && grid > length ? length / 2 : 0
  }

  /// Tokens of a window.
  var tokenCount: Int { length * length }

  /// Different distances between two tokens of a window.
  var distanceCount: Int { (2 * length - 1) * (2 * length - 1) }

  /// The distance, numbered, from each token of a window to each.
  ///
  /// *Shapes*: tokens × tokens.
  var distances: [Int] {
    (0..<tokenCount).flatMap { i in
      (0..<tokenCount).map { j in
        let rows = i / length - j / length + length - 1
        let columns = i % length - j % length + length - 1
        return rows * (2 * length - 1) + columns
      }
    }
  }

  /// What is added to the scores of two tokens: −100 where only the turning brought them together.
  /// nil where nothing is turned.
  ///
  /// *Shapes*: windows × tokens × tokens.
  var mask: [Float]? {
    guard shift > 0 else { return nil }
    // After turning, the last window of rows, or columns, holds the end and the beginning.
    func region(_ place: Int) -> Int {
      (place >= grid - length ? 1 : 0) + (place >= grid - shift ? 1 : 0)
    }
    let windows = grid / length
    var mask: [Float] = []
    mask.reserveCapacity(windows * windows * tokenCount * tokenCount)
    for window in 0..<windows * windows {
      let regions = (0..<tokenCount).map { token in
        3 * region(window / windows * length + token / length)
          + region(window % windows * length + token % length)
      }
      for i in regions {
        for j in regions { mask.append(i == j ? 0 : -100) }
      }
    }
    return mask
  }

  /// [grid², width] → [windows, tokens, width].
  func parted(_ x: Tensor, width: Int) throws(TorchError) -> Tensor {
    var square = try x.reshaped([grid, grid, width])
    if shift > 0 { square = try square.rolled(by: [-shift, -shift], along: [0, 1]) }
    let windows = grid / length
    return try square.reshaped([windows, length, windows, length, width])
      .permuted([0, 2, 1, 3, 4])
      .reshaped([-1, tokenCount, width])
  }

  /// [windows, tokens, width] → [grid², width].
  func joined(_ x: Tensor, width: Int) throws(TorchError) -> Tensor {
    let windows = grid / length
    var square = try x.reshaped([windows, windows, length, length, width])
      .permuted([0, 2, 1, 3, 4])
      .reshaped([grid, grid, width])
    if shift > 0 { square = try square.rolled(by: [shift, shift], along: [0, 1]) }
    return try square.reshaped([grid * grid, width])
  }
}
