import Foundation
import NeiroCore
import NeiroEvaluation
import NeiroMaps
import NeiroPairs
import NeiroRetrieval
import NeiroStore

extension LibraryPictures {
  /// How many of them are compared with each other in the table of colours.
  private static let comparedLimit = 120
  private static let hubCount = 10
  private static let neighbours = 10
  private static let groupLimit = 7

  /// Draws a library as each of some systems sees it; nil for one without presets.
  ///
  /// - Parameters:
  ///   - library: Its presets are drawn.
  ///   - systems: Titles, with who ranks.
  ///   - method: How the maps are drawn.
  ///   - seed: Of the maps.
  ///   - limit: How many presets are drawn at most.
  ///   - similar: Rows of pairs that a person called similar.
  ///   - areLearnt: Whether a head learnt from these pairs.
  ///   - sound: What the page calls and plays a clip by.
  /// - Throws: What `sound` throws, or asking the library for a name.
  init?(
    of library: Library, as systems: [(title: String, reranker: Reranker)],
    by method: LibraryMap.Method = .umap, seed: UInt64 = 1, limit: Int = drawnLimit,
    similar: [RowPair] = [], areLearnt: Bool = false, sound: (ClipID) throws -> SoundLink
  ) throws {
    let presets = library.clips.filter(\.isResult)
    guard !presets.isEmpty else { return nil }
    let rows = Self.sample(of: presets.map(\.row), with: similar, limit: limit)
    let place = Dictionary(uniqueKeysWithValues: rows.enumerated().map { ($1, $0) })
    self.init(presets: presets.count, rows: rows, spaces: [])
    self.method = method
    arePairsLearnt = areLearnt
    similarPairs = similar.compactMap { pair in
      place[pair.a].flatMap { a in place[pair.b].map { (a, $0) } }
    }

    var generator = SeededGenerator(seed: 2)
    let compared = Array(generator.shuffle(Array(rows.indices)).prefix(Self.comparedLimit)).sorted()
    var found: [(map: LibraryMap, occurrences: [Int], similarities: [[Double]])] = []
    for (_, reranker) in systems {
      let space = reranker.space(of: rows)
      let map = LibraryMap(of: space.rows, by: method, seed: seed)
      found.append(
        (
          found.first.map { map.turned(towards: $0.map) } ?? map, Self.occurrences(in: space),
          Self.similarities(compared, in: space)
        ))
    }
    let order = found.last.map { AverageLinkage($0.similarities).order } ?? []
    spaces = zip(systems, found).map { system, found in
      Space(
        title: system.title, points: found.map.points, quality: found.map.quality,
        similarities: order.map { row in order.map { found.similarities[row][$0] } },
        hubSkew: NeighbourMetrics.hubSkew(found.occurrences),
        neverFound: found.occurrences.count { $0 == 0 })
    }
    hubs = try Self.hubs(found.map(\.occurrences)).map { point in
      Hub(
        sound: try sound(library.gallery.clips[rows[point]]), point: point,
        occurrences: found.map { $0.occurrences[point] })
    }
    try group(rows.map { library.gallery.clips[$0] }, in: library)
  }

  /// All presets, or as many as are drawn, those of pairs first.
  private static func sample(of rows: [Int], with similar: [RowPair], limit: Int) -> [Int] {
    guard rows.count > limit else { return rows }
    let known = Set(rows)
    let named = Set(similar.flatMap { [$0.a, $0.b] }).intersection(known)
    var generator = SeededGenerator(seed: 1)
    let others = generator.shuffle(rows.filter { !named.contains($0) })
    return (named.sorted() + others).prefix(limit).sorted()
  }

  /// In how many lists of the nearest each row is.
  private static func occurrences(in space: RankedSpace) -> [Int] {
    let nearest = NearestNeighbours(
      of: space.rows, count: neighbours, penalties: space.penalties)
    var occurrences = [Int](repeating: 0, count: space.rows.rowCount)
    for row in nearest.rows where row >= 0 { occurrences[Int(row)] += 1 }
    return occurrences
  }

  private static func similarities(_ rows: [Int], in space: RankedSpace) -> [[Double]] {
    let vectors = rows.map { space.rows[$0].map(Double.init) }
    return vectors.map { a in
      vectors.map { b in
        let cosine = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
        return cosine.isFinite ? cosine : 0
      }
    }
  }

  /// The rows that turn up most often, whoever ranks.
  private static func hubs(_ occurrences: [[Int]]) -> [Int] {
    guard let first = occurrences.first, first.count > neighbours else { return [] }
    let most = first.indices.map { row in occurrences.map { $0[row] }.max() ?? 0 }
    return Array(
      most.indices.sorted { (most[$0], $1) > (most[$1], $0) }.prefix(hubCount))
  }

  /// Colours clips by their folder, where a few folders hold most of them.
  private mutating func group(_ clips: [ClipID], in library: Library) throws {
    let paths = try library.displayNames(of: clips)
    let names = PathNames(paths)
    let found = paths.map(names.group)
    let counts = Dictionary(grouping: found.compactMap(\.self), by: \.self).mapValues(\.count)
    let largest = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .prefix(Self.groupLimit)
    let held = largest.reduce(0) { $0 + $1.value }
    guard largest.count > 1, 3 * held >= 2 * clips.count else { return }
    groups = largest.map(\.key)
    groupOfPoint = found.map { $0.flatMap(groups.firstIndex) ?? groups.count }
  }
}
