import NeiroTerminal
import Testing

@Suite struct KeyDecoderTests {
  private func keys(_ text: String) -> [TerminalKey] {
    var decoder = KeyDecoder()
    return decoder.decode(Array(text.utf8)) + decoder.flush()
  }

  @Test func lettersArrowsAndEditingKeys() {
    #expect(keys("sä 語") == [.character("s"), .character("ä"), .character(" "), .character("語")])
    #expect(keys("\u{1B}[A\u{1B}[B\u{1B}[C\u{1B}[D") == [.up, .down, .right, .left])
    #expect(keys("\u{1B}OD") == [.left])
    #expect(keys("\u{1B}[1;5D") == [.left])
    #expect(
      keys("\u{7F}\u{08}\u{1B}[3~\r\n\t") == [
        .backspace, .backspace, .delete, .enter, .enter, .tab,
      ])
    #expect(keys("\u{04}\u{0C}") == [.control("d"), .control("l")])
  }

  /// No byte of an unknown sequence may be taken for an answer.
  @Test(arguments: ["\u{1B}[15~", "\u{1B}[200~", "\u{1B}s", "\u{1B}OP", "\u{1B}[<0;10;5M"])
  func unknownSequencesAreOneKey(_ sequence: String) {
    #expect(keys(sequence) == [.other])
    #expect(keys(sequence + "d") == [.other, .character("d")])
  }

  @Test func sequencesMayComeInPieces() {
    for text in ["\u{1B}[D", "\u{1B}[3~", "ä", "語", "\u{1B}[1;5C"] {
      var decoder = KeyDecoder()
      let found = text.utf8.flatMap { decoder.decode([$0]) }
      #expect(found == keys(text) && !decoder.isWaiting)
    }
  }

  @Test func aLoneEscapeIsAKeyOnceNothingFollows() {
    var decoder = KeyDecoder()
    #expect(decoder.decode([0x1B]).isEmpty && decoder.isWaiting)
    #expect(decoder.flush() == [.escape] && !decoder.isWaiting)
    #expect(decoder.decode([0x1B, 0x1B]) == [.escape])
    #expect(decoder.flush() == [.escape])
  }

  @Test func brokenTextIsPassedOver() {
    var decoder = KeyDecoder()
    #expect(decoder.decode([0xFF, 0xC3, 0x28, 0x80, 0x73]) == [.character("("), .character("s")])
    // A surrogate, written as UTF-8 may not write it.
    #expect(decoder.decode([0xED, 0xA0, 0x80, 0x73]) == [.character("s")])
  }
}
