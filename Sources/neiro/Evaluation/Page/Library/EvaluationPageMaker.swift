import Foundation
import NeiroCore
import NeiroEncoding
import NeiroEvaluation
import NeiroHead
import NeiroPairs
import NeiroRetrieval
import NeiroRuns
import NeiroStore

/// Gathers from a library what the page of an evaluation tells beside the report.
struct EvaluationPageMaker {
  let library: Library
  /// Who ranks, in the order of the report.
  let methods: [RankingMethod]
  private let sounds: PageSounds

  /// How many queries that got worse and better are shown with what they find, and how much of that.
  private static let worseExamples = 12
  private static let betterExamples = 8
  private static let results = 5

  /// - Parameters:
  ///   - library: What was ranked.
  ///   - methods: Who ranked, in the order of the report.
  ///   - page: Where the page is going to be, which its links are seen from.
  /// - Throws: What asking the library for a name throws.
  init(_ library: Library, by methods: [RankingMethod], page: URL) throws {
    (self.library, self.methods) = (library, methods)
    sounds = try PageSounds(library, page: page)
  }

  /// - Parameters:
  ///   - report: What was measured.
  ///   - queries: The queries with what they found; nil for none.
  ///   - file: That of the queries, which their paths are seen from.
  ///   - pairs: Held-out pairs.
  /// - Returns: All of the page.
  /// - Throws: What reading the library throws.
  func content(
    _ report: EvaluationReport, queries: QueryEvaluation?, file: URL?, pairs: [ScoredPair]
  ) throws -> PageContent {
    var content = PageContent(
      report: report, encoder: library.encoder.identity.name,
      presets: library.clips.count(where: \.isResult), date: Date())
    content.heads = methods.compactMap(\.checkpoint).map { checkpoint in
      let manifest = checkpoint.manifest
      return PageContent.Head(
        name: manifest.name, similar: manifest.labels.similar,
        dissimilar: manifest.labels.dissimilar, isUsed: manifest.gate.decision == .useHead)
    }
    let pictured = pictured(content)
    content.learningCurve = pictured.last?.checkpoint.flatMap(learningCurve)
    let resolver = library.resolver(from: file?.deletingLastPathComponent() ?? .currentDirectory())
    content.sounds = sounds.links(report.perQuery, resolver)
    if let queries { content.examples = try examples(content, queries) }
    let similar = pairs.filter(\.isSimilar)
    let new = similar.filter { $0.kind != .outOfFold && $0.kind != .knownKnown }
    content.library = try LibraryPictures(
      of: library, as: pictured.map { ($0.system.title, $0.reranker) },
      similar: (new.isEmpty ? similar : new).map { RowPair($0.a, $0.b) }, areLearnt: new.isEmpty,
      sound: sounds.link)
    return content
  }

  /// Who draws the library: before and after, or the only one.
  private func pictured(_ content: PageContent) -> [RankingMethod] {
    guard let change = content.whole else { return Array(methods.prefix(1)) }
    return methods.filter { $0.system == change.before || $0.system == change.after }
  }

  private func learningCurve(of head: Checkpoint) -> LearningCurve? {
    for run in RunArchive(library.workspace.runsFolder).runs().runs {
      guard case .head(let manifest) = run.manifest, manifest == head.manifest else { continue }
      // A damaged report isn't worth losing the page.
      return (try? run.report())?.learningCurve
    }
    return nil
  }

  // MARK: - Queries

  private func examples(
    _ content: PageContent, _ queries: QueryEvaluation
  ) throws -> [QueryExample] {
    guard let change = content.step,
      let before = content.report.systems.firstIndex(of: change.before),
      let after = content.report.systems.firstIndex(of: change.after)
    else { return [] }
    let place = Dictionary(
      queries.ranked.enumerated().map { ($1.query, $0) }, uniquingKeysWith: { first, _ in first })
    let sorted = content.report.perQuery
      .map { (query: $0.query, change: $0.change(.primary, change)) }
      .sorted { ($0.change, $0.query) < ($1.change, $1.query) }
    let worse = sorted.filter { $0.change < 0 }.prefix(Self.worseExamples)
    let better = sorted.filter { $0.change > 0 }.suffix(Self.betterExamples)
    return try (worse + better).compactMap { query, _ in
      guard let place = place[query] else { return nil }
      let (ranked, grades) = (queries.ranked[place], queries.asked[place].grades)
      return QueryExample(
        query: query, before: try results(ranked.nearest[before], grades),
        after: try results(ranked.nearest[after], grades))
    }
  }

  private func results(_ rows: [Int], _ grades: [Int: Int]) throws -> [QueryExample.Result] {
    try rows.prefix(Self.results).map { row in
      QueryExample.Result(
        sound: try sounds.link(library.gallery.clips[row]), isRelevant: (grades[row] ?? 0) > 0)
    }
  }
}
