import Foundation
import NeiroCLAP
import NeiroTestSupport
import Testing

@Suite struct ByteLevelBPETests {
  private struct Case: Decodable {
    let text: String
    let ids: [Int]
    let first9: [Int]
  }

  private struct Manifest: Decodable {
    struct Model: Decodable {
      let text: [String: Text]
    }

    struct Text: Decodable {
      let text: String
      let full: [Int]
      let first77: [Int]

      enum CodingKeys: String, CodingKey {
        case text
        case full = "ids_full"
        case first77 = "ids_77"
      }
    }

    let unfused: Model
  }

  enum Files: String, CaseIterable, Sendable {
    case single, pair

    func tokenizer(in folder: String) throws -> ByteLevelBPE {
      func file(_ name: String) -> URL { Fixtures.file("\(folder)/\(name)") }
      return switch self {
      case .single: try ByteLevelBPE(.single(file("tokenizer.json")))
      case .pair:
        try ByteLevelBPE(.pair(vocabulary: file("vocab.json"), merges: file("merges.txt")))
      }
    }
  }

  @Test(arguments: Files.allCases)
  func theTextsOfTheTinyModelHaveItsTokens(files: Files) throws {
    let tokenizer = try files.tokenizer(in: "clap-tiny/unfused")
    let manifest = try JSONDecoder().decode(
      Manifest.self, from: Data(contentsOf: Fixtures.file("clap-tiny/manifest.json")))
    #expect(manifest.unfused.text.count == 14)
    for text in manifest.unfused.text.values {
      #expect(tokenizer.tokens(of: text.text) == text.full, "\(text.text)")
      #expect(tokenizer.tokens(of: text.text, truncatedTo: 77) == text.first77, "\(text.text)")
    }
  }

  @Test(arguments: Files.allCases)
  func nastyTextsHaveTheTokensOfHuggingFacesLibrary(files: Files) throws {
    let tokenizer = try files.tokenizer(in: "bpe")
    let cases = try JSONDecoder().decode(
      [Case].self, from: Data(contentsOf: Fixtures.file("bpe/cases.json")))
    #expect(cases.count == 320)
    for item in cases {
      #expect(tokenizer.tokens(of: item.text) == item.ids, "\(item.text.debugDescription)")
      #expect(
        tokenizer.tokens(of: item.text, truncatedTo: 9) == item.first9,
        "\(item.text.debugDescription)")
    }
  }

  @Test func bothKindsOfFilesAreTheSameTokenizer() throws {
    let tiny = try Files.allCases.map { try $0.tokenizer(in: "clap-tiny/unfused").fingerprint }
    #expect(tiny[0] == tiny[1])
    #expect(try Files.single.tokenizer(in: "bpe").fingerprint != tiny[0])
  }

  @Test func aTextThatIsTooLongIsRefusedAndNotCut() throws {
    let tokenizer = try Files.single.tokenizer(in: "clap-tiny/unfused")
    let text = "rain rain"
    let count = tokenizer.tokens(of: text).count
    #expect(try tokenizer.tokens(of: text, limit: count).count == count)
    #expect(throws: ClapError.textTooLong(tokens: count, limit: count - 1)) {
      try tokenizer.tokens(of: text, limit: count - 1)
    }
    #expect(throws: ClapError.self) {
      try tokenizer.tokens(of: String(repeating: "ab", count: 5_000_000), limit: 512)
    }
  }

  @Test func aTokenizerOfAnotherModelIsRefused() throws {
    let tokenizer = try Files.single.tokenizer(in: "clap-tiny/unfused")
    try tokenizer.check(rows: 600)
    let error = #expect(throws: ClapError.self) { try tokenizer.check(rows: 599) }
    guard case .tokenizerMismatch(_, words: 600, rows: 599) = error else {
      Issue.record("\(error as Any)")
      return
    }
  }

  /// The tiny model's tokenizer with one text of its file replaced.
  private func changed(
    _ old: String, to new: String
  ) throws -> Result<ByteLevelBPE, ClapError> {
    let whole = try String(
      contentsOf: Fixtures.file("clap-tiny/unfused/tokenizer.json"), encoding: .utf8)
    #expect(whole.contains(old), "\(old)")
    return try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("tokenizer.json")
      try Data(whole.replacing(old, with: new).utf8).write(to: file)
      return Result { () throws(ClapError) in try ByteLevelBPE(.single(file)) }
    }
  }

  @Test(arguments: [
    (#""type": "BPE""#, #""type": "WordPiece""#, "WordPiece"),
    (#""normalizer": null"#, #""normalizer": {"type": "Lowercase"}"#, "changes"),
    (#""add_prefix_space": false, "trim"#, #""add_prefix_space": true, "trim"#, "space before"),
    (#""use_regex": true}, "post"#, #""use_regex": false}, "post"#, "GPT-2"),
    (#""pre_tokenizer": {"type": "ByteLevel""#, #""pre_tokenizer": {"type": "X""#, "GPT-2"),
    (#""single_word": false"#, #""single_word": true"#, "alone"),
    (#""merges": ["i n""#, #""merges": ["i zzz""#, "zzz"),
    (#""merges": ["i n""#, #""merges": ["in""#, "JSON"),
    (#""merges": ["i n""#, #""merges": [["i","n","g"]"#, "JSON"),
    (#""!": 4"#, #""!!": 4"#, "0x21"), (#""!": 4"#, #""!": -4"#, "-4"),
    (#""!": 4"#, #""!": 4.5"#, "JSON"), (#""merges""#, #""merged""#, "merges"),
    ("<s>", "<S>", "<s>"),
    (#""id": 2,"#, #""id": -2,"#, "-2"), (#""id": 2,"#, #""id": 9223372036854775807,"#, "807"),
  ])
  func anotherTokenizerIsNamed(old: String, new: String, hint: String) throws {
    let error = #expect(throws: ClapError.self) { try changed(old, to: new).get() }
    guard case .badTokenizer = error else {
      Issue.record("\(error as Any)")
      return
    }
    #expect(error?.description.contains(hint) == true, "\(error as Any)")
  }

  @Test func mergesMayBePairs() throws {
    let pairs = try changed(#""merges": ["i n""#, to: #""merges": [["i","n"]"#).get()
    #expect(try pairs.fingerprint == Files.single.tokenizer(in: "clap-tiny/unfused").fingerprint)
  }

  @Test func linesOfMergesMayEndAsOnWindows() throws {
    let folder = "clap-tiny/unfused"
    let text = try String(contentsOf: Fixtures.file("\(folder)/merges.txt"), encoding: .utf8)
    try withTemporaryFolder { temporary in
      let file = temporary.appendingPathComponent("merges.txt")
      func tokenizer(_ text: String) throws -> ByteLevelBPE {
        try Data(text.utf8).write(to: file)
        return try ByteLevelBPE(
          .pair(vocabulary: Fixtures.file("\(folder)/vocab.json"), merges: file))
      }
      let expected = try Files.pair.tokenizer(in: folder).fingerprint
      #expect(try tokenizer(text.replacing("\n", with: "\r\n")).fingerprint == expected)
      for broken in ["i n\nin\n", "i  n\n", "i n g\n"] {
        let error = #expect(throws: ClapError.self) { try tokenizer(broken) }
        #expect(error?.description.contains("line") == true)
      }
    }
  }
}
