import NeiroTerminal
import Testing

@Suite struct StyledLineTests {
  @Test func widthsAreThoseOfATerminal() {
    #expect(DisplayWidth.of("warm") == 4)
    #expect(DisplayWidth.of("語り") == 4)
    #expect(DisplayWidth.of("e\u{301}é") == 2)
    #expect(DisplayWidth.of("🎹a") == 3)
    #expect(DisplayWidth.of("─━▶✓○…") == 6)
  }

  @Test func textIsCutAtColumnsNotCharacters() {
    #expect(DisplayWidth.clip("pads/warm.ogg", to: 8) == "pads/wa…")
    #expect(DisplayWidth.clipStart("pads/warm.ogg", to: 8) == "…arm.ogg")
    #expect(DisplayWidth.clip("語語語", to: 4) == "語…")
    #expect(DisplayWidth.clip("warm", to: 4) == "warm")
    #expect(DisplayWidth.clip("warm", to: 0).isEmpty)
    #expect(DisplayWidth.wrap("one two three", to: 8) == ["one two", "three"])
    for columns in 0...12 {
      #expect(DisplayWidth.of(DisplayWidth.clip("a語b語c語", to: columns)) <= columns)
    }
  }

  @Test func stylesAreWrittenOnlyWhereAllowed() {
    let line = StyledLine("A", .bold) + StyledLine(" plain ") + StyledLine("good", .green)
    #expect(line.width == 12 && line.text == "A plain good")
    #expect(line.rendered(columns: 80, isColoured: false) == "A plain good")
    #expect(
      line.rendered(columns: 9, isColoured: true)
        == "\u{1B}[1mA\u{1B}[0m plain \u{1B}[32m…\u{1B}[0m")
  }

  @Test func namesCannotSteerTheTerminal() {
    let line = StyledLine("a\u{1B}[2J\u{7}\nb\u{9B}c")
    #expect(!line.text.unicodeScalars.contains { $0.properties.generalCategory == .control })
    #expect(line.text.hasPrefix("a") && line.text.hasSuffix("c"))
  }

  @Test func withoutUnicodeTheNearestASCIIIsShown() {
    let line = StyledLine("▶ A · 語…")
    #expect(line.rendered(columns: 80, isColoured: false, isUnicode: false) == "> A | ?.")
  }

  @Test func anEndGoesToTheRightBorder() {
    #expect(StyledLine("left").ending(with: "right", columns: 12).text == "left   right")
    #expect(StyledLine("left").ending(with: "right", columns: 9).text == "left")
  }
}
