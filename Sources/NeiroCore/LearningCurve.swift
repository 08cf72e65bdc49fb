/// What answers were worth, by trainings on some of them.
public struct LearningCurve: Hashable, Codable, Sendable {
  /// The fewest answers from which what more would bring can be told.
  public static let fewestLabels = 60

  public var points: [Point]
  /// What `nextAnswers` more answers are worth, on top of the last point: an estimate; nil where it
  /// can't be told.
  public var next: Difference?
  public var nextAnswers: Int
  /// What the intervals contain, 0 to 1.
  public var confidence: Double

  public init(
    points: [Point], next: Difference? = nil, nextAnswers: Int = 50, confidence: Double = 0.95
  ) {
    self.points = points
    self.next = next
    self.nextAnswers = nextAnswers
    self.confidence = confidence
  }

  public struct Point: Hashable, Codable, Sendable {
    /// Answers that were drawn, on average over folds; of these, each fold's head was trained on those
    /// that don't touch the clips it was judged on.
    public var labels: Int
    /// The gain in the top ten over the ranking before, out of fold: 1 / log₂(1 + rank) of similar
    /// partners, 0 from rank 11 on.
    public var gain: Difference

    public init(labels: Int, gain: Difference) {
      self.labels = labels
      self.gain = gain
    }
  }
}
