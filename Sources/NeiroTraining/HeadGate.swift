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
  }

  private let pairs: TrainingPairs
  private let folds: [Set<Int>]
  private let groupOfRow: [Int: Int]
  private let ground: HeadMaterial
  private let trainer: HeadTrainer
  private let oneShots: HeldOutRanks
  private let loops: HeldOutRanks
  private let recipe: TrainingRecipe

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
    var oneShots: [RankChange] = []
    var loops: [RankChange] = []
    /// The cosine of the head, and the similarity before it, of each labelled pair that was scored.
    var scores: [(pair: RowPair, isSimilar: Bool, before: Float, head: Float)] = []
  }

  func choose(
    _ onEvent: (TrainingEvent) throws -> Void, onStep: (Double) throws -> Void
  ) throws -> Choice {
    var trials: [Trial] = []
    for kind in recipe.heads {
      var trial = Trial(kind: kind)
      for (index, fold) in folds.enumerated() {
        let head = try TorchHead(
          trainer.train(
            kind, on: pairs.excluding(fold), stream: UInt64(index + 1), onStep: onStep))
        let ranks = try oneShots.ranks(of: fold, by: head)
        trial.oneShots += ranks
        trial.loops += try loops.ranks(of: fold, by: head)
        trial.scores += try scores(of: fold, by: head)
        try onEvent(.fold(kind, index: index, of: folds.count, ranks))
      }
      trials.append(trial)
    }
    return choose(from: trials)
  }

  /// The pairs that touch a fold.
  private func scores(
    of fold: Set<Int>, by head: TorchHead
  ) throws(TorchError) -> [(RowPair, Bool, Float, Float)] {
    let touching = pairs.touching(fold)
    let all = touching.similar.map { ($0, true) } + touching.dissimilar.map { ($0, false) }
    guard !all.isEmpty else { return [] }
    func inputs(_ row: (RowPair) -> Int) throws(TorchError) -> Tensor {
      let values = all.map { trainer.input(of: row($0.0)) }
      return try Tensor(values.flatMap(\.self), shape: [values.count, trainer.input.dimension])
    }
    let (left, right) = (try inputs(\.a), try inputs(\.b))
    let before = try (left * right).sumOfRows().values
    let after = try (head.project(left) * head.project(right)).sumOfRows().values
    return all.indices.map { (all[$0].0, all[$0].1, before[$0], after[$0]) }
  }

  private func choose(from trials: [Trial]) -> Choice {
    let judged = trials.flatMap { trial in
      recipe.alphas.indices.map { index in (trial, index, evidence(trial.oneShots, at: index)) }
    }
    let passing = judged.filter { passes($0.2) }
    let best = (passing.isEmpty ? judged : passing).max { $0.2.rankGain.low < $1.2.rankGain.low }
    guard let (trial, index, oneShots) = best else {
      preconditionFailure("a recipe has heads and alphas")
    }
    let loops = recipe.alphas.indices.map { evidence(trial.loops, at: $0) }
    let loopsPassing = loops.first(where: passes)
    let alphas = RoleAlphas(
      loops: loopsPassing?.alpha ?? 0, oneShots: passing.isEmpty ? 0 : recipe.alphas[index])
    let scores = scores(of: trial, alpha: recipe.alphas[index])
    let before: GateVerdict.Decision =
      ground.space.adaptation == nil ? .keepRaw : .keepAdapted
    return Choice(
      kind: trial.kind,
      verdict: GateVerdict(
        decision: alphas.loops > 0 || alphas.oneShots > 0 ? .useHead : before, alphas: alphas,
        oneShots: oneShots,
        loops: trial.loops.isEmpty ? nil : loopsPassing ?? loops.last,
        agreement: Self.agreement(scores)),
      scores: scores)
  }

  private func passes(_ evidence: GateVerdict.Evidence) -> Bool {
    evidence.groups >= GateVerdict.fewestGroups && evidence.rankGain.low > 0
      && evidence.topTenGain.mean >= 0
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

  private static func agreement(_ scores: [Score]) -> GateVerdict.Agreement? {
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

extension GateVerdict {
  /// The fewest independent clip groups on which a head can be judged.
  static let fewestGroups = GateReadiness.fewestGroups
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
