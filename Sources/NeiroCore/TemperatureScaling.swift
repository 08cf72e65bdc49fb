internal import Foundation

/// Temperature scaling: the probability of a class is softmax(z / T) for its logit z, with one number
/// T for all classes. Above 1 it makes a classifier less sure of itself, below 1 surer; which class
/// is the most probable it never changes.
///
/// *Source*: Guo et al., "On calibration of modern neural networks", 2017,
/// <https://arxiv.org/abs/1706.04599>. That a few known examples do for models of sounds or pictures
/// and text: Tu et al., "An empirical study into what matters for calibrating vision-language
/// models", 2024, <https://arxiv.org/abs/2402.07417>.
public struct TemperatureScaling: Hashable, Sendable {
  /// T, above 0; infinite where the logits tell nothing of the classes, which makes all of them
  /// equally probable.
  public let temperature: Double

  /// T = 1: the logits as they are.
  public static let none = TemperatureScaling(temperature: 1)

  /// - Precondition: `temperature` is above 0.
  public init(temperature: Double) {
    precondition(temperature > 0, "a temperature is above zero")
    self.temperature = temperature
  }

  /// The temperature of greatest likelihood for examples whose class is known.
  ///
  /// The known class counts with (n + 1) / (n + 2) and the others with what is left, as in Platt
  /// scaling, so that logits without a mistake have a temperature above zero.
  ///
  /// - Parameters:
  ///   - logits: n × K, finite.
  ///   - classes: The class of each, in 0..<K.
  /// - Precondition: As many logits as classes.
  public init(fitting logits: [[Double]], classes: [Int]) {
    precondition(logits.count == classes.count, "a class for each example")
    let count = Double(logits.count)
    let share = (count + 1) / (count + 2)
    // Of each example: logits less the highest, and their mean under the targets.
    let examples = zip(logits, classes).map { logits, known in
      let highest = logits.max() ?? 0
      let z = logits.map { $0 - highest }
      let others = (z.reduce(0, +) - z[known]) / Double(max(1, z.count - 1))
      return (z: z, wanted: z.count > 1 ? share * z[known] + (1 - share) * others : z[known])
    }
    // The derivative of the negative log-likelihood by b = 1 / T; it rises with b.
    func slope(_ b: Double) -> Double {
      examples.reduce(0) { sum, example in
        var (weights, weighted) = (0.0, 0.0)
        for z in example.z {
          let weight = exp(b * z)
          weights += weight
          weighted += weight * z
        }
        return sum + weighted / weights - example.wanted
      }
    }
    guard slope(0) < 0 else {
      temperature = .infinity
      return
    }
    var (low, high) = (0.0, 1.0)
    while slope(high) < 0, high < 1e12 { (low, high) = (high, 2 * high) }
    for _ in 0..<100 {
      let middle = (low + high) / 2
      if slope(middle) < 0 { low = middle } else { high = middle }
    }
    temperature = 1 / high
  }

  /// - Parameter logits: K numbers.
  /// - Returns: softmax(z / T): K probabilities that sum to 1.
  public func probabilities(of logits: [Double]) -> [Double] {
    guard let highest = logits.max() else { return [] }
    let weights = logits.map { exp(($0 - highest) / temperature) }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }
}
