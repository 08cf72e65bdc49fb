/// How a square of tokens falls into square windows, and what tokens of a window are to each other.
struct Windowing: Sendable {
  /// Rows and columns of a window.
  static let length = 8
  /// Tokens of a window.
  static let tokenCount = length * length
  /// Different distances between two tokens of a window.
  static let distanceCount = (2 * length - 1) * (2 * length - 1)

  /// Rows and columns of the square.
  let grid: Int
  /// By how many rows and columns the square is turned before it is cut.
  let shift: Int

  /// Turned by half a window where it `isShifted`, so that windows see across the borders of those
  /// of the block before. A square of one window has no borders.
  init(grid: Int, isShifted: Bool) {
    self.grid = grid
    shift = isShifted && grid > Self.length ? Self.length / 2 : 0
  }

  var windowCount: Int { (grid / Self.length) * (grid / Self.length) }

  /// The distance, numbered, from each token of a window to each.
  ///
  /// *Shapes*: tokens × tokens.
  static var distances: [Int] {
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
    let length = Self.length
    // After turning, the last window of rows, or columns, holds the end and the beginning.
    func region(_ place: Int) -> Int {
      (place >= grid - length ? 1 : 0) + (place >= grid - shift ? 1 : 0)
    }
    let side = grid / length
    var mask: [Float] = []
    mask.reserveCapacity(windowCount * Self.tokenCount * Self.tokenCount)
    for window in 0..<windowCount {
      let regions = (0..<Self.tokenCount).map { token in
        3 * region(window / side * length + token / length)
          + region(window % side * length + token % length)
      }
      for i in regions {
        for j in regions { mask.append(i == j ? 0 : -100) }
      }
    }
    return mask
  }
}
