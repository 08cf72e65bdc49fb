internal import NeiroCore
internal import NeiroHead
internal import NeiroPairs
internal import NeiroTorch

/// What a head's training and its gate compute with: x of the ranked rows, and similarities before
/// the head.
struct HeadMaterial {
  let space: EmbeddingSpace
  let input: HeadInput
  /// The rows that search ranks.
  let library: [Int]
  /// Of those, the labelled ones and a sample of the others: what ranks are counted among.
  let ranked: [Int]
  /// x of the ranked rows, `[N, D]`.
  let inputs: Tensor

  init(
    _ material: HeadTraining.Material, labelled: [Int], seed: UInt64
  ) throws(TorchError) {
    space = material.space
    input = HeadInput(material.space)
    library = material.library
    let isLabelled = Set(labelled)
    var generator = SeededGenerator(seed: seed &* 6_364_136_223 &+ 17)
    let others = generator.shuffle(library.filter { !isLabelled.contains($0) })
    let most = max(0, HeldOutRanks.mostRanked - labelled.count)
    ranked = (library.filter(isLabelled.contains) + others.prefix(most)).sorted()
    inputs = try Tensor(
      ranked.flatMap { [input] in input[$0] }, shape: [ranked.count, input.dimension])
  }

  /// Of one-shots, by what the head takes of them.
  func similarities(of queries: [[Float]]) throws(TorchError) -> [[Float]] {
    let penalties = penalties(for: .gallery)
    return try products(queries, inputs).map { zip($0, penalties).map { $0 - $1 } }
  }

  /// What is taken off every similarity to the ranked rows.
  func penalties(for role: RetrievalRole) -> [Float] {
    ranked.map { space.penalty(of: $0, for: role) }
  }

  /// Of loops, by their embeddings x.
  func similarities(ofLoops queries: [[Float]]) throws(TorchError) -> [[Float]] {
    let raw = try products(queries, Tensor(gathering: ranked, of: space.raw))
    guard let adaptation = space.adaptation else { return raw }
    let share = Float(adaptation.map.alphas.loops)
    let adapted = try products(
      queries.map { adaptation.map.project($0, as: .query) },
      Tensor(gathering: ranked, of: adaptation.projections))
    return raw.indices.map { query in
      ranked.indices.map { place in
        (1 - share) * raw[query][place]
          + share * (adapted[query][place] - adaptation.penalty(of: ranked[place]))
      }
    }
  }

  /// What the head takes of a loop.
  func standIn(for loop: [Float], scores: [Float]) -> [Float] {
    guard space.adaptation != nil else { return input.input(raw: loop, adapted: nil) }
    var nearest: [Int] = []  // places, the nearest first; equal ones in their order
    for place in ranked.indices {
      if nearest.count == HeadInput.standIns, let last = nearest.last {
        guard scores[place] > scores[last] else { continue }
        nearest.removeLast()
      }
      let index = nearest.firstIndex { scores[place] > scores[$0] } ?? nearest.endIndex
      nearest.insert(place, at: index)
    }
    return input.standIn(for: nearest.map { (ranked[$0], scores[$0]) })
  }

  /// What the head takes of loops among some rows.
  func standIns(ofLoopsIn rows: [Int]) throws(TorchError) -> [Int: [Float]] {
    let loops = rows.filter { space.roles[$0] == .query }
    let scores = try similarities(ofLoops: loops.map { space.raw[$0] })
    var found: [Int: [Float]] = [:]
    for (row, scores) in zip(loops, scores) {
      found[row] = standIn(for: space.raw[row], scores: scores)
    }
    return found
  }

  /// [Q][N] dot products with the rows of a matrix `[N, D]`.
  private func products(_ queries: [[Float]], _ rows: Tensor) throws(TorchError) -> [[Float]] {
    guard let dimension = queries.first?.count else { return [] }
    let block = try Tensor(queries.flatMap(\.self), shape: [queries.count, dimension])
    let values = try block.matmul(rows.transposed()).values
    return queries.indices.map { Array(values[$0 * ranked.count..<($0 + 1) * ranked.count]) }
  }
}

extension HeadTraining.Material {
  /// One number that is none would spoil every sum over the library.
  func checkNumbers() throws(TrainingError) {
    for matrix in [space.raw, space.adaptation?.projections].compactMap(\.self) {
      let isFinite = { (row: Int) in matrix.withRow(row) { $0.allSatisfy(\.isFinite) } }
      guard let row = (0..<matrix.rowCount).first(where: { !isFinite($0) }) else { continue }
      throw .embeddingNotFinite(clips[row])
    }
  }
}
