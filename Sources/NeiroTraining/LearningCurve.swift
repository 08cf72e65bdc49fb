internal import Foundation
internal import NeiroCore
internal import NeiroEvaluation
internal import NeiroHead
internal import NeiroPairs
internal import NeiroTorch

extension LearningCurve {
  /// How much of the answers is trained on alone, beside all of them.
  static let shares = [0.25, 0.5]

  /// - Parameters:
  ///   - labels: How many answers each training had, ascending.
  ///   - gains: For each independent clip group its gain by each training.
  ///   - nextAnswers: How many more are to be foretold.
  ///   - bootstrap: Gives the intervals, by drawing clip groups.
  init(labels: [Int], gains: [[Double]], nextAnswers: Int = 50, _ bootstrap: PairedBootstrap) {
    let points = labels.indices.compactMap { index in
      bootstrap.difference(of: gains.map { $0[index] }).map { gain in
        Point(labels: labels[index], gain: gain)
      }
    }
    self.init(
      points: points,
      next: Self.outlook(labels: labels, gains: gains, nextAnswers: nextAnswers, bootstrap),
      nextAnswers: nextAnswers, confidence: bootstrap.confidence)
  }

  /// What more answers are worth if the gain goes on growing with ln(answers), as it did: the slope
  /// of the line through the points, by least squares.
  private static func outlook(
    labels: [Int], gains: [[Double]], nextAnswers: Int, _ bootstrap: PairedBootstrap
  ) -> Difference? {
    guard let last = labels.last, last >= fewestLabels, gains.count >= GateReadiness.fewestGroups
    else { return nil }
    let x = labels.map { log(Double($0)) }
    let mean = x.mean(\.self)
    let spread = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    guard spread > 0 else { return nil }
    let step = log(Double(last + nextAnswers)) - log(Double(last))
    // The slope is linear in the gains, so that each group has a slope of its own to draw.
    let slopes = gains.map { gains in
      zip(x, gains).reduce(0) { $0 + ($1.0 - mean) * $1.1 } / spread
    }
    return bootstrap.difference(of: slopes.map { $0 * step })
  }
}

extension HeadGate {
  /// Of the first repetition; more would ask the same again.
  private var curveFolds: Range<Int> { 0..<folds.count / recipe.repeats }

  /// Trainings that ``learningCurve(of:onStep:)`` takes.
  var curveTrainings: Int {
    hasLearningCurve ? LearningCurve.shares.count * curveFolds.count : 0
  }

  private var hasLearningCurve: Bool {
    recipe.learningCurve && pairs.count >= LearningCurve.fewestLabels
  }

  /// Trains the chosen kind on some of the answers, and asks the gate's own questions.
  ///
  /// - Returns: nil where the recipe leaves it out, or there are too few answers or clip groups.
  /// - Throws: ``TorchError``, or what `onStep` throws.
  func learningCurve(
    of choice: Choice, onStep: (Double) throws -> Void
  ) throws -> LearningCurve? {
    guard hasLearningCurve else { return nil }
    var labels: [Int] = []
    var ranks: [[RankChange]] = []
    for (place, share) in LearningCurve.shares.enumerated() {
      var count = 0
      var changes: [RankChange] = []
      for fold in curveFolds {
        // Drawn anew for each fold, so that the point hangs less on what happens to be drawn.
        let drawn = pairs.drawing(
          share, groupOfRow: groupOfRow, seed: recipe.seed &+ 104_729 &* UInt64(fold))
        count += drawn.count
        let rest = drawn.excluding(folds[fold])
        guard !rest.similar.isEmpty, !rest.dissimilar.isEmpty else { return nil }
        let head = try trainer.train(
          choice.judged, on: rest, stream: UInt64(1000 * (place + 1) + fold), onStep: onStep)
        changes += try oneShots.ranks(of: folds[fold], by: TorchHead(head))
      }
      labels.append(count / curveFolds.count)
      ranks.append(changes)
    }
    ranks.append(choice.oneShots)
    let groups = ranks.map { $0.grouped(by: groupOfRow) }
    guard groups[0].count >= GateReadiness.fewestGroups else { return nil }
    // The same questions at each point, so the same groups in the same order.
    let gains = groups[0].indices.map { group in
      groups.map { $0[group].changes.mean { $0.topTenGain(choice.alphas.oneShots) } }
    }
    return LearningCurve(
      labels: labels + [pairs.count], gains: gains,
      PairedBootstrap(seed: recipe.seed, confidence: recipe.gateConfidence))
  }
}

extension TrainingPairs {
  /// A share of the pairs, drawn by clip groups.
  ///
  /// A pair comes with the group of its first clip: were both its groups needed, a quarter of the
  /// answers would hold hardly any dissimilar pairs.
  func drawing(_ share: Double, groupOfRow: [Int: Int], seed: UInt64) -> TrainingPairs {
    let group = { (pair: RowPair) in groupOfRow[pair.a] ?? -1 }
    let all = similar + dissimilar
    let sizes = Dictionary(grouping: all, by: group).mapValues(\.count)
    // The same order for each share: what a quarter holds is in the half too.
    var generator = SeededGenerator(seed: seed &* 2_862_933_555_777_941_757 &+ 3)
    var drawn: Set<Int> = []
    var count = 0
    for number in generator.shuffle(sizes.keys.sorted()) {
      guard Double(count) < share * Double(all.count) else { break }
      drawn.insert(number)
      count += sizes[number] ?? 0
    }
    return filter { drawn.contains(group($0)) }
  }
}
