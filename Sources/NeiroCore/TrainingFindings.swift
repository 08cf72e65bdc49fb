/// What a training found beside its verdict: what the answers were worth, and what the head does to
/// the library.
public struct TrainingFindings: Hashable, Codable, Sendable {
  /// nil where the recipe leaves it out, or there are too few answers.
  public let learningCurve: LearningCurve?
  public let checks: LibraryChecks

  public init(learningCurve: LearningCurve?, checks: LibraryChecks) {
    self.learningCurve = learningCurve
    self.checks = checks
  }

  /// What is wrong with the head, a sentence each; empty if nothing is.
  public var warnings: [String] { checks.warnings }
}
