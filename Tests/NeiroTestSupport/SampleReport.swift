internal import NeiroCore
public import NeiroRuns

extension SampleRun {
  /// A report with something in every section.
  public static func report(seed: UInt64 = 5) -> RunReport {
    var generator = SeededGenerator(seed: seed)
    var report = RunReport(
      verdict: "Use head “mine”: of similar partners it never heard, 48 rank better and 32 worse, "
        + "on average 1.04× nearer the top; gain in the top ten +0.014 (+0.003 to +0.028, "
        + "76 independent groups of clips).")
    report.comparison = .init(
      before: .adapted, after: .personal,
      rows: [
        ("nDCG@10", 0.702, 0.712, 0.010, 0.011), ("Recall@10", 0.833, 0.814, -0.019, 0.034),
        ("Hit rate@10", 0.857, 0.831, -0.026, 0.025), ("MRR", 0.681, 0.701, 0.020, 0.018),
        ("MAP", 0.656, 0.679, 0.024, 0.020),
      ].map { metric, before, after, change, width in
        .init(
          metric: metric, before: before, after: after,
          change: Difference(mean: change, low: change - width, high: change + width))
      }, basis: "76 independent groups of clips")
    report.learningCurve = .init(
      points: [(40, -0.012, 0.02), (80, 0.001, 0.017), (160, 0.009, 0.014), (261, 0.014, 0.0125)]
        .map { labels, mean, width in
          .init(
            labels: labels, gain: Difference(mean: mean, low: mean - width, high: mean + width))
        }, next: Difference(mean: 0.003, low: -0.002, high: 0.009))
    report.scores = .init(
      before: .adapted, after: .personal,
      pairs: (0..<261).map { number in
        let isSimilar = number % 4 == 0
        let before = (isSimilar ? 0.52 : 0.31) + 0.13 * generator.normal()
        return .init(
          isSimilar: isSimilar, before: before,
          after: before + (isSimilar ? 0.07 : -0.04) + 0.04 * generator.normal())
      })
    report.examples = zip(presets.indices, presets).map { index, query in
      let others = presets.filter { $0 != query }
      let ranks = generator.shuffle(Array(1...12))
      func list(isAfter: Bool) -> [Result] {
        (1...5).map { place in
          Result(
            name: others[(place * (isAfter ? 4 : 5) + index) % others.count],
            judgement: place % 3 == 0 ? .dissimilar : place % 2 == 0 ? .unjudged : .similar,
            rankBefore: isAfter ? ranks[place] : place, rankAfter: isAfter ? place : ranks[place])
        }
      }
      return .init(query: query, before: list(isAfter: false), after: list(isAfter: true))
    }
    report.splits = (0..<40).map { number in
      .init(
        clip: SyntheticEmbeddings.clip(number), isHeldOut: number % 5 == 0,
        folds: number % 5 == 0 ? [] : [number % 5, (number + 1) % 5, number / 5 % 5])
    }
    report.labels = LabelCounts()
    report.labels?.similar = 95
    report.labels?.dissimilar = 285
    report.labelsHash = "a1b2c3d4e5f60718"
    return report
  }

  private typealias Result = RunReport.Example.Result

  private static let presets = [
    "timgm/000-049_Slow_Strings_LP_n60", "csound/000-050_Synth_Strings_1_n60",
    "csound/005-125_Siren_n60", "timgm/000-052_Choir_Aahs_n60", "csound/000-068_Oboe_n60",
    "csound/001-126_Laughing_n60", "timgm/000-089_Warm_Pad_n60", "timgm/000-081_Saw_Wave_n60",
    "csound/000-038_Synth_Bass_1_n60", "timgm/000-016_Drawbar_Organ_n60",
  ]
}
