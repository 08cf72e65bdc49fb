import NeiroFigures
import Testing

@Suite struct ScaleTests {
  @Test func ticksAreRoundAndInside() {
    #expect(Scale([0, 261], to: (0, 100)).ticks(5) == [0, 50, 100, 150, 200, 250])
    #expect(Scale.text(Scale([-0.032, 0.0265], to: (0, 1)).ticks(4)) == ["−0.02", "0.00", "0.02"])
    #expect(Scale([3, 3], to: (0, 1)).values == 2.5...3.5)
  }

  @Test func whatIsNoNumberLandsAtTheNearEnd() {
    let scale = Scale([.nan, 0, 10, .infinity], to: (20, 40))
    #expect(scale.values == 0...10)
    #expect(scale(5) == 30 && scale(.nan) == 20 && scale(.infinity) == 20)
  }
}
