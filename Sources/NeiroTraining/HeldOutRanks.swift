internal import NeiroCore
internal import NeiroHead
internal import NeiroPairs
internal import NeiroTorch

/// Where the library ranks the similar partner of a clip, before a head and blended with it.
///
/// Ranks among all clips, and not only the labelled pairs, because people are asked about pairs
/// that lie near before: among those alone, that ranking looks worse than it is.
struct HeldOutRanks {
  /// A clip that asks for one that was labelled similar to it.
  struct Question {
    /// The clip's row: which fold it belongs to, and what is known of it.
    let row: Int
    let partner: Int
    /// Its similarity to each of the ranked rows before the head.
    let before: [Float]
    /// What the head takes.
    let input: [Float]
  }

  let questions: [Question]
  private let ranked: [Int]
  private let place: [Int: Int]
  private let inputs: Tensor  // [N, D]
  private let penalties: [Float]
  private let known: KnownSimilar
  private let alphas: [Float]

  /// A larger library is sampled: ranks are then those among so many.
  static let mostRanked = 4096

  /// - Parameters:
  ///   - pairs: The labelled pairs.
  ///   - role: Whose questions: one-shots ask with themselves, or with phrases they play.
  ///   - material: The library, and similarities before the head.
  ///   - phrases: x of phrases by the row that played them, for loops.
  ///   - alphas: Each α whose blend is ranked.
  /// - Throws: ``TorchError``.
  init(
    _ pairs: TrainingPairs, as role: RetrievalRole, material: HeadMaterial,
    phrases: [Int: [[Float]]], alphas: [Float]
  ) throws(TorchError) {
    let isResult = Set(material.library)
    let directed = (pairs.similar.map { ($0.a, $0.b) } + pairs.similar.map { ($0.b, $0.a) })
      .filter { isResult.contains($0.1) }
    let ranked = material.ranked
    self.ranked = ranked
    place = Dictionary(uniqueKeysWithValues: ranked.enumerated().map { ($1, $0) })
    inputs = material.inputs
    penalties = material.penalties(for: role)
    known = KnownSimilar(pairs.similar)
    self.alphas = alphas
    if role == .gallery {
      questions = try Self.oneShots(
        directed.filter { material.space.roles[$0.0] == .gallery }, material)
    } else {
      let asked = directed.flatMap { row, partner in
        let played =
          material.space.roles[row] == .query ? [material.space.raw[row]] : phrases[row] ?? []
        return played.map { (row: row, partner: partner, x: $0) }
      }
      questions = try Self.loops(asked, material)
    }
  }

  private static func oneShots(
    _ asked: [(row: Int, partner: Int)], _ material: HeadMaterial
  ) throws(TorchError) -> [Question] {
    let inputs = asked.map { material.input[$0.row] }
    let scores = try material.similarities(of: inputs)
    return asked.indices.map {
      Question(
        row: asked[$0].row, partner: asked[$0].partner, before: scores[$0], input: inputs[$0])
    }
  }

  private static func loops(
    _ asked: [(row: Int, partner: Int, x: [Float])], _ material: HeadMaterial
  ) throws(TorchError) -> [Question] {
    let scores = try material.similarities(ofLoops: asked.map(\.x))
    return asked.indices.map { index in
      Question(
        row: asked[index].row, partner: asked[index].partner, before: scores[index],
        input: material.standIn(for: asked[index].x, scores: scores[index]))
    }
  }

  /// Ranks the partners of the clips in `fold`.
  func ranks(of fold: Set<Int>, by head: TorchHead) throws(TorchError) -> [RankChange] {
    let asked = questions.filter { fold.contains($0.row) }
    guard let dimension = asked.first?.input.count else { return [] }
    let z = try head.project(inputs).transposed()  // [P, N]
    let queries = try head.project(
      Tensor(asked.flatMap(\.input), shape: [asked.count, dimension]))
    let scores = try queries.matmul(z).values  // [Q, N]
    return asked.enumerated().map { index, question in
      let row = scores[index * ranked.count..<(index + 1) * ranked.count]
      return change(question, zip(row, penalties).map { $0 - $1 })
    }
  }

  private func change(_ question: Question, _ head: [Float]) -> RankChange {
    guard let partner = place[question.partner] else {
      preconditionFailure("every labelled clip is ranked")
    }
    let blends = alphas.map { alpha in
      (1 - alpha) * question.before[partner] + alpha * head[partner]
    }
    var before = 1
    var after = alphas.map { _ in 1 }
    var isCounted = [Bool](repeating: true, count: ranked.count)
    for row in known.all(similarTo: question.row) {
      if let place = place[row] { isCounted[place] = false }
    }
    for place in ranked.indices where isCounted[place] {
      let score = question.before[place]
      // Not `>`: a partner whose score is no number would come first by it.
      if !(score <= question.before[partner]) { before += 1 }
      for (index, alpha) in alphas.enumerated()
      where !((1 - alpha) * score + alpha * head[place] <= blends[index]) {
        after[index] += 1
      }
    }
    return RankChange(
      query: question.row, partner: question.partner, before: before, after: after)
  }
}
