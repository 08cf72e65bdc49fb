public import NeiroCore

/// The presets that a library is adapted with, and those of them kept out of the trial training.
///
/// Both are drawn by content: a library that grows keeps most of its sample, and so most of the
/// phrases that were made for it. No two of them are near-duplicates, so each is a true negative of
/// every other. A damaged row, with numbers that are not finite, is never drawn.
public struct PresetSample: Hashable, Sendable {
  /// The fewest different sounds that can teach anything.
  public static let fewestPresets = 50

  /// Rows of the embedding matrix, in the order they were drawn.
  public let rows: [Int]
  /// The clips of `rows`.
  public let clips: [ClipID]
  public let heldOut: Set<ClipID>

  /// - Parameters:
  ///   - presets: All presets of the library, as rows.
  ///   - clips: The clip of every row.
  ///   - embeddings: x of every row, unit length.
  ///   - recipe: Gives size, share held out and seed.
  /// - Complexity: O(n²·D) for a sample of n.
  public init(
    of presets: [Int], clips: [ClipID], embeddings: EmbeddingMatrix, recipe: AdaptRecipe
  ) {
    func drawn(_ rows: [Int], stream: UInt64) -> [Int] {
      let keys = rows.map { row in
        var generator = clips[row].generator(seed: recipe.seed, stream: stream)
        return (generator.next(), row)
      }
      return keys.sorted { $0 < $1 }.map(\.1)
    }
    var rows: [Int] = []
    for row in drawn(presets, stream: 1 << 40) where rows.count < recipe.presets {
      let isNew = embeddings.withRow(row) { candidate in
        candidate.allSatisfy(\.isFinite)
          && rows.allSatisfy { row in
            embeddings.withRow(row) { UnitVector.dot($0, candidate) }
              < ClipGroups.nearDuplicateCosine
          }
      }
      if isNew { rows.append(row) }
    }
    let count = Int((Double(rows.count) * recipe.heldOutShare).rounded())
    self.rows = rows
    self.clips = rows.map { clips[$0] }
    heldOut = Set(drawn(rows, stream: 2 << 40).prefix(count).map { clips[$0] })
  }
}
