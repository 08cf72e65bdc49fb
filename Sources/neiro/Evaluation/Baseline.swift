import Foundation
import NeiroRetrieval
import NeiroEncoding
import NeiroCore
import NeiroEvaluation
import NeiroPairs
import NeiroStore

/// What an evaluation is compared with: a system of its own, an evaluation that was kept, or a TREC
/// run.
struct Baseline {
  private enum Source {
    case system(RankingSystem)
    case saved(SavedEvaluation)
    case run(RunFile)
  }

  /// As the person wrote it.
  let name: String
  private let source: Source
  /// Whether it ranks for the comparison alone.
  private let isOnlyBaseline: Bool

  /// The file that is compared with, if it is a TREC run.
  var runFile: String? { if case .run = source { name } else { nil } }

  /// - Parameters:
  ///   - name: A system's key or title, the name of a kept evaluation, or a run file.
  ///   - systems: Who ranks.
  ///   - onlyBaseline: Who of them ranks only to be compared with.
  ///   - workspace: Where evaluations are kept.
  /// - Throws: ``BaselineError/unknown(_:systems:saved:)``, `EvaluationError`.
  init(
    _ name: String, among systems: [RankingSystem], onlyBaseline: RankingSystem? = nil,
    in workspace: Workspace
  ) throws {
    self.name = name
    isOnlyBaseline = onlyBaseline != nil
    if let system = systems.first(where: { [$0.key, $0.title, $0.head].contains(name) }) {
      source = .system(system)
    } else if workspace.evaluationNames().contains(name) {
      source = .saved(try SavedEvaluation(contentsOf: workspace.evaluationFile(named: name)))
    } else if FileManager.default.fileExists(atPath: name) {
      source = .run(try RunFile(contentsOf: URL(fileURLWithPath: name)))
    } else {
      throw BaselineError.unknown(
        name, systems: systems.map(\.key), saved: workspace.evaluationNames())
    }
  }

  /// Who is compared: the heads, or without any the last system; never the baseline itself.
  private func examined(_ systems: [RankingSystem]) throws -> [RankingSystem] {
    var systems = systems
    if isOnlyBaseline, case .system(let own) = source { systems.removeAll { $0 == own } }
    let heads = systems.filter { $0.kind == .head }
    let all = heads.isEmpty ? systems.suffix(1) : heads[...]
    guard case .system(let own) = source else { return Array(all) }
    let others = all.filter { $0 != own }
    guard !others.isEmpty else { throw BaselineError.sameSystem(own.title) }
    return others
  }

  /// - Parameters:
  ///   - report: What was found.
  ///   - queries: The queries' part of it; nil without queries.
  ///   - labels: The labels' part; nil without any.
  ///   - significance: Gives intervals and p-values.
  /// - Returns: A verdict for each system and design that both sides have.
  /// - Throws: ``BaselineError``.
  func verdicts(
    on report: EvaluationReport, queries: QueryEvaluation?, labels: HeldOutPairs?,
    _ significance: Significance = Significance()
  ) throws -> [BaselineVerdict] {
    let systems = try examined(report.systems)
    var verdicts: [BaselineVerdict] = []
    if let queries, !report.perQuery.isEmpty, let before = try values(on: report, queries) {
      let key = RetrievalMetric.primary.key
      verdicts += systems.compactMap { system in
        BaselineVerdict(
          against: name, of: system, before: before,
          after: report.perQuery.map { $0.values[system]?[key] ?? 0 }, significance)
      }
    }
    if let labels, !labels.pairs.isEmpty {
      verdicts += try systems.compactMap { system in
        try pairs(labels, of: system, report.systems).flatMap {
          BaselineVerdict(against: name, of: system, pairs: $0, significance)
        }
      }
    }
    guard !verdicts.isEmpty else { throw BaselineError.nothingInCommon(name) }
    return verdicts.corrected()
  }

  /// The baseline's primary metric of each query; nil where it has no queries.
  private func values(
    on report: EvaluationReport, _ queries: QueryEvaluation
  ) throws -> [Double]? {
    let key = RetrievalMetric.primary.key
    switch source {
    case .system(let system):
      return report.perQuery.map { $0.values[system]?[key] ?? 0 }
    case .saved(let saved):
      guard let kept = saved.queries else { return nil }
      let before = Dictionary(kept.values.map { ($0.query, $0.values) }) { first, _ in first }
      let (old, new) = (Set(before.keys), Set(report.perQuery.map(\.query)))
      guard old == new else {
        throw BaselineError.otherQueries(
          name, missing: old.subtracting(new).sorted(), new: new.subtracting(old).sorted())
      }
      guard kept.fingerprint == queries.fingerprint else {
        throw BaselineError.otherJudgements(name)
      }
      return try report.perQuery.map { query in
        guard let value = before[query.query]?[saved.baseline]?[key] else {
          throw BaselineError.damaged(name)
        }
        return value
      }
    case .run(let run):
      let numbers = queries.documents.numberOfRunName
      guard queries.asked.contains(where: { run.rankings[$0.query.id] != nil }) else {
        throw BaselineError.runOfOtherQueries(name)
      }
      return queries.asked.map { asked in
        // What the qrels don't name takes a place and is never relevant.
        let ranked = (run.rankings[asked.query.id] ?? []).enumerated().map {
          numbers[$0.element] ?? Int.min + $0.offset
        }
        return JudgedRanking(ranked: ranked, grades: asked.grades)
          .map(RetrievalMetric.primary.value) ?? 0
      }
    }
  }

  /// The pairs with the baseline's and a system's scores; nil where it has none in common.
  private func pairs(
    _ labels: HeldOutPairs, of system: RankingSystem, _ systems: [RankingSystem]
  ) throws -> [ScoredPair]? {
    guard let after = systems.firstIndex(of: system) else { return nil }
    func pair(_ pair: ScoredPair, before: Double) -> ScoredPair {
      ScoredPair(
        a: pair.a, b: pair.b, isSimilar: pair.isSimilar, scores: [before, pair.scores[after]],
        group: pair.group, kind: pair.kind)
    }
    switch source {
    case .run: return nil
    case .system(let own):
      return systems.firstIndex(of: own).map { before in
        labels.pairs.map { pair($0, before: $0.scores[before]) }
      }
    case .saved(let saved):
      guard let kept = saved.labels else { return nil }
      let before = Dictionary(
        kept.map { (SavedEvaluation.Pair.Key($0), $0.scores[saved.baseline]) }
      ) { first, _ in first }
      let common = zip(labels.pairs, labels.clips).compactMap { scored, clips in
        (before[.init(clips, scored.isSimilar)] ?? nil).map { pair(scored, before: $0) }
      }
      return common.isEmpty ? nil : common
    }
  }
}

extension SavedEvaluation.Pair {
  /// What has to agree for two evaluations to have asked the same pair.
  struct Key: Hashable {
    private let a: String
    private let b: String
    private let isSimilar: Bool

    init(_ pair: SavedEvaluation.Pair) { (a, b, isSimilar) = (pair.a, pair.b, pair.isSimilar) }

    init(_ clips: ClipPair, _ isSimilar: Bool) {
      let names = [clips.low.hex, clips.high.hex].sorted()
      (a, b, self.isSimilar) = (names[0], names[1], isSimilar)
    }
  }
}

extension SavedEvaluation {
  /// What a run of `neiro evaluate` keeps.
  init(
    _ report: EvaluationReport, of library: Library, _ queries: QueryEvaluation?,
    _ labels: HeldOutPairs?
  ) {
    self.init(
      report, encoder: "\(library.encoder.identity)",
      galleryCount: library.gallery.count - library.neverResults.count,
      fingerprint: queries?.fingerprint,
      pairs: labels.map { labels in
        zip(labels.pairs, labels.clips).map { scored, clips in
          Pair(
            a: clips.low.hex, b: clips.high.hex, isSimilar: scored.isSimilar,
            scores: Dictionary(
              uniqueKeysWithValues: zip(report.systems.map(\.key), scored.scores)))
        }
      })
  }
}

enum BaselineError: Error, CustomStringConvertible {
  case unknown(String, systems: [String], saved: [String])
  case sameSystem(String)
  case otherQueries(String, missing: [String], new: [String])
  case otherJudgements(String)
  case runOfOtherQueries(String)
  case nothingInCommon(String)
  case damaged(String)

  var description: String {
    switch self {
    case .unknown(let name, let systems, let saved):
      "There is nothing called “\(name)” to compare with. Systems here: "
        + "\(systems.joined(separator: ", ")); kept by --save: "
        + "\(saved.isEmpty ? "none" : saved.joined(separator: ", ")); or give a TREC run file."
    case .sameSystem(let name):
      "“\(name)” can't be compared with itself: name another baseline, or a head with --head."
    case .otherQueries(let name, let missing, let new):
      "“\(name)” was evaluated on other queries: \(missing.count) of its queries are missing here, "
        + "\(new.count) are new (\((missing + new).prefix(3).joined(separator: ", "))). Give the same "
        + "--queries and --qrels, or --save a new baseline."
    case .otherJudgements(let name):
      "“\(name)” was evaluated on the same queries with other judgements. Give the same --qrels, or "
        + "--save a new baseline."
    case .runOfOtherQueries(let name):
      "The run \(name) ranks none of these queries. Are its query ids those of --queries?"
    case .nothingInCommon(let name):
      "“\(name)” and this evaluation have neither queries nor labelled pairs in common."
    case .damaged(let name):
      "The kept evaluation “\(name)” lacks figures of its baseline. Save it again."
    }
  }
}
