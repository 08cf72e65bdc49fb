internal import NeiroCore
internal import NeiroFigures
internal import NeiroHead

/// In what two runs differ. What is the same in both isn't mentioned.
public struct RunComparison: Hashable, Codable, Sendable {
  /// A value of both runs, as text; nil where a run hasn't got it.
  public struct Row: Hashable, Codable, Sendable {
    public let name: String
    public let a: String?
    public let b: String?

    public init(name: String, a: String?, b: String?) {
      self.name = name
      self.a = a
      self.b = b
    }
  }

  public let a: String
  public let b: String
  /// Why figures can't be compared one to one, as sentences; empty if they can.
  public let obstacles: [String]
  /// Settings, encoder, base and versions, by their keys in `config.json` and `manifest.json`.
  public let config: [Row]
  /// Counts of labels, by what became of them.
  public let labels: [Row]
  /// What the gate found.
  public let figures: [Row]

  /// - Parameters:
  ///   - a: The run that is shown first.
  ///   - b: The other one.
  public init(_ a: Run, _ b: Run) {
    self.a = a.stamp
    self.b = b.stamp
    obstacles = Self.obstacles(a, b)
    config = Self.rows(a.config.facts + a.manifest.facts, b.config.facts + b.manifest.facts)
    labels = Self.rows(a.manifest.labels?.facts ?? [], b.manifest.labels?.facts ?? [])
    figures = Self.rows(a.manifest.figures, b.manifest.figures)
  }

  private static func obstacles(_ a: Run, _ b: Run) -> [String] {
    var obstacles: [String] = []
    if a.config.encoder != b.config.encoder { obstacles.append("The encoders differ.") }
    switch (a.manifest, b.manifest) {
    case (.head(let a), .head(let b)):
      if a.labelsHash != b.labelsHash { obstacles.append("The labels differ.") }
      if Set(a.heldOutClips) != Set(b.heldOutClips) {
        obstacles.append("The clips that were held out differ.")
      }
      if a.base?.fingerprint != b.base?.fingerprint {
        obstacles.append("The heads stand on different bases.")
      }
    case (.base(let a), .base(let b)):
      if (a.libraryPresets, a.playedPresets) != (b.libraryPresets, b.playedPresets) {
        obstacles.append("The libraries differ.")
      }
    case (.head, .base), (.base, .head):
      obstacles.append("One run trained a head, the other a base.")
    }
    return obstacles
  }

  /// The facts that differ, in the order of `a`, those that only `b` has last.
  private static func rows(_ a: [RunFact], _ b: [RunFact]) -> [Row] {
    let inA = Dictionary(a.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    let inB = Dictionary(b.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    let names = a.map(\.name) + b.map(\.name).filter { inA[$0] == nil }
    return names.filter { inA[$0] != inB[$0] }.map { Row(name: $0, a: inA[$0], b: inB[$0]) }
  }
}

/// One thing that is known of a run, as text.
struct RunFact: Hashable {
  let name: String
  let value: String

  init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

extension RunConfig {
  fileprivate var facts: [RunFact] {
    [RunFact("name", name), RunFact("encoder", "\(encoder)"), RunFact("libtorch", libtorch)]
      + recipe.leaves.sorted { $0.key < $1.key }.map { RunFact("recipe.\($0.key)", "\($0.value)") }
  }
}

extension RunManifest {
  fileprivate var facts: [RunFact] {
    switch self {
    case .head(let manifest):
      [
        RunFact("head", manifest.kind.rawValue), RunFact("shape", "\(manifest.shape.text)"),
        RunFact("base", manifest.base?.fingerprint ?? "none"),
        RunFact("labelsHash", manifest.labelsHash),
        RunFact("heldOutClips", "\(manifest.heldOutClips.count)"),
      ]
    case .base(let manifest):
      [
        RunFact("head", manifest.head), RunFact("libraryPresets", "\(manifest.libraryPresets)"),
        RunFact("playedPresets", "\(manifest.playedPresets)"),
      ]
    }
  }

  fileprivate var figures: [RunFact] {
    switch self {
    case .head(let manifest):
      [
        RunFact("decision", decision), RunFact("alpha, loops", "\(manifest.gate.alphas.loops)"),
        RunFact("alpha, presets", "\(manifest.gate.alphas.oneShots)"),
      ] + (manifest.gate.agreement.map { [RunFact("right order", "\($0.after)")] } ?? [])
        + manifest.gate.oneShots.facts("presets")
        + (manifest.gate.loops.map { $0.facts("loops") } ?? [])
    case .base(let manifest):
      [
        RunFact("decision", decision), RunFact("alpha, loops", "\(manifest.verdict.alphas.loops)"),
        RunFact("alpha, presets", "\(manifest.verdict.alphas.oneShots)"),
      ] + manifest.verdict.loops.facts("loops") + manifest.verdict.oneShots.facts("presets")
    }
  }
}

extension GateVerdict.Evidence {
  fileprivate func facts(_ kind: String) -> [RunFact] {
    topTenGain.facts("gain in the top ten, \(kind)") + rankGain.facts("rank gain, \(kind)") + [
      RunFact("independent groups, \(kind)", "\(groups)"),
      RunFact("rank better, \(kind)", "\(better)"), RunFact("rank worse, \(kind)", "\(worse)"),
    ]
  }
}

extension BaseVerdict.Evidence {
  fileprivate func facts(_ kind: String) -> [RunFact] {
    [
      RunFact("found in the top ten, \(kind)", FigureText.plain(adaptedHitRate)),
      RunFact("found raw, \(kind)", FigureText.plain(rawHitRate)),
    ] + topTenGain.facts("gain in the top ten, \(kind)") + rankGain.facts("rank gain, \(kind)")
  }
}

extension Difference {
  fileprivate func facts(_ name: String) -> [RunFact] {
    [RunFact(name, "\(FigureText.signed(mean)) (\(FigureText.interval(self)))")]
  }
}

extension LabelCounts {
  fileprivate var facts: [RunFact] {
    [
      ("similar", similar), ("dissimilar", dissimilar), ("held out", heldOut), ("unsure", unsure),
      ("contradictory", contradictory), ("without a sound", withoutEmbedding),
    ].map { RunFact($0.0, "\($0.1)") }
  }
}
