/// A sound's frames at places from the first to the last, whatever its length.
enum RelativeTimes {
  /// How many places.
  static let count = 8

  /// Rows at 8 places from the first to the last, between rows by straight lines.
  ///
  /// - Parameters:
  ///   - matrix: T × `width`, row after row.
  ///   - width: Numbers in a row.
  /// - Returns: 8 × `width`, time after time.
  static func rows(of matrix: [Double], width: Int) -> [Double] {
    let last = matrix.count / width - 1
    let step = Double(last) / Double(count - 1)
    return (0..<count).flatMap { time in
      let place = time == count - 1 ? Double(last) : min(Double(time) * step, Double(last))
      let low = Int(place)
      let high = min(low + 1, last)
      let share = place - Double(low)
      return (0..<width).map { column in
        matrix[low * width + column] * (1 - share) + matrix[high * width + column] * share
      }
    }
  }
}
