import Foundation
import NeiroCommands
import NeiroCore
import NeiroEvaluation
import NeiroHead
import NeiroRetrieval
import NeiroStore

/// Queries ranked over the whole library by each system, with what the qrels say of them.
struct QueryEvaluation {
  private(set) var ranked: [EvaluationReport.Ranked] = []
  /// Queries left out: without relevant documents, or not to be encoded.
  let skipped: Int
  /// Of those, the ones whose sound could not be had.
  let unusable: Int
  /// What the person should know about the input.
  private(set) var notes: [String] = []
  /// What was judged of each query that was ranked, by document.
  private(set) var asked: [Asked] = []
  let documents: QueryDocuments
  private let library: Library

  struct Asked {
    let query: QueryFile.Query
    let target: Target
    let grades: [Int: Int]
  }

  /// How many unusable queries are named one by one.
  private static let namedProblems = 5
  /// How many queries pass over the library together.
  private static let blockSize = 32

  /// - Parameters:
  ///   - library: What is ranked.
  ///   - queries: A `QueryFile`.
  ///   - qrels: `Qrels`.
  /// - Throws: `EvaluationError` for files that can't be used, ``EvaluateFailure/noOverlap``,
  ///   `CancellationError` on Ctrl-C.
  init(_ library: Library, queries: URL, qrels: URL) throws {
    self.library = library
    let judged = try Qrels(contentsOf: qrels)
    let questions = try QueryFile(contentsOf: queries).queries
    guard questions.contains(where: { judged.grades[$0.id] != nil }) else {
      throw EvaluateFailure.noOverlap(queries: queries.path, qrels: qrels.path)
    }
    let resolver = library.resolver(from: queries.deletingLastPathComponent())
    documents = QueryDocuments(judged, seenFrom: qrels.deletingLastPathComponent(), in: library)
    if documents.notThere > 0 {
      notes.append(
        "\(documents.notThere) of \(documents.count) judged documents are no presets of the "
          + "library; they count as not found.")
    }
    var problems: [String] = []
    var withoutRelevant = 0
    for question in questions {
      try Interrupt.check()
      guard let grades = judged.grades[question.id], grades.values.contains(where: { $0 > 0 })
      else {
        withoutRelevant += 1
        continue
      }
      let target: Target
      do {
        target = try Target(question.path, in: library, resolver: resolver)
      } catch {
        try Interrupt.check()
        problems.append("Left out: query \(question.id): \(error)")
        continue
      }
      let numbered = documents.grades(grades, withoutRow: target.clip.flatMap(library.row))
      if numbered.values.contains(where: { $0 > 0 }) {
        asked.append(Asked(query: question, target: target, grades: numbered))
      } else {
        withoutRelevant += 1
      }
    }
    skipped = withoutRelevant + problems.count
    unusable = problems.count
    if withoutRelevant > 0 {
      notes.append("Left out: \(withoutRelevant) queries without a relevant document.")
    }
    notes += problems.prefix(Self.namedProblems)
    if problems.count > Self.namedProblems {
      notes.append("… and \(problems.count - Self.namedProblems) more queries.")
    }
  }

  /// Ranks the library for every query.
  ///
  /// - Parameters:
  ///   - methods: Who ranks.
  ///   - depth: How many results of each query are looked at.
  ///   - onRanking: Told each ranking with its scores, query by query and then method by method.
  /// - Throws: `RetrievalError`, what `onRanking` throws, `CancellationError` on Ctrl-C.
  mutating func rank(
    by methods: [RankingMethod], depth: Int,
    onRanking: (_ method: Int, _ query: String, [(row: Int, score: Float)]) throws -> Void
  ) throws {
    for start in stride(from: 0, to: asked.count, by: Self.blockSize) {
      let block = Array(asked[start..<min(start + Self.blockSize, asked.count)])
      let queries = block.map {
        Reranker.BatchQuery(
          $0.target.embedding, as: $0.target.role, excluding: library.excluded(for: $0.target))
      }
      let raw = try library.gallery.scores(queries: queries.map(\.embedding))
      var before: [String: [[Float]]] = [:]
      let found = try methods.map { method in
        try Interrupt.check()
        let base = method.baseFingerprint ?? ""
        let own = try before[base] ?? method.reranker.scoresBefore(queries, raw: raw)
        before[base] = own
        let scores = try method.reranker.scores(queries, before: own)
        return Parallel.map(Array(block.indices)) { index in
          let rows = method.reranker.top(
            depth, of: scores[index], excluding: queries[index].excluded)
          return (
            judged: JudgedRanking(ranked: rows, grades: block[index].grades),
            rows: rows, scores: rows.map { scores[index][$0] }
          )
        }
      }
      for (index, asked) in block.enumerated() {
        try Interrupt.check()
        ranked.append(
          .init(
            query: asked.query.id, path: asked.query.path, role: asked.target.role,
            rankings: found.compactMap { $0[index].judged },
            nearest: found.map { Array($0[index].rows.prefix(10)) }))
        for method in methods.indices {
          let found = found[method][index]
          try onRanking(method, asked.query.id, Array(zip(found.rows, found.scores)))
        }
      }
    }
  }

  /// Tells whether another evaluation asked the same.
  var fingerprint: String {
    QueryFingerprint(
      asked.map { asked in
        let grades = asked.grades.map { (documents.identity($0.key, in: library), $0.value) }
        return (asked.query.id, Dictionary(grades) { max($0, $1) })
      }
    ).hex
  }

  /// Says how many relevant clips and queries a head was trained on: on those it has an easy game.
  func leakageNote(_ checkpoint: Checkpoint) -> String? {
    let trained = Set(checkpoint.manifest.trainedClips)
    let relevant = Set(asked.flatMap { $0.grades.filter { $0.key >= 0 && $0.value > 0 }.keys })
    let seen = relevant.count { trained.contains(library.gallery.clips[$0]) }
    let queries = asked.count { $0.target.clip.map(trained.contains) == true }
    return Self.leakageNote(head: checkpoint.manifest.name, clips: seen, queries: queries)
  }

  /// - Returns: nil where neither clips nor queries were trained on.
  static func leakageNote(head: String, clips: Int, queries: Int) -> String? {
    let counts = [
      (clips, Verdict.count(clips, "relevant clip", "relevant clips")),
      (queries, Verdict.count(queries, "query", "queries")),
    ]
    let known = counts.filter { $0.0 > 0 }.map(\.1)
    guard !known.isEmpty else { return nil }
    let isOne = clips + queries == 1
    return "\(known.joined(separator: " and ")) \(isOne ? "is" : "are") in the labels that "
      + "“\(head)” was trained on: on \(isOne ? "that one" : "those") it looks better than it would "
      + "on new ones."
  }
}
