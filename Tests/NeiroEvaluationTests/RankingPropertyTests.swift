import Foundation
import NeiroCore
import NeiroEvaluation
import Testing

/// What holds of every ranking, and the metrics once more by their definitions.
@Suite struct RankingPropertyTests {
  private static let metrics = RetrievalMetric.standard + RetrievalMetric.further

  private struct Sample {
    var ranked: [Int]
    var grades: [Int: Int]

    init(seed: UInt64) {
      var generator = SeededGenerator(seed: seed)
      let items = generator.shuffle(Array(0..<40))
      ranked = Array(items.prefix(5 + generator.index(below: 30)))
      grades = [0: 1]
      for item in generator.shuffle(items).prefix(3 + generator.index(below: 25)) {
        grades[item] = generator.index(below: 5) - 1
      }
      grades[items[0]] = 2
    }

    func value(_ metric: RetrievalMetric) throws -> Double {
      metric.value(of: try #require(JudgedRanking(ranked: ranked, grades: grades)))
    }
  }

  @Test(arguments: 0..<20)
  func allMetricsLieBetweenZeroAndOneAndTheBestRankingHasOne(seed: UInt64) throws {
    var sample = Sample(seed: seed)
    for metric in Self.metrics {
      let value = try sample.value(metric)
      #expect((0...1).contains(value), "\(metric.key): \(value)")
    }
    sample.ranked = sample.grades.keys.sorted { sample.grades[$0] ?? 0 > sample.grades[$1] ?? 0 }
    for metric in Self.metrics {
      switch metric {
      case .recall, .precision: continue  // R and k decide what can be had
      default: #expect(abs(try sample.value(metric) - 1) < 1e-12, "\(metric.key)")
      }
    }
  }

  /// A relevant item that moves up never does harm.
  @Test(arguments: 0..<20)
  func aRelevantItemThatMovesUpIsNoLoss(seed: UInt64) throws {
    var sample = Sample(seed: seed)
    guard
      let place = sample.ranked.indices.dropFirst().first(where: {
        let grades = [$0 - 1, $0].map { max(sample.grades[sample.ranked[$0]] ?? 0, 0) }
        return grades[1] > 0 && grades[0] == 0
      })
    else { return }
    let before = try Self.metrics.map { try sample.value($0) }
    sample.ranked.swapAt(place - 1, place)
    let after = try Self.metrics.map { try sample.value($0) }
    for (metric, (before, after)) in zip(Self.metrics, zip(before, after)) {
      #expect(after >= before - 1e-12, "\(metric.key)")
    }
  }

  /// Nobody has judged them, so condensed metrics and bpref don't see them.
  @Test(arguments: 0..<20)
  func unjudgedItemsDontTouchCondensedMetrics(seed: UInt64) throws {
    let sample = Sample(seed: seed)
    var generator = SeededGenerator(seed: seed + 100)
    var fuller = sample
    for item in 1000..<1012 {
      fuller.ranked.insert(item, at: generator.index(below: fuller.ranked.count + 1))
    }
    var judged = sample
    judged.ranked.removeAll { sample.grades[$0, default: -1] < 0 }
    for metric in RetrievalMetric.standard + [.bpref, .rPrecision] {
      let expected = try sample.value(.condensed(metric))
      #expect(try fuller.value(.condensed(metric)) == expected, "\(metric.key)")
      #expect(try judged.value(metric) == expected, "\(metric.key)")
    }
    #expect(try fuller.value(.bpref) == sample.value(.bpref))
  }

  @Test func unjudgedAndNegativeGradesAreAlike() throws {
    let with = try #require(JudgedRanking(ranked: [1, 2, 3], grades: [1: -1, 3: 1, 4: 0]))
    let without = try #require(JudgedRanking(ranked: [1, 2, 3], grades: [3: 1, 4: 0]))
    #expect(with == without)
    #expect(JudgedRanking(ranked: [1], grades: [1: -2]) == nil)
  }

  /// The definitions, place by place.
  @Test(arguments: 0..<20)
  func definitionsGiveTheSame(seed: UInt64) throws {
    let sample = Sample(seed: seed)
    let (ranked, grades) = (sample.ranked, sample.grades)
    let relevant = Set(grades.filter { $0.value > 0 }.keys)
    let bad = Set(grades.filter { $0.value == 0 }.keys)
    let count = Double(relevant.count)
    func found(_ k: Int) -> Double { Double(Set(ranked.prefix(k)).intersection(relevant).count) }
    func gain(_ items: [Int], _ gain: (Int) -> Double) -> Double {
      items.prefix(10).enumerated().reduce(0) {
        $0 + gain(max(grades[$1.element] ?? 0, 0)) / log2(Double($1.offset) + 2)
      }
    }
    let best = relevant.sorted { (grades[$0] ?? 0) > (grades[$1] ?? 0) }
    let places = ranked.indices.filter { relevant.contains(ranked[$0]) }
    let expected: [(RetrievalMetric, Double)] = [
      (.ndcg(at: 10), gain(ranked) { Double($0) } / gain(best) { Double($0) }),
      (
        .exponentialNDCG(at: 10),
        gain(ranked) { pow(2, Double($0)) - 1 } / gain(best) { pow(2, Double($0)) - 1 }
      ),
      (.recall(at: 7), found(7) / count),
      (.precision(at: 7), found(7) / 7),
      (.hitRate(at: 3), found(3) > 0 ? 1 : 0),
      (.reciprocalRank, places.first.map { 1 / Double($0 + 1) } ?? 0),
      (
        .averagePrecision,
        places.reduce(0) { $0 + found($1 + 1) / Double($1 + 1) } / count
      ),
      (.rPrecision, found(relevant.count) / count),
      (
        .bpref,
        places.reduce(0) { sum, place in
          let before = Double(ranked[..<place].count { bad.contains($0) })
          let limit = Double(min(relevant.count, bad.count))
          return sum + (before == 0 ? 1 : 1 - min(before, count) / limit)
        } / count
      ),
    ]
    for (metric, value) in expected {
      #expect(abs(try sample.value(metric) - value) < 1e-12, "\(metric.key)")
    }
  }
}
