public import NeiroCore

/// How well the presets of a library fit labels: what a label's cosines are like where nothing is
/// known of the sounds.
public struct LibraryFit: Sendable {
  /// The fewest presets whose mean says something of others.
  public static let fewestPresets = 30

  /// The rows of the presets, ascending.
  public let rows: [Int]
  /// c̄ of each of the K labels.
  public let means: [Double]
  /// K × presets, in the order of `rows`.
  private let cosines: [[Float]]
  /// The same, ascending.
  private let sorted: [[Float]]

  /// - Parameters:
  ///   - labels: The embeddings of K texts, D numbers each.
  ///   - gallery: The library.
  ///   - excluded: Clips that are no presets.
  /// - Throws: What ``FlatGallery/scores(query:)`` throws.
  /// - Complexity: O(K·N·D).
  public init(
    of labels: [Embedding], in gallery: FlatGallery, excluding excluded: Set<ClipID>
  ) throws {
    let rows = gallery.clips.indices.filter { !excluded.contains(gallery.clips[$0]) }
    cosines = try labels.map { label in
      let scores = try gallery.scores(query: label)
      return rows.map { scores[$0] }
    }
    self.rows = rows
    means = cosines.map { cosines in
      cosines.isEmpty ? 0 : cosines.reduce(0) { $0 + Double($1) } / Double(cosines.count)
    }
    sorted = cosines.map { $0.sorted() }
  }

  /// The number of presets.
  public var count: Int { rows.count }

  /// - Parameter preset: A place in `rows`.
  /// - Returns: Its cosine with each of the K labels.
  public func cosines(ofPreset preset: Int) -> [Float] { cosines.map { $0[preset] } }

  /// The share of the presets that fit the label less, 0 to 1; nil where there are none.
  public func percentile(of cosine: Float, label: Int) -> Double? {
    let sorted = sorted[label]
    guard !sorted.isEmpty else { return nil }
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < cosine { low = middle + 1 } else { high = middle }
    }
    return Double(low) / Double(sorted.count)
  }
}
