import NeiroTestSupport
import Testing

@testable import NeiroCLAP

@Suite struct PictureTests {
  @Test func aLineStaysALineBetweenItsEnds() {
    let taps = CubicTap.all(from: 7, to: 13)
    let values = taps.map { tap in
      (0..<4).reduce(Float(0)) { $0 + tap.weights[$1] * Float(tap.frames[$1]) }
    }
    #expect(values.first == 0 && values.last == 6)
    expectClose(Array(values[3...9]), [1.5, 2, 2.5, 3, 3.5, 4, 4.5], within: 1e-6)
    // At the border the first frame counts twice: −0.09375·0 + 0.59375·(0 + 1) − 0.09375·2.
    expectClose([values[1]], [0.40625], within: 1e-6)
  }

  @Test(arguments: [1, 2, 3, 1001])
  func weightsAddUpToOneOnFramesThatThereAre(frames: Int) {
    let taps = CubicTap.all(from: frames, to: 1024)
    #expect(taps.count == 1024)
    for tap in taps {
      #expect(abs(tap.weights.sum() - 1) < 1e-6)
      #expect(tap.frames.min() >= 0 && tap.frames.max() < frames)
    }
  }
}
