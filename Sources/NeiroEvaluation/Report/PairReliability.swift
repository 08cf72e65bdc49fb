import NeiroCore

/// Whether scores can be turned into probabilities that hold.
enum PairReliability {
  private static let folds = 5

  /// Platt scaling, fitted to four fifths of the groups and read off the fifth, five times.
  ///
  /// - Returns: nil where a fifth's complement can't be fitted: a kind of answer is missing, or a
  ///   higher score doesn't mean more alike.
  static func table(_ pairs: [ScoredPair], system: Int) -> ReliabilityTable? {
    let groups = Set(pairs.map(\.group)).sorted()
    guard groups.count >= folds else { return nil }
    let shuffled: [Int] = {
      var generator = SeededGenerator(seed: 1)
      return generator.shuffle(groups)
    }()
    let fold = Dictionary(uniqueKeysWithValues: shuffled.enumerated().map { ($1, $0 % folds) })
    var (probabilities, outcomes): ([Double], [Double]) = ([], [])
    for number in 0..<folds {
      let others = pairs.filter { fold[$0.group] != number }
      guard
        let calibration = Calibration(others.map { ($0.scores[system], $0.isSimilar) })
      else { return nil }
      for pair in pairs where fold[pair.group] == number {
        probabilities.append(calibration.probability(of: pair.scores[system]))
        outcomes.append(pair.isSimilar ? 1 : 0)
      }
    }
    return ReliabilityTable(probabilities, outcomes: outcomes)
  }
}
