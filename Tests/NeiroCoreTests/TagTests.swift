import NeiroCore
import Testing

@Suite struct TagTests {
  @Test(arguments: ["pad", " Pad\n", "PAD", "\u{A0}pad"])
  func oneTagHasManySpellings(text: String) throws {
    #expect(try Tag(text).name == "pad")
    #expect(try Tag(text) == Tag("pad"))
  }

  @Test func lettersOfEveryScriptAreLoweredAndComposed() throws {
    // Given an Ü of one scalar and one of two
    let (composed, decomposed) = (try Tag("F\u{DC}R LIVE"), try Tag("FU\u{308}R live"))

    // Then their names are the same bytes
    #expect(Array(composed.name.utf8) == Array("f\u{FC}r live".utf8))
    #expect(Array(decomposed.name.utf8) == Array(composed.name.utf8))
    #expect(try Tag("ПЭД").name == "пэд")
    #expect(try Tag("音色").name == "音色")
    #expect(try Tag("👩\u{200D}🎤").name == "👩\u{200D}🎤")
  }

  @Test(arguments: ["Pad", "İ", "ΟΔΟΣ", "e\u{301}\u{323}", "ﬁ", "K\u{212A}"])
  func aNameIsItsOwnName(text: String) throws {
    let tag = try Tag(text)
    #expect(try Array(Tag(tag.name).name.utf8) == Array(tag.name.utf8))
  }

  @Test(arguments: [
    ("", TagError.empty), (" \t\n", .empty), ("\u{200D}", .empty),
    ("a,b", .comma("a,b")), ("a\tb", .invisibleCharacter("\t")),
    ("a\nb", .invisibleCharacter("\n")), ("a\u{0}", .invisibleCharacter("\u{0}")),
    ("a\u{7F}", .invisibleCharacter("\u{7F}")),
    ("a\u{9B}31m", .invisibleCharacter("\u{9B}")), ("a\u{202E}b", .invisibleCharacter("\u{202E}")),
    ("a\u{2028}b", .invisibleCharacter("\u{2028}")),
    (String(repeating: "ü", count: 65), .tooLong(65)),
  ])
  func refusesWhatIsNoName(text: String, error: TagError) {
    #expect(throws: error) { try Tag(text) }
  }

  @Test func theLongestNameIsAllowed() throws {
    // 64 letters once composed, 128 scalars as they are written
    #expect(try Tag(String(repeating: "u\u{308}", count: 64)).name.count == Tag.longestName)
  }

  @Test func mistakesAreSentences() {
    #expect("\(TagError.empty)" == "A tag needs a name.")
    #expect("\(TagError.tooLong(65))" == "A tag's name has up to 64 characters, not 65.")
    #expect("\(TagError.comma("a,b"))" == "“a,b” can't be a tag: its name has a comma.")
    #expect(
      "\(TagError.invisibleCharacter("\t"))"
        == "A tag's name can't have the invisible character U+0009.")
  }

  @Test func aFavouriteIsATagLikeOthers() throws {
    #expect(try Tag("Favourite") == .favourite)
    #expect(try Tag("favourite") > Tag("bass"))
  }
}
