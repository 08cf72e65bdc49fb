import NeiroCommands
import NeiroCore
import NeiroHead
import NeiroRuns

extension RunReport {
  /// What the manifest of a head can tell; the training adds what it alone knows.
  init(_ manifest: CheckpointManifest) {
    self.init(verdict: manifest.gate.sentence(head: manifest.name))
    labels = manifest.labels
    labelsHash = manifest.labelsHash
  }

  /// What the manifest of a base can tell.
  init(_ manifest: BaseManifest) {
    let verdict = manifest.verdict
    self.init(verdict: verdict.sentence)
    func rows(_ evidence: BaseVerdict.Evidence, _ target: String) -> [Comparison.Row] {
      [
        .init(
          metric: "Hit rate@10, \(target)", before: evidence.rawHitRate,
          after: evidence.adaptedHitRate, change: nil),
        .init(
          metric: "Gain in the top ten, \(target)", before: nil, after: nil,
          change: evidence.topTenGain),
        .init(
          metric: "Gain in ln rank, \(target)", before: nil, after: nil,
          change: evidence.rankGain, unit: "ln rank"),
      ]
    }
    comparison = Comparison(
      before: .raw, after: .adapted,
      rows: rows(verdict.loops, "by loops") + rows(verdict.oneShots, "by notes"),
      confidence: manifest.recipe.gateConfidence,
      basis: "\(verdict.heldOut) presets looked for among \(verdict.among)")
  }
}
