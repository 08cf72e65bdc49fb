public import Foundation
public import NeiroCore
internal import NeiroHead
public import NeiroRuns

/// Runs that nothing was trained for.
public enum SampleRun {
  public static let encoder = EncoderIdentity(
    name: "spectral", weightsHash: "3daed88ab9e0", preprocessingVersion: 1, dimension: 4)
  /// 2026-01-01, 10:00 UTC.
  public static let start = Date(timeIntervalSince1970: 1_767_261_600)

  /// Writes a finished run of a head.
  ///
  /// - Parameters:
  ///   - runs: The folder of all runs.
  ///   - name: The head's name.
  ///   - minutes: When it started, after ``start``.
  ///   - recipe: What it was trained by.
  ///   - labelsHash: Tells its labels from others.
  ///   - heldOut: The numbers of the clips that were kept out.
  ///   - report: What there is to look at.
  /// - Returns: The run's stamp.
  /// - Throws: A file error.
  @discardableResult
  public static func writeHead(
    in runs: URL, name: String = "mine", minutes: Int = 0,
    recipe: TrainingRecipe = TrainingRecipe(), labelsHash: String = "a1b2c3d4e5f60718",
    heldOut: [Int] = [7, 8], report: RunReport? = nil
  ) throws -> String {
    var labels = LabelCounts()
    (labels.similar, labels.dissimilar, labels.heldOut) = (95, 285, 119)
    let manifest = CheckpointManifest(
      name: name, kind: .residual, encoder: encoder, base: nil,
      head: ProjectionHead(
        residual: [Float](repeating: 0, count: 8), [Float](repeating: 0, count: 8), dimension: 4,
        rank: 2, scale: 1),
      gate: SampleVerdict.gate(),
      recipe: recipe, labels: labels, labelsHash: labelsHash,
      trainedClips: [1, 2, 3].map(SyntheticEmbeddings.clip),
      heldOutClips: heldOut.map(SyntheticEmbeddings.clip))
    let config = try RunConfig(
      name: name, encoder: encoder, recipe: recipe, libtorch: "1.13.1", labelsHash: labelsHash,
      startedAt: start.addingTimeInterval(60 * Double(minutes)))
    return try write(
      config, manifest, in: runs, report: report,
      events: [
        .prepared(labels), .step(completed: 1, total: 2, loss: 0.7),
        .fold(.residual, index: 0, of: 5, rankBefore: 2.5, headRank: 2), .gate(manifest.gate),
        .step(completed: 2, total: 2, loss: 0.5),
      ])
  }

  /// Writes a finished run of a base.
  @discardableResult
  public static func writeBase(
    in runs: URL, minutes: Int = 0, recipe: AdaptRecipe = AdaptRecipe(), presets: Int = 557
  ) throws -> String {
    let evidence = BaseVerdict.Evidence(
      alpha: 1, rawHitRate: 0.14, adaptedHitRate: 0.73,
      topTenGain: Difference(mean: 0.371, low: 0.309, high: 0.437),
      rankGain: Difference(mean: 2, low: 1.8, high: 2.2))
    let manifest = BaseManifest(
      name: BaseManifest.name(for: encoder), encoder: encoder,
      verdict: BaseVerdict(
        decision: .useBase, alphas: RoleAlphas(loops: 1, oneShots: 0.5), loops: evidence,
        oneShots: evidence, heldOut: 84, among: 421),
      recipe: recipe, libraryPresets: presets, playedPresets: 421)
    let config = try RunConfig(
      name: manifest.name, encoder: encoder, recipe: recipe, libtorch: "1.13.1",
      startedAt: start.addingTimeInterval(60 * Double(minutes)))
    return try write(
      config, manifest, in: runs,
      events: [.step(completed: 1, total: 1, loss: 3), .base(manifest.verdict)])
  }

  private static func write(
    _ config: RunConfig, _ manifest: some Encodable, in runs: URL, report: RunReport? = nil,
    events: [TrainingEvent]
  ) throws -> String {
    let folder = runs.appendingPathComponent(config.stamp)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let log = try RunLog(in: folder, config: config)
    for event in events { try log.append(event, at: config.startedAt) }
    try log.finish(with: manifest, report: report)
    return config.stamp
  }
}
