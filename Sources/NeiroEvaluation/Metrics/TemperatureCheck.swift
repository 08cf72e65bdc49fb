public import NeiroCore

/// A temperature for a classifier, and whether it makes the probabilities better.
public struct TemperatureCheck: Sendable {
  /// The fewest examples that can tell.
  public static let fewestExamples = 10
  private static let foldCount = 10

  /// Fitted to all examples, for others.
  public let scaling: TemperatureScaling
  /// Without a temperature.
  public let before: ProbabilityMetrics
  /// With one: each example's probabilities are by a temperature that was fitted to the others, in
  /// ten folds.
  public let after: ProbabilityMetrics

  /// nil for fewer examples than ``fewestExamples``.
  ///
  /// - Parameters:
  ///   - logits: n × K, finite, one row for each clip.
  ///   - classes: The class of each, in 0..<K.
  ///   - seed: Decides the folds.
  public init?(logits: [[Double]], classes: [Int], seed: UInt64 = 0) {
    guard classes.count >= Self.fewestExamples else { return nil }
    var generator = SeededGenerator(seed: seed)
    let order = generator.shuffle(Array(classes.indices))
    var heldOut = logits
    for fold in 0..<Self.foldCount {
      let scored = order.indices.filter { $0 % Self.foldCount == fold }.map { order[$0] }
      let fitted = order.indices.filter { $0 % Self.foldCount != fold }.map { order[$0] }
      let scaling = TemperatureScaling(
        fitting: fitted.map { logits[$0] }, classes: fitted.map { classes[$0] })
      for index in scored { heldOut[index] = scaling.probabilities(of: logits[index]) }
    }
    let plain = logits.map(TemperatureScaling.none.probabilities)
    guard let before = ProbabilityMetrics(plain, classes: classes),
      let after = ProbabilityMetrics(heldOut, classes: classes)
    else { return nil }
    scaling = TemperatureScaling(fitting: logits, classes: classes)
    self.before = before
    self.after = after
  }
}
