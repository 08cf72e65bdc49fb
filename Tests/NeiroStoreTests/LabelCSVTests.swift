import Foundation
import NeiroCore
import NeiroTestSupport
import Testing

@testable import NeiroStore

@Suite struct LabelCSVTests {
  private func table(_ text: String) throws -> LabelCSV {
    try LabelCSV(text: text, path: "mine.csv")
  }

  @Test func readsColumnsInAnyOrder() throws {
    let table = try table(
      """
      label,Clip_B , clip_a,created_at,labeller
      similar,b.ogg,a.ogg,2026-03-01,ada

      """)
    #expect(
      table.rows == [
        LabelCSV.Row(
          line: 2, clipA: "a.ogg", clipB: "b.ogg", label: "similar", labeller: "ada",
          createdAt: "2026-03-01")
      ])
    #expect(table.ignoredColumns == [])
  }

  @Test func labellerAndTimeMayBeLeftOut() throws {
    let row = try #require(try table("clip_a,clip_b,label\na,b,similar").rows.first)
    #expect(row.labeller == nil)
    #expect(row.createdAt == nil)
  }

  @Test(arguments: ["\n", "\r\n", "\r"]) func anyLineEndWillDo(end: String) throws {
    // A byte order mark, quotes, an empty line, no end after the last line
    let lines = [
      "\u{FEFF}clip_a,clip_b,label", "\"a,\"\"1\"\".ogg\",\"two\(end)lines.ogg\",similar", "",
      " x ,y,unsure",
    ]
    let rows = try table(lines.joined(separator: end)).rows
    #expect(rows.map(\.clipA) == ["a,\"1\".ogg", " x "])
    #expect(rows.map(\.clipB) == ["two\(end)lines.ogg", "y"])
    #expect(rows.map(\.line) == [2, 5])
  }

  @Test func brokenLinesAreNamed() throws {
    let table = try table(
      """
      clip_a,clip_b,label
      a,b
      a,b,similar,ada
      "a"x,b,similar
      c,d,similar
      "never closed,b,similar
      e,f,similar
      """)
    #expect(table.rows.map(\.line) == [5])
    #expect(table.badLines.map(\.line) == [2, 3, 4, 6])
    #expect(table.badLines[0].reason == "it has 2 fields, the header has 3")
    #expect(table.badLines[2].reason == "there is text after a closing quote")
    #expect(table.badLines[3].reason == "a quote is opened and never closed")
  }

  @Test(arguments: [
    ("", "it is empty"), ("a,b,similar\n", "no column clip_a in: a, b, similar"),
    ("clip_a;clip_b;label\n", "no column clip_a"), ("clip_a,clip_b\n", "no column label"),
    ("clip_a,clip_b,label,label\n", "label is there twice"),
  ])
  func aTableNeedsItsHeader(text: String, words: String) throws {
    let error = try storeError { _ = try table(text) }
    #expect(error.description.contains(words))
    #expect(error.description.contains("clip_a,clip_b,label,labeller,created_at"))
  }

  @Test func otherColumnsAreNamed() throws {
    let table = try table("clip_a,clip_b,label,labeler\na,b,similar,ada")
    #expect(table.ignoredColumns == ["labeler"])
    #expect(table.rows.count == 1)
  }

  @Test func whatIsNoTextIsRefused() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "mine.csv")
      try Data([0xFF, 0xFE, 0x41, 0x00]).write(to: file)
      let error = try storeError { _ = try LabelCSV(contentsOf: file) }
      #expect(error == .badTable(path: file.path, reason: "it is not UTF-8 text"))
      let missing = folder.appending(path: "none.csv")
      #expect(throws: StoreError.unreadable(path: missing.path, problem: .missing)) {
        try LabelCSV(contentsOf: missing)
      }
    }
  }

  @Test func writesWhatItReads() throws {
    let pair = LabelledPair(
      a: try Sample.clip(1), b: try Sample.clip(2), label: .unsure, labeller: "O\"Hara, Ada",
      createdAt: Date(timeIntervalSince1970: 1_772_368_496.789))
    let names = [pair.a: " odd,\nname.ogg", pair.b: "plain.ogg"]
    let text = try LabelCSV.text(for: [pair]) { clip throws(StoreError) in names[clip] ?? "?" }
    #expect(
      text == """
        clip_a,clip_b,label,labeller,created_at
        " odd,
        name.ogg",plain.ogg,unsure,"O""Hara, Ada",2026-03-01T12:34:56.789Z

        """)
    let row = try #require(try table(text).rows.first)
    #expect(row.clipA == " odd,\nname.ogg")
    #expect(row.labeller == "O\"Hara, Ada")
  }
}
