internal import Foundation
internal import NeiroCore
internal import NeiroHead
internal import NeiroPairs
internal import NeiroTorch

/// Chooses a kind of head and decides whether it may be used, by cross-validation.
///
/// Every fold's head is judged on clips that it was not trained on: where the library ranks their
/// similar partners, and how it orders the labelled pairs that touch them.
struct HeadGate {
  /// A labelled pair, scored by a head that was trained without one or both of its clips.
  struct Score {
    let pair: RowPair
    let isSimilar: Bool
    let before: Double
    let after: Double
  }

  struct Choice {
    let kind: HeadKind
    let verdict: GateVerdict
    let scores: [Score]
    /// What presets were judged by, whether or not it passed: its kind, and each fold's head.
    let judged: HeadKind
    let heads: [ProjectionHead]
    let oneShots: [RankChange]
    let loops: [RankChange]
    /// Which α was judged, in the recipe.
    let alphas: (oneShots: Int, loops: Int)
  }

  let pairs: TrainingPairs
  let folds: [Set<Int>]
  let groupOfRow: [Int: Int]
  let ground: HeadMaterial
  let trainer: HeadTrainer
  let oneShots: HeldOutRanks
  private let loops: HeldOutRanks
  let recipe: TrainingRecipe

  /// - Parameters:
  ///   - pairs: What may be trained on.
  ///   - folds: Rows that are left out of one training each.
  ///   - groupOfRow: The clip group of each row.
  ///   - ground: The library, and similarities before the head.
  ///   - trainer: Trains the head of a fold.
  ///   - phrases: x of phrases by the row that played them.
  ///   - recipe: Which kinds and αs are tried.
  /// - Throws: ``TorchError``.
  init(
    _ pairs: TrainingPairs, folds: [Set<Int>], groupOfRow: [Int: Int], _ ground: HeadMaterial,
    _ trainer: HeadTrainer, phrases: [Int: [[Float]]], recipe: TrainingRecipe
  ) throws(TorchError) {
    self.pairs = pairs
    self.folds = folds
    self.groupOfRow = groupOfRow
    self.ground = ground
    self.trainer = trainer
    self.recipe = recipe
    let alphas = recipe.alphas.map { Float($0) }
    oneShots = try HeldOutRanks(
      pairs, as: .gallery, material: ground, phrases: [:], alphas: alphas)
    loops = try HeldOutRanks(
      pairs, as: .query, material: ground, phrases: phrases, alphas: alphas)
  }

  /// What one kind of head did out of fold.
  private struct Trial {
    let kind: HeadKind
    var heads: [ProjectionHead] = []
    var oneShots: [RankChange] = []
    var loops: [RankChange] = []
    /// The cosine of the head, and the similarity before it, of each labelled pair that was scored.
    var scores: [(pair: RowPair, isSimilar: Bool, before: Float, head: Float, fold: Int)] = []
  }

  func choose(
    _ onEvent: (TrainingEvent) throws -> Void, onStep: (Double) throws -> Void
  ) throws -> Choice {
    func trial(_ kind: HeadKind, asks: Bool, plays: Bool) throws -> Trial {
      var trial = Trial(kind: kind)
      for (index, fold) in folds.enumerated() {
        let trained = try trainer.train(
          kind, on: pairs.excluding(fold), stream: UInt64(index + 1), onStep: onStep)
        trial.heads.append(trained)
        let head = try TorchHead(trained)
        let ranks = asks ? try oneShots.ranks(of: fold, by: head) : []
        trial.oneShots += ranks
        if plays { trial.loops += try loops.ranks(of: fold, by: head) }
        trial.scores += try trainer.scores(of: pairs.touching(fold), by: head, in: ground.space)
          .map { ($0.pair, $0.isSimilar, $0.before, $0.head, index) }
        if recipe.heads.contains(kind) {
          try onEvent(.fold(kind, index: index, of: folds.count, ranks))
        }
      }
      return trial
    }
    let trials = try recipe.heads.map { try trial($0, asks: true, plays: true) }
    // Both cost next to nothing: the one tells the kinds apart, the other is what loops can have
    // where no head passes.
    return choose(
      from: trials, whitening: try trial(.whitening, asks: false, plays: false),
      unchanged: try trial(.identity, asks: false, plays: true))
  }

  /// The rule, found by simulated listeners (README in Training has their figures):
  ///
  /// - Where whitening alone explains answers (z > 1), labels tell what sounds of one kind have in
  ///   common, and the memory learns it best; else a change of the labelled pairs alone is safer.
  /// - One-shots: the head is used if z is no less than the recipe's `gateScore`, and it doesn't surely
  ///   rank known partners worse; a memory that is very sure takes the largest α, anything else the
  ///   smallest.
  /// - Loops: by ranks, with the head where it passed, else with stand-ins alone.
  private func choose(from trials: [Trial], whitening: Trial, unchanged: Trial) -> Choice {
    let prefersMemory = z(whitening) > Self.whiteningScore
    let scored = trials.map { (trial: $0, z: z($0)) }
    let preferred = scored.filter { ($0.trial.kind == .memory) == prefersMemory }
    guard let (trial, z) = (preferred.isEmpty ? scored : preferred).max(by: { $0.z < $1.z }) else {
      preconditionFailure("a recipe has heads")
    }
    let isSure =
      trial.kind == .memory && z >= Self.sureScore && pairs.count >= Self.fewestLabelsToBeSure
    let index = isSure ? 0 : recipe.alphas.count - 1
    let oneShots = evidence(trial.oneShots, at: index)
    // Whatever z says: what surely ranks known partners worse is not used.
    let isWorse = oneShots.topTenGain.high < 0 || oneShots.rankGain.high < 0
    let passes =
      oneShots.groups >= GateReadiness.fewestGroups && z >= recipe.gateScore && !isWorse
    let asking = passes ? trial : unchanged
    let judged = recipe.alphas.indices.map { evidence(asking.loops, at: $0) }
    let loops = judged.first {
      $0.groups >= GateReadiness.fewestGroups && $0.rankGain.isGain && $0.topTenGain.mean > 0
    }
    let scores = scores(of: trial, alpha: recipe.alphas[index])
    let alphas = RoleAlphas(
      loops: loops?.alpha ?? 0, oneShots: passes ? recipe.alphas[index] : 0)
    return Choice(
      kind: passes || loops == nil ? trial.kind : unchanged.kind,
      verdict: GateVerdict(
        decision: alphas.loops > 0 || alphas.oneShots > 0 ? .useHead : before, alphas: alphas,
        score: z, oneShots: oneShots, loops: asking.loops.isEmpty ? nil : loops ?? judged.last,
        agreement: Self.agreement(scores)),
      scores: scores, judged: trial.kind, heads: trial.heads, oneShots: trial.oneShots,
      loops: asking.loops,
      alphas: (
        index, loops.flatMap { recipe.alphas.firstIndex(of: $0.alpha) } ?? recipe.alphas.count - 1
      ))
  }

  /// z of whitening from which labels are such as the memory learns best, and z of a memory that is
  /// very sure. The first is flat from .5 to 1.5.
  private static let whiteningScore = 1.0
  private static let sureScore = 3.0
  /// With fewer labels, half a blend is what never cost much.
  private static let fewestLabelsToBeSure = 100

  /// What is kept where no head may be used.
  var before: GateVerdict.Decision { ground.space.adaptation == nil ? .keepRaw : .keepAdapted }

  private func z(_ trial: Trial) -> Double {
    ScoreTest.z(
      trial.scores.map { score in
        ScoreTest.Answer(
          isSimilar: score.isSimilar, before: Double(score.before), head: Double(score.head),
          fold: score.fold,
          groups: (groupOfRow[score.pair.a] ?? -1, groupOfRow[score.pair.b] ?? -1))
      })
  }

  /// What the changes say of the α with this index.
  private func evidence(_ changes: [RankChange], at index: Int) -> GateVerdict.Evidence {
    let groups = Dictionary(grouping: changes) { groupOfRow[$0.query] ?? -1 }
      .sorted { $0.key < $1.key }.map(\.value)
    let gains = RankGains(
      groups, at: index, confidence: recipe.gateConfidence, seed: recipe.seed)
    return GateVerdict.Evidence(
      alpha: recipe.alphas[index], topTenGain: gains.topTen, rankGain: gains.rank,
      groups: groups.count, better: changes.count { $0.rankGain(index) > 0 },
      worse: changes.count { $0.rankGain(index) < 0 })
  }

  /// Each pair once: one that touches two folds is scored by the mean.
  private func scores(of trial: Trial, alpha: Double) -> [Score] {
    Dictionary(grouping: trial.scores) { $0.pair }
      .sorted { ($0.key.a, $0.key.b) < ($1.key.a, $1.key.b) }
      .map { pair, scores in
        let head = scores.reduce(0.0) { $0 + Double($1.head) } / Double(scores.count)
        let before = Double(scores[0].before)
        return Score(
          pair: pair, isSimilar: scores[0].isSimilar, before: before,
          after: (1 - alpha) * before + alpha * head)
      }
  }

  static func agreement(_ scores: [Score]) -> GateVerdict.Agreement? {
    let similar = scores.filter(\.isSimilar)
    let dissimilar = scores.filter { !$0.isSimilar }
    guard !similar.isEmpty, !dissimilar.isEmpty else { return nil }
    func right(_ score: (Score) -> Double) -> Double {
      var sum = 0.0
      for pair in similar {
        for other in dissimilar {
          let gap = score(pair) - score(other)
          sum += gap > 0 ? 1 : gap == 0 ? 0.5 : 0
        }
      }
      return sum / Double(similar.count * dissimilar.count)
    }
    return GateVerdict.Agreement(
      before: right(\.before), after: right(\.after),
      comparisons: similar.count * dissimilar.count)
  }
}

extension TrainingEvent {
  fileprivate static func fold(
    _ kind: HeadKind, index: Int, of count: Int, _ changes: [RankChange]
  ) -> TrainingEvent {
    func geometricMean(_ rank: (RankChange) -> Int) -> Double {
      changes.isEmpty
        ? 0 : exp(changes.reduce(0) { $0 + log(Double(rank($1))) } / Double(changes.count))
    }
    return .fold(
      kind, index: index, of: count, rankBefore: geometricMean(\.before),
      headRank: geometricMean { $0.after[0] })
  }
}
