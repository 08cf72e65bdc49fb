internal import Foundation
public import NeiroCore

extension LearningCurve {
  /// What more answers are worth, as a musician reads it; nil where that can't be told.
  public var outlook: String? {
    next.map { next in
      let figures = String(format: "%+.3f (%+.3f to %+.3f)", next.mean, next.low, next.high)
        .replacingOccurrences(of: "-", with: "−")
      return "The next \(nextAnswers) answers may bring \(figures) more in the top ten."
    }
  }
}
