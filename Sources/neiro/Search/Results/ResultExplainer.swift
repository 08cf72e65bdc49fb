import Foundation
import NeiroCore
import NeiroEncoding
import NeiroHead
import NeiroRetrieval
import NeiroStore

/// Finds out why the results of one search are where they are.
struct ResultExplainer {
  private let library: Library
  private let target: Target
  private let choice: RankingChoice
  private let placeWithoutHead: [Int: Int]
  private let answers: [Answer]
  /// The target and all rows as answers are compared: adapted, where the base ranks.
  private let compared: (target: [Float], rows: EmbeddingMatrix)

  private static let shownAnswers = 2

  private struct Answer {
    let a: Int
    let b: Int
    let label: PairLabel
  }

  /// - Throws: What ranking without the head throws, `StoreError`.
  init(of target: Target, by choice: RankingChoice, in library: Library) throws {
    self.library = library
    self.target = target
    self.choice = choice
    if let adaptation = choice.adaptation, adaptation.map.alphas[target.role] > 0 {
      compared = (
        adaptation.map.project(target.embedding.values, as: target.role), adaptation.projections
      )
    } else {
      compared = (target.embedding.values, library.gallery.embeddings)
    }
    guard let checkpoint = choice.checkpoint, choice.alphas[target.role] > 0 else {
      (placeWithoutHead, answers) = ([:], [])
      return
    }
    let without = try library.reranker(choice.withoutHead).rank(
      query: target.embedding, as: target.role, limit: ResultExplanation.depth,
      excluding: library.excluded(for: target))
    placeWithoutHead = Dictionary(uniqueKeysWithValues: without.map { ($0.row, $0.rank) })
    answers = try Self.answers(of: checkpoint, in: library)
  }

  /// The answers that the head was trained on and that still stand.
  private static func answers(of head: Checkpoint, in library: Library) throws -> [Answer] {
    let file = library.workspace.labelDatabaseFile
    guard FileManager.default.fileExists(atPath: file.path) else { return [] }
    let trained = Set(head.manifest.trainedClips)
    return try LabelDatabase(file: file)
      .currentLabels(of: head.manifest.labelSelection ?? .everything)
      .compactMap { pair in
        guard pair.label != .unsure, trained.contains(pair.a), trained.contains(pair.b),
          let a = library.row(of: pair.a), let b = library.row(of: pair.b)
        else { return nil }
        return Answer(a: a, b: b, label: pair.label)
      }
  }

  func explanation(of found: RankedClip) throws -> ResultExplanation {
    let (alpha, share) = (
      choice.alphas[target.role], choice.adaptation?.map.alphas[target.role] ?? 0
    )
    let parts = [
      ("raw", (1 - alpha) * (1 - share), found.raw),
      ("adapted", (1 - alpha) * share, found.adapted),
      ("head", alpha, found.head),
    ].compactMap { what, weight, similarity in
      similarity.flatMap {
        weight > 0 ? ResultExplanation.Part(what: what, weight: weight, similarity: $0) : nil
      }
    }
    return ResultExplanation(
      parts: parts, aspects: aspects(of: found),
      placeWithoutHead: placeWithoutHead[found.row], hasHead: found.head != nil,
      answers: try nearestAnswers(to: found, share: Float(share)))
  }

  private func aspects(of found: RankedClip) -> [ResultExplanation.Aspect] {
    let row = library.gallery.embeddings[found.row]
    return library.encoder.aspects.map { aspect in
      ResultExplanation.Aspect(
        name: aspect.name,
        contribution: aspect.columns.reduce(0) { $0 + target.embedding.values[$1] * row[$1] })
    }
  }

  /// Similar pairs pull a result up, dissimilar ones push it down.
  private func nearestAnswers(
    to found: RankedClip, share: Float
  ) throws -> [ResultExplanation.Answer] {
    guard let head = found.head else { return [] }
    let before = (1 - share) * found.raw + share * (found.adapted ?? 0)
    let pull: PairLabel = head > before ? .similar : .dissimilar
    let pulling = answers.filter { $0.label == pull }
    let result = compared.rows[found.row]
    let nearness = pulling.map { answer in
      let (a, b) = (compared.rows[answer.a], compared.rows[answer.b])
      return max(
        min(Self.cosine(compared.target, a), Self.cosine(result, b)),
        min(Self.cosine(compared.target, b), Self.cosine(result, a)))
    }
    return try zip(pulling, nearness).sorted { $0.1 > $1.1 }.prefix(Self.shownAnswers).map {
      answer, nearness in
      ResultExplanation.Answer(
        a: try name(answer.a), b: try name(answer.b), label: answer.label, nearness: nearness)
    }
  }

  private func name(_ row: Int) throws -> String {
    try library.displayName(of: library.gallery.clips[row])
  }

  private static func cosine(_ a: [Float], _ b: [Float]) -> Float {
    a.withUnsafeBufferPointer { a in b.withUnsafeBufferPointer { UnitVector.dot(a, $0) } }
  }
}
