import NeiroCommands
import Testing

/// A curve and places in it, as text.
@Suite struct CurveTextTests {
  @Test func blocksGoFromTheLowestToTheHighest() {
    #expect(Sparkline.text([0, 1, 2, 3, 4, 5, 6, 7], width: 20) == "▁▂▃▄▅▆▇█")
    #expect(Sparkline.text([-3, nil, 5, -3], width: 4) == "▁ █▁")
    #expect(Sparkline.text([0.2, 0.2], width: 9) == "██")
    #expect(Sparkline.text([nil, nil], width: 9) == "  ")
    #expect(Sparkline.text([], width: 9) == "")
  }

  @Test func aStretchShowsItsHighestValue() {
    #expect(Sparkline.text([0, 7, 0, 0, nil, nil, 0, 1], width: 4) == "█▁ ▂")
    #expect(Sparkline.text([0, 0, 0, 0, 0, 0, 1, 0, 0, 0], width: 3) == "▁▁█")
    #expect(Sparkline.text([1, 2, 3], width: 0) == "█")
    for count in 1...50 {
      for width in 1...60 {
        let values = (0..<count).map { Double($0) }
        #expect(Sparkline.text(values, width: width).count == min(width, count))
      }
    }
  }

  @Test func timesAreThoseOfPlayers() {
    let times: [(Double, String)] = [
      (0, "0:00.00"), (7.5, "0:07.50"), (59.999, "1:00.00"), (723, "12:03.00"),
      (3599.99, "59:59.99"), (3723.25, "1:02:03.25"), (36_000, "10:00:00.00"),
    ]
    for (seconds, text) in times { #expect(ClockTime.text(seconds) == text) }
  }
}
