import NeiroCore
import NeiroHead
import NeiroRuns
import NeiroTraining

extension RunReport {
  /// What a training of a head has to show, but for the examples.
  init(_ trained: TrainedHead) {
    let manifest = trained.checkpoint.manifest
    self.init(manifest)
    let before: Ranking = manifest.base == nil ? .raw : .adapted
    warnings = trained.findings.warnings
    learningCurve = trained.findings.learningCurve
    comparison = Comparison(
      before: before, after: .personal, rows: Self.rows(trained),
      confidence: manifest.recipe.gateConfidence,
      basis: "\(manifest.gate.oneShots.groups) independent groups of clips")
    scores = Scores(
      before: before, after: .personal,
      pairs: manifest.outOfFold.map {
        .init(isSimilar: $0.isSimilar, before: $0.before, after: $0.after)
      })
    splits = trained.places
  }

  private static func rows(_ trained: TrainedHead) -> [Comparison.Row] {
    func rows(_ figures: RankFigures, _ asked: String) -> [Comparison.Row] {
      [
        .init(
          metric: "Top ten, \(asked)", before: figures.topTenBefore, after: figures.topTenAfter,
          change: figures.topTenGain),
        .init(
          metric: "Nearer the top, \(asked)", before: nil, after: nil, change: figures.rankGain,
          unit: "ln rank"),
      ]
    }
    let agreement = trained.checkpoint.manifest.gate.agreement.map {
      Comparison.Row(
        metric: "Answers in the right order", before: $0.before, after: $0.after, change: nil)
    }
    return [agreement].compactMap(\.self)
      + (trained.presets.map { rows($0, "for presets") } ?? [])
      + (trained.loops.map { rows($0, "for loops") } ?? [])
  }
}

extension TrainedHead {
  /// Every labelled clip, by clip.
  fileprivate var places: [RunReport.ClipPlace] {
    let manifest = checkpoint.manifest
    let kept = manifest.trainedClips.map { clip in
      RunReport.ClipPlace(
        clip: clip, isHeldOut: false,
        folds: folds.filter { $0.clips.contains(clip) }.map(\.index))
    }
    let heldOut = manifest.heldOutClips.map {
      RunReport.ClipPlace(clip: $0, isHeldOut: true, folds: [])
    }
    return (kept + heldOut).sorted { $0.clip < $1.clip }
  }
}
