internal import NeiroCore

extension TrainingEvent {
  /// What TensorBoard shows of the event, and at which step; nil if nothing.
  var scalars: (step: Int, values: [Scalar])? {
    switch self {
    case .step(let completed, _, let loss):
      (completed, [Scalar(tag: "loss", value: loss)])
    case .fold(let kind, let index, _, let rankBefore, let headRank):
      (
        index + 1,
        [
          Scalar(tag: "folds/\(kind.rawValue)/rank_before", value: rankBefore),
          Scalar(tag: "folds/\(kind.rawValue)/rank_with_head", value: headRank),
        ]
      )
    case .gate(let verdict): (0, verdict.scalars)
    case .findings(let findings): (0, findings.checks.scalars)
    case .base(let verdict):
      (0, verdict.loops.scalars("gate/loops") + verdict.oneShots.scalars("gate/presets"))
    case .prepared, .saved, .failed: nil
    }
  }
}

extension LibraryChecks {
  fileprivate var scalars: [Scalar] {
    [
      Scalar(tag: "library/overlap_at_10", value: overlap),
      Scalar(tag: "library/hub", value: hub.after),
      Scalar(tag: "library/hub_before", value: hub.before),
      Scalar(tag: "library/random_cosine", value: randomCosine.after),
      Scalar(tag: "library/random_cosine_before", value: randomCosine.before),
    ]
  }
}

extension GateVerdict {
  fileprivate var scalars: [Scalar] {
    oneShots.scalars("gate/presets") + (loops.map { $0.scalars("gate/loops") } ?? []) + [
      Scalar(tag: "gate/alpha", value: alphas.oneShots),
      Scalar(tag: "gate/alpha_loops", value: alphas.loops),
    ]
  }
}

extension GateVerdict.Evidence {
  fileprivate func scalars(_ tag: String) -> [Scalar] {
    topTenGain.scalars("\(tag)/top_ten_gain") + rankGain.scalars("\(tag)/rank_gain") + [
      Scalar(tag: "\(tag)/better", value: Double(better)),
      Scalar(tag: "\(tag)/worse", value: Double(worse)),
    ]
  }
}

extension BaseVerdict.Evidence {
  fileprivate func scalars(_ tag: String) -> [Scalar] {
    topTenGain.scalars("\(tag)/top_ten_gain") + rankGain.scalars("\(tag)/rank_gain") + [
      Scalar(tag: "\(tag)/hit_rate_raw", value: rawHitRate),
      Scalar(tag: "\(tag)/hit_rate_adapted", value: adaptedHitRate),
      Scalar(tag: "\(tag)/alpha", value: alpha),
    ]
  }
}

extension Difference {
  fileprivate func scalars(_ tag: String) -> [Scalar] {
    [
      Scalar(tag: tag, value: mean), Scalar(tag: "\(tag)/low", value: low),
      Scalar(tag: "\(tag)/high", value: high),
    ]
  }
}
