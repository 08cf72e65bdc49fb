import Foundation
import NeiroCore
import NeiroTestSupport
import Testing

@testable import NeiroRetrieval

@Suite struct SoundEventTests {
  /// Windows of 3 s each second, as long as there are similarities.
  private func windows(_ similarities: [Double?]) -> [ScoredWindow] {
    similarities.enumerated().map { index, similarity in
      ScoredWindow(seconds: Double(index)..<Double(index + 3), similarity: similarity)
    }
  }

  private func events(
    _ similarities: [Double?], threshold: Double = 0.5, merge: Double = 1
  ) -> [SoundEvent] {
    SoundEvent.events(in: windows(similarities), threshold: threshold, mergeSeconds: merge)
  }

  @Test func windowsSideBySideAreOneEvent() {
    #expect(
      events([0, 0.5, 0.9, 0.7, 0.1, 0.2]) == [
        // The middles are 2.5, 3.5 and 4.5.
        SoundEvent(seconds: 2..<5, peakSecond: 3.5, peakSimilarity: 0.9)
      ])
    #expect(events([]).isEmpty && events([0.4, nil]).isEmpty)
  }

  @Test func theEndsReachToTheEndsOfTheFile() {
    let all = events([0.6, 0.6, 0.6])
    #expect(all == [SoundEvent(seconds: 0..<5, peakSecond: 1.5, peakSimilarity: 0.6)])
    #expect(events([0.6]).map(\.seconds) == [0..<3])
    #expect(events([0.6, 0, 0, 0.8]).map(\.seconds) == [0..<2, 4..<6])
  }

  @Test func shortGapsAreBridged() {
    let similarities: [Double?] = [0.9, 0, 0.8, 0, 0, 0.95, nil, 0.6]
    #expect(events(similarities).count == 4)
    #expect(events(similarities, merge: 0).count == 4)
    #expect(events(similarities, merge: 1.5).map(\.seconds) == [0..<4, 6..<10])
    #expect(events(similarities, merge: 2).map(\.seconds) == [0..<4, 6..<10])
    #expect(
      events(similarities, merge: 2.5) == [
        SoundEvent(seconds: 0..<10, peakSecond: 6.5, peakSimilarity: 0.95)
      ])
  }

  /// The last window ends with the file and begins sooner after the one before.
  @Test func aCloserLastWindowIsNoGap() {
    let windows = [0, 1, 2, 2.25].map { start in
      ScoredWindow(seconds: start..<start + 3, similarity: 1)
    }
    let found = SoundEvent.events(in: windows, threshold: 0.5, mergeSeconds: 0)
    #expect(found.map(\.seconds) == [0..<5.25])
  }

  /// Painted second by second in steps of a hundredth: what is above the threshold, and no more.
  @Test(arguments: 1...20)
  func eventsCoverWhatIsAboveTheThreshold(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let similarities = (0..<60).map { _ in
      generator.index(below: 8) == 0 ? nil : Optional(generator.unit())
    }
    let windows = windows(similarities)
    let found = SoundEvent.events(in: windows, threshold: 0.6, mergeSeconds: 0)
    for step in 0..<6200 where step % 100 != 0 {
      let time = Double(step) / 100
      // The window whose middle is the nearest.
      let nearest = windows.indices.min {
        abs(Double($0) + 1.5 - time) < abs(Double($1) + 1.5 - time)
      }
      let isAbove = (nearest.flatMap { similarities[$0] } ?? 0) >= 0.6
      #expect(found.contains { $0.seconds.contains(time) } == isAbove, "\(time)")
    }
    for (event, next) in zip(found, found.dropFirst()) {
      #expect(event.seconds.upperBound + 0.99 < next.seconds.lowerBound)
    }
    #expect(found.map(\.peakSimilarity).max() == similarities.compactMap { $0 }.max())
  }
}

@Suite struct OutlierThresholdTests {
  @Test func medianAndThreeDeviations() throws {
    // On Fisher's scale: median .055; distances .045, .035, … twice each: median .025.
    let z = [10, 1, 9, 2, 8, 3, 7, 4, 6, 5].map { Double($0) / 100 }
    let found = try OutlierThreshold(z.map(tanh))
    #expect(abs(found.median - tanh(0.055)) < 1e-12)
    #expect(abs(found.value - tanh(0.055 + 3 * 1.4826 * 0.025)) < 1e-12)
    // An odd number, and one far out, which changes nothing but the middle.
    let odd = try OutlierThreshold(z.map(tanh) + [1.000001])
    #expect(abs(odd.median - tanh(0.06)) < 1e-12)
    #expect(abs(odd.value - tanh(0.06 + 3 * 1.4826 * 0.03)) < 1e-12)
  }

  /// On the cosines' own scale the threshold would be 1.39.
  @Test func theSoundItselfCanReachTheThreshold() throws {
    let found = try OutlierThreshold([-0.2, 0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.9, 0.97])
    #expect((0.9..<0.97).contains(found.value))
  }

  @Test func normalNoiseSticksOutOnceIn740() throws {
    var generator = SeededGenerator(seed: 1)
    let noise = (0..<100_000).map { _ in tanh(atanh(0.2) + 0.05 * generator.normal()) }
    let found = try OutlierThreshold(noise)
    #expect(abs(found.median - 0.2) < 1e-3 && abs(found.value - tanh(atanh(0.2) + 0.15)) < 2e-3)
    let above = noise.count { $0 > found.value }
    #expect((90...190).contains(above))
  }

  @Test func tooFewAndTooEqualTellNothing() {
    #expect(throws: OutlierThreshold.Failure.tooFewWindows(9)) {
      try OutlierThreshold([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])
    }
    #expect(throws: OutlierThreshold.Failure.tooFewWindows(0)) { try OutlierThreshold([]) }
    #expect(throws: OutlierThreshold.Failure.noSpread) {
      try OutlierThreshold([0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.2, 0.3, 0.4, 0.5])
    }
  }
}
