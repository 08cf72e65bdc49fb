import Foundation
import NeiroCore
import NeiroEvaluation
import NeiroHead
import NeiroRetrieval
import NeiroStore

/// Queries ranked over the whole library by each ranker, with what the qrels say of them.
struct QueryEvaluation {
  private(set) var ranked: [EvaluationReport.Ranked] = []
  /// Queries left out: without relevant documents, or not to be encoded.
  private(set) var skipped = 0
  /// Of those, the ones whose sound could not be had.
  private(set) var unusable = 0
  /// What the person should know about the input.
  private(set) var notes: [String] = []
  private var rankings: [(query: String, byMethod: [[RankedClip]])] = []
  private let methods: [RankingMethod]
  /// What a run file calls a clip: as the qrels do, if they name it.
  private var names: [ClipID: String] = [:]
  private let library: Library

  /// How many unusable queries are named one by one.
  private static let namedProblems = 5

  /// - Parameters:
  ///   - library: What is ranked.
  ///   - methods: Who ranks.
  ///   - checkpoint: The head among them, of whose training the person is told.
  ///   - queries: A `QueryFile`.
  ///   - qrels: `Qrels`.
  ///   - depth: How many results of each query are looked at.
  /// - Throws: `EvaluationError` for files that can't be used, what `methods` throw.
  init(
    _ library: Library, by methods: [RankingMethod], _ checkpoint: Checkpoint?, queries: URL,
    qrels: URL, depth: Int
  ) throws {
    self.library = library
    self.methods = methods
    let judged = try Qrels(contentsOf: qrels)
    let questions = try QueryFile(contentsOf: queries).queries
    let queryResolver = library.resolver(from: queries.deletingLastPathComponent())
    let documents = try documents(judged, seenFrom: qrels.deletingLastPathComponent())
    var problems: [String] = []
    var withoutRelevant = 0
    for question in questions {
      guard let grades = judged.grades[question.id], grades.values.contains(where: { $0 > 0 })
      else {
        withoutRelevant += 1
        continue
      }
      let target: Target
      do {
        target = try Target(question.path, in: library, resolver: queryResolver)
      } catch {
        problems.append("Left out: query \(question.id): \(error)")
        continue
      }
      let gradeOfDocument = Self.grades(grades, documents, withoutQuery: target.clip)
      guard gradeOfDocument.values.contains(where: { $0 > 0 }) else {
        withoutRelevant += 1
        continue
      }
      let found = try methods.map { try $0.rank(target, depth) }
      var judgedRankings = ByRanker<JudgedRanking>()
      for (method, ranking) in zip(methods, found) {
        judgedRankings[method.ranker] = JudgedRanking(
          ranked: documentsOf(ranking), grades: gradeOfDocument)
      }
      ranked.append(.init(query: question.id, rankings: judgedRankings))
      rankings.append((question.id, found))
    }
    skipped = withoutRelevant + problems.count
    if withoutRelevant > 0 {
      notes.append("Left out: \(withoutRelevant) queries without a relevant document.")
    }
    notes += problems.prefix(Self.namedProblems)
    if problems.count > Self.namedProblems {
      notes.append("… and \(problems.count - Self.namedProblems) more queries.")
    }
    unusable = problems.count
    if let checkpoint { noteLeakage(checkpoint, documents: documents, judged: judged) }
  }

  /// A document of the ranking: a clip of the library, or a judged path that isn't in it.
  private enum Document: Hashable {
    case clip(ClipID)
    case unknown(String)
  }

  private func documentsOf(_ ranking: [RankedClip]) -> [Document] {
    ranking.map { .clip($0.clip) }
  }

  /// Finds the clips that the qrels' paths mean.
  private mutating func documents(
    _ judged: Qrels, seenFrom folder: URL
  ) throws -> [String: Document] {
    let resolver = library.resolver(from: folder)
    var documents: [String: Document] = [:]
    var notThere = 0
    for path in Set(judged.grades.values.flatMap(\.keys)).sorted() {
      if let clip = try? resolver.clip(path), library.row(of: clip) != nil {
        documents[path] = .clip(clip)
        names[clip] = names[clip] ?? path
        if library.neverResults.contains(clip) { notThere += 1 }
      } else {
        documents[path] = .unknown(path)
        notThere += 1
      }
    }
    if notThere > 0 {
      notes.append(
        "\(notThere) of \(documents.count) judged documents are no presets of the library; "
          + "they count as not found.")
    }
    return documents
  }

  /// The grades by document; of several paths with one content, the best.
  private static func grades(
    _ grades: [String: Int], _ documents: [String: Document], withoutQuery query: ClipID?
  ) -> [Document: Int] {
    var result: [Document: Int] = [:]
    for (path, grade) in grades {
      guard let document = documents[path], document != query.map(Document.clip) else { continue }
      result[document] = max(grade, result[document] ?? grade)
    }
    return result
  }

  /// Says how many relevant clips the head was trained on: on those it has an easy game.
  private mutating func noteLeakage(
    _ checkpoint: Checkpoint, documents: [String: Document], judged: Qrels
  ) {
    let trained = Set(checkpoint.manifest.trainedClips)
    var seen: Set<ClipID> = []
    for grades in judged.grades.values {
      for (path, grade) in grades where grade > 0 {
        if case .clip(let clip)? = documents[path], trained.contains(clip) { seen.insert(clip) }
      }
    }
    guard !seen.isEmpty else { return }
    notes.append(
      "\(seen.count) relevant clips are in the labels that “\(checkpoint.manifest.name)” was "
        + "trained on: on those, “personal” looks better than it would on new ones.")
  }

  /// Writes the rankings in TREC's form: the best ranker's to `path`, those without labels to
  /// `path` with the ranker's name behind it.
  func writeRuns(to path: String) throws {
    for (index, method) in methods.enumerated() {
      var text = ""
      for ranking in rankings {
        text += try RunFile.lines(
          query: ranking.query, ranking: lines(ranking.byMethod[index]), tag: method.tag)
      }
      let isBest = index == methods.count - 1
      let names =
        (isBest ? [path] : []) + (method.ranker == .head ? [] : ["\(path).\(method.ranker)"])
      for name in names {
        try Data(text.utf8).write(to: URL(fileURLWithPath: name), options: .atomic)
      }
    }
  }

  private func lines(_ ranking: [RankedClip]) throws -> [(document: String, score: Float)] {
    try ranking.map { (try names[$0.clip] ?? library.displayName(of: $0.clip), $0.score) }
  }
}
