import NeiroEvaluation
import Testing

@Suite struct ClassFileTests {
  private let labels = ["pad", "deep bass"]

  @Test func linesAreReadInOrderAndOtherColumnsIgnored() throws {
    let text = "\u{FEFF}label,by,path\r\ndeep bass,ann,\"a, b.wav\"\r\n\r\npad,,c.wav\r\n"
    let file = try ClassFile(text: text, file: "k.csv", labels: labels)
    #expect(
      file.entries == [
        .init(line: 2, path: "a, b.wav", label: 1), .init(line: 4, path: "c.wav", label: 0),
      ])
  }

  @Test func everyBadLineIsNamedWithItsReason() {
    let text = """
      path,label
      a.wav,pad
      b.wav
      ,pad
      c.wav,
      d.wav,lead
      e.wav,"pad
      """
    let error = #expect(throws: EvaluationError.self) {
      try ClassFile(text: text, file: "k.csv", labels: labels)
    }
    #expect(
      error?.description == """
        k.csv has 5 bad lines:
          line 3: 1 field instead of 2
          line 4: path is empty
          line 5: label is empty
          line 6: the label "lead" is none of: pad, deep bass
          line 7: a quote is opened and never closed
        """)
  }

  @Test(arguments: ["", "a.wav,pad\n", "path;label\n"])
  func theHeaderIsNeeded(text: String) {
    let error = #expect(throws: EvaluationError.self) {
      try ClassFile(text: text, file: "k.csv", labels: labels)
    }
    #expect(error?.description.hasSuffix("has to name the columns: path,label") == true)
  }
}
