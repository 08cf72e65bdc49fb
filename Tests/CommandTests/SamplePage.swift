import Foundation
import NeiroCore
import NeiroEvaluation
import NeiroMaps

@testable import neiro

/// A made-up evaluation with everything that a page can show.
enum SamplePage {
  static let nastyName = "Bass <b>&\"'</b> \u{202E}tfel.wav"

  static let systems = RankingSystem.all(adapted: true, heads: [(name: "mine", isOnBase: true)])

  /// Queries over `gallery` presets, in most of which the head is better than the encoder.
  static func report(
    queries: Int, gallery: Int, pairs: Int, draws: Int = 50
  ) -> EvaluationReport {
    var generator = SeededGenerator(seed: 1)
    var report = EvaluationReport(systems)
    if queries > 0 {
      let ranked = (0..<queries).map { number -> EvaluationReport.Ranked in
        let relevant = generator.index(below: gallery)
        let lists = systems.indices.map { system -> [Int] in
          let others = (0..<10).map { (relevant + 1 + $0 + system) % gallery }
          let place = generator.index(below: 12 - 3 * system)
          return place < 10 ? others.prefix(place) + [relevant] + others.suffix(9 - place) : others
        }
        return .init(
          query: "q\(number)", path: "Loops/\(nastyName)",
          role: number % 4 == 0 ? .gallery : .query,
          rankings: lists.compactMap { JudgedRanking(ranked: $0, grades: [relevant: 1]) },
          nearest: lists)
      }
      report.add(
        ranked, skipped: 2, galleryCount: gallery, significance: Significance(draws: draws))
    }
    if pairs > 0 {
      let scored = (0..<pairs).map { number -> ScoredPair in
        let isSimilar = generator.index(below: 2) == 0
        let scores = systems.indices.map {
          (isSimilar ? 0.3 * Double($0) : 0) + 0.3 * generator.normal()
        }
        return ScoredPair(
          a: 2 * number, b: 2 * number + 1, isSimilar: isSimilar, scores: scores, group: number,
          kind: number % 3 == 0 ? .newNew : .newKnown)
      }
      report.add(scored, name: { "preset \($0)" }, significance: Significance(draws: draws))
    }
    return report
  }

  static func content(queries: Int, gallery: Int, pairs: Int = 90) -> PageContent {
    let report = report(queries: queries, gallery: gallery, pairs: pairs)
    var content = PageContent(
      report: report, encoder: "spectral", presets: gallery,
      date: Date(timeIntervalSince1970: 1_780_000_000))
    content.heads = [.init(name: "mine", similar: 60, dissimilar: 80, isUsed: true)]
    content.sounds = Dictionary(
      uniqueKeysWithValues: report.perQuery.map {
        ($0.query, SoundLink(name: "\($0.query): \(nastyName)", address: "Loops/a%20%22b.wav"))
      })
    content.examples = report.perQuery.prefix(20).map { query in
      let results = (0..<5).map { place in
        QueryExample.Result(
          sound: SoundLink(name: "\(place) \(nastyName)", address: "file:///Presets/\(place).ogg"),
          isRelevant: place == 3)
      }
      return QueryExample(query: query.query, before: results, after: results.reversed())
    }
    content.learningCurve = LearningCurve(
      points: [20, 80, 140].map {
        .init(
          labels: $0,
          gain: Difference(mean: Double($0) / 2000, low: -0.01, high: Double($0) / 1000))
      }, next: Difference(mean: 0.01, low: -0.01, high: 0.03))
    content.library = pictures(drawn: min(gallery, LibraryPictures.drawnLimit), of: gallery)
    return content
  }

  private static func pictures(drawn: Int, of presets: Int) -> LibraryPictures {
    var generator = SeededGenerator(seed: 2)
    var pictures = LibraryPictures(presets: presets, rows: Array(0..<drawn), spaces: [])
    for title in ["raw", "personal"] {
      let points = (0..<drawn).map { _ -> SIMD2<Float>? in
        SIMD2(Float(generator.normal()), Float(generator.normal()))
      }
      let similarities = (0..<120).map { _ in (0..<120).map { _ in generator.unit() } }
      pictures.spaces.append(
        .init(
          title: title, points: points, quality: nil, similarities: similarities, hubSkew: 2.5,
          neverFound: 30))
    }
    pictures.hubs = (0..<10).map {
      .init(
        sound: SoundLink(name: nastyName, address: "Presets/\($0).ogg"), point: $0,
        occurrences: [90 - $0, 40])
    }
    pictures.groups = ["Bank \(nastyName)", "other"]
    pictures.groupOfPoint = (0..<drawn).map { $0 % 3 }
    pictures.similarPairs = [(0, 1), (2, 3)]
    return pictures
  }
}
