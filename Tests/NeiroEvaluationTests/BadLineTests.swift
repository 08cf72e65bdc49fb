import Foundation
import NeiroEvaluation
import NeiroTestSupport
import Testing

/// What people and other programs get wrong in the files of an evaluation, line by line.
@Suite struct BadLineTests {
  @Test func qrelsNameEveryBadLineWithItsReason() {
    let text = """
      q1 0 a 1
      q1 0 b
      q1 0 c one

      q1 0 a 1
      q1 0 a 2
      q1
      q1 0 d 1.0
      """
    let error = #expect(throws: EvaluationError.self) { try Qrels(text: text, file: "x.qrels") }
    #expect(
      error?.description == """
        x.qrels has 5 bad lines:
          line 2: 3 fields instead of query, iteration, document, grade
          line 3: the grade "one" is not a whole number
          line 6: line 1 gave the same document grade 1
          line 7: 1 field instead of query, iteration, document, grade
          line 8: the grade "1.0" is not a whole number
        """)
  }

  @Test func twentyBadLinesAreSpeltOutAndTheOthersCounted() {
    let text = String(repeating: "q\n", count: 30)
    let error = #expect(throws: EvaluationError.self) { try Qrels(text: text, file: "x") }
    #expect(error?.description.hasSuffix("\n  and 10 more") == true)
  }

  @Test func qrelsKeepThePathAsItIsBetweenItsNeighbours() throws {
    let text = "\u{FEFF}q2 0 Presets/Warm  Pad 3.ogg 2\r\n  q1\tQ0\t a b c   0\n \t\nq1 0 in 7 -1"
    let qrels = try Qrels(text: text, file: "x")
    #expect(
      qrels.grades == ["q2": ["Presets/Warm  Pad 3.ogg": 2], "q1": ["a b c": 0, "in 7": -1]])
    // A space before a combining accent is one character with it, and yet separates.
    let accented = try Qrels(text: "q 0 \u{301}e\u{301}.wav 1", file: "x")
    let document = try #require(accented.grades["q"]?.keys.first)
    #expect(Array(document.unicodeScalars) == ["\u{301}", "e", "\u{301}", ".", "w", "a", "v"])
  }

  @Test func queryFilesNameEveryBadLineWithItsReason() {
    let text = """
      query_id,path
      q1,a.wav
      q2
      ,b.wav
      q3,
      q1,c.wav
      q 4,d.wav
      q6,"g" h
      "q
      7",i.wav
      q8,"j
      """
    let error = #expect(throws: EvaluationError.self) { try QueryFile(text: text, file: "q.csv") }
    #expect(
      error?.description == """
        q.csv has 8 bad lines:
          line 3: 1 field instead of 2
          line 4: query_id is empty
          line 5: path is empty
          line 6: line 2 has the query q1 already
          line 7: the query id "q 4" has white space in it
          line 8: there is text after a closing quote
          line 9: the query id "q
        7" has white space in it
          line 11: a quote is opened and never closed
        """)
  }

  @Test(arguments: ["", "q1,a.wav\n", "query_id;path\nq1;a\n"])
  func queryFilesNeedTheirHeader(text: String) {
    #expect(
      throws: EvaluationError.missingColumns(
        file: "q.csv", columns: ["query_id", "path"], wanted: ["query_id", "path"])
    ) { try QueryFile(text: text, file: "q.csv") }
  }

  @Test func runsRefuseWhatWouldBreakTheFile() throws {
    func lines(_ scores: [Float], query: String = "q", tag: String = "t") throws -> String {
      try RunFile.lines(
        query: query, ranking: scores.map { (document: "Warm\tPad", score: $0) }, tag: tag)
    }
    #expect(throws: EvaluationError.scoreRises(query: "q", rank: 2)) { try lines([0.1, 0.2]) }
    #expect(throws: EvaluationError.scoreNotFinite(index: 1)) { try lines([0.1, .nan]) }
    #expect(throws: EvaluationError.spaceInName("my run")) { try lines([1], tag: "my run") }
    #expect(throws: EvaluationError.spaceInName("")) { try lines([1], query: "") }
    #expect(try lines([0.1, 0.1, -1e-9]).hasSuffix("\nq Q0 Warm%09Pad 3 -1e-09 t\n"))
    let third = try lines([1 / 3]).split(separator: " ")[4]
    #expect(Float(String(third)) == Float(1) / 3)
  }

  @Test func filesThatAreNoTextAreNamed() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("x.qrels")
      try Data([0x71, 0xFF, 0x0A]).write(to: file)
      #expect(throws: EvaluationError.notUTF8(file: file.path)) { try Qrels(contentsOf: file) }
      let absent = folder.appendingPathComponent("absent")
      let error = #expect(throws: EvaluationError.self) { try QueryFile(contentsOf: absent) }
      #expect(error?.description.contains(absent.path) == true)
    }
  }
}
