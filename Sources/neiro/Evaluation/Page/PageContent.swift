import Foundation
import NeiroCore
import NeiroEvaluation
import NeiroMaps

/// What the page of an evaluation tells. Whatever is nil or empty it leaves out.
struct PageContent {
  var report: EvaluationReport
  /// The encoder's name.
  var encoder: String
  /// How many presets are ranked.
  var presets: Int
  var date: Date
  /// Beside each head's name, how many answers it was trained on and whether its gate let it in.
  var heads: [Head] = []
  /// The queries that changed most.
  var examples: [QueryExample] = []
  /// Where the sound of a query lies, by the query's name.
  var sounds: [String: SoundLink] = [:]
  /// What answers were worth when the last head was trained.
  var learningCurve: LearningCurve?
  var library: LibraryPictures?

  struct Head {
    var name: String
    var similar: Int
    var dissimilar: Int
    /// Whether the gate found it better than what it stands on.
    var isUsed: Bool
  }

  /// What the maps compare: the encoder alone with the last system, or the best of several heads.
  var whole: SystemChange? {
    report.systems.first.flatMap { first in
      Verdict(report).focus.map { SystemChange(from: first, to: $0) }
    }
  }

  /// What is told query by query: the same system with the one that it stands on, as in the verdict.
  var step: SystemChange? {
    whole.map { whole in report.systems.steps.first { $0.after == whole.after } ?? whole }
  }
}

/// A sound on the page.
struct SoundLink: Hashable {
  /// As a person knows it.
  var name: String
  /// What the page plays: a relative or file URL, or the sound itself; nil where there is none.
  var address: String?
  /// The file on this machine.
  var file: URL?
}

/// A query with what it finds first, before and after.
struct QueryExample {
  var query: String
  var before: [Result]
  var after: [Result]

  struct Result {
    var sound: SoundLink
    /// Whether it was judged to be right for the query.
    var isRelevant: Bool
  }
}

/// Pictures of a library, or of a sample of it, as each of two systems sees it.
struct LibraryPictures {
  /// How many presets are drawn at most: more cost minutes and show no more.
  static let drawnLimit = 4000

  /// How many presets the library has.
  var presets: Int
  /// Those in the pictures.
  var rows: [Int]
  var drawn: Int { rows.count }
  /// Before and after; one where there is nothing to compare.
  var spaces: [Space]
  /// The presets that turn up most often, in either space.
  var hubs: [Hub] = []
  /// Names of the groups that ``Space/points`` are coloured by; empty for none.
  var groups: [String] = []
  /// The group of each point.
  var groupOfPoint: [Int] = []
  /// Pairs that a person called similar, as places among the points.
  var similarPairs: [(Int, Int)] = []
  /// Whether the head that draws the last map learnt from these pairs.
  var arePairsLearnt = false
  /// How the map was drawn.
  var method = LibraryMap.Method.umap

  struct Space {
    /// The system's title.
    var title: String
    var points: [SIMD2<Float>?]
    var quality: MapQuality?
    /// Cosines of some presets, in one order for all spaces.
    var similarities: [[Double]]
    /// How unequally often presets turn up; nil where all do equally.
    var hubSkew: Double?
    /// How many presets are in nobody's first ten.
    var neverFound: Int
  }

  struct Hub {
    var sound: SoundLink
    /// Its place among the points.
    var point: Int
    /// In how many first tens it is, by space.
    var occurrences: [Int]
  }
}
