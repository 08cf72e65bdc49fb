import Foundation

extension ByteLevelBPE {
  /// Reads a tokenizer's files.
  ///
  /// - Throws: ``ClapError/badTokenizer(path:reason:)``.
  public init(_ files: ClapFolder.Tokenizer) throws(ClapError) {
    switch files {
    case .single(let file): try self.init(tokenizer: file)
    case .pair(let vocabulary, let merges):
      try self.init(vocabulary: vocabulary, merges: merges)
    }
  }

  /// `tokenizer.json` of Hugging Face's library.
  private init(tokenizer file: URL) throws(ClapError) {
    let contents: TokenizerFile = try Self.decoded(file)
    func refuse(_ reason: String) -> ClapError { .badTokenizer(path: file.path, reason: reason) }
    guard contents.model.type ?? "BPE" == "BPE" else {
      throw refuse("its model is \(contents.model.type ?? ""), not BPE")
    }
    guard contents.normalizer == nil else { throw refuse("it changes a text before reading it") }
    guard let splitter = contents.preTokenizer, splitter.type == "ByteLevel",
      splitter.usesRegex ?? true
    else { throw refuse("it doesn't split a text as GPT-2 does") }
    guard splitter.addsSpace != true else { throw refuse("it puts a space before every text") }
    let added = contents.addedTokens ?? []
    guard added.allSatisfy({ $0.isSingleWord != true }) else {
      throw refuse("it has special tokens that must stand alone")
    }
    var pairs: [(String, String)] = []
    for merge in contents.model.merges { pairs.append((merge.left, merge.right)) }
    try self.init(
      path: file.path, vocabulary: contents.model.vocabulary, merges: pairs,
      special: added.map {
        .init(
          text: $0.text, id: $0.id, stripsLeft: $0.stripsLeft ?? false,
          stripsRight: $0.stripsRight ?? false)
      })
  }

  private static let specialTexts = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]

  /// `vocab.json` and `merges.txt`, as GPT-2 and RoBERTa came first.
  private init(vocabulary file: URL, merges mergesFile: URL) throws(ClapError) {
    let vocabulary: [String: Int] = try Self.decoded(file)
    guard let data = try? Data(contentsOf: mergesFile) else {
      throw .badTokenizer(path: mergesFile.path, reason: "it can't be read")
    }
    var pairs: [(String, String)] = []
    // By bytes: to a String, CR and LF are one character.
    for (number, line) in data.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated()
    {
      let line = String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self)
      if line.isEmpty || (number == 0 && line.hasPrefix("#version")) { continue }
      guard let merge = Merged(line) else {
        throw .badTokenizer(
          path: mergesFile.path, reason: "line \(number + 1) is not two words with a space between")
      }
      pairs.append((merge.left, merge.right))
    }
    try self.init(
      path: file.path, vocabulary: vocabulary, merges: pairs,
      special: Self.specialTexts.compactMap { text in
        vocabulary[text].map { .init(text: text, id: $0, stripsLeft: text == "<mask>") }
      })
  }

  private static func decoded<File: Decodable>(_ file: URL) throws(ClapError) -> File {
    let data: Data
    do {
      data = try Data(contentsOf: file)
    } catch {
      throw .badTokenizer(path: file.path, reason: "it can't be read")
    }
    do {
      return try JSONDecoder().decode(File.self, from: data)
    } catch DecodingError.keyNotFound(let key, _) {
      throw .badTokenizer(path: file.path, reason: "it lacks “\(key.stringValue)”")
    } catch {
      throw .badTokenizer(path: file.path, reason: "it is not the JSON that was expected")
    }
  }
}

// MARK: - The file's keys; others are passed over.

private struct TokenizerFile: Decodable {
  struct Model: Decodable {
    let type: String?
    let vocabulary: [String: Int]
    let merges: [Merged]

    enum CodingKeys: String, CodingKey {
      case type, merges
      case vocabulary = "vocab"
    }
  }

  struct Splitter: Decodable {
    let type: String
    let addsSpace: Bool?
    let usesRegex: Bool?

    enum CodingKeys: String, CodingKey {
      case type
      case addsSpace = "add_prefix_space"
      case usesRegex = "use_regex"
    }
  }

  struct Added: Decodable {
    let id: Int
    let text: String
    let isSingleWord: Bool?
    let stripsLeft: Bool?
    let stripsRight: Bool?

    enum CodingKeys: String, CodingKey {
      case id
      case text = "content"
      case isSingleWord = "single_word"
      case stripsLeft = "lstrip"
      case stripsRight = "rstrip"
    }
  }

  struct Normalizer: Decodable {}

  let model: Model
  let normalizer: Normalizer?
  let preTokenizer: Splitter?
  let addedTokens: [Added]?

  enum CodingKeys: String, CodingKey {
    case model, normalizer
    case preTokenizer = "pre_tokenizer"
    case addedTokens = "added_tokens"
  }
}

/// Two words that become one: `"a b"` in older files, `["a", "b"]` in newer ones.
private struct Merged: Decodable {
  let left: String
  let right: String

  init?(_ line: some StringProtocol) {
    let words = line.split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 2, !words[0].isEmpty, !words[1].isEmpty else { return nil }
    left = String(words[0])
    right = String(words[1])
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let line = try? container.decode(String.self) {
      guard let merged = Merged(line) else {
        throw DecodingError.dataCorruptedError(
          in: container, debugDescription: "“\(line)” is not two words")
      }
      self = merged
    } else {
      let words = try container.decode([String].self)
      guard words.count == 2 else {
        throw DecodingError.dataCorruptedError(
          in: container, debugDescription: "\(words) are not two words")
      }
      left = words[0]
      right = words[1]
    }
  }
}
