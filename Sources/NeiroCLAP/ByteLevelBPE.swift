import NeiroCore

/// RoBERTa's tokenizer: byte pairs, merged in the order in which they were learnt.
///
/// A text becomes `<s>`, its tokens, `</s>`. Any text can be written: all bytes are tokens.
///
/// *Source*: Sennrich, Haddow and Birch, "Neural machine translation of rare words with subword
/// units", 2016, <https://arxiv.org/abs/1508.07909>; Liu et al., "RoBERTa", 2019,
/// <https://arxiv.org/abs/1907.11692>.
public struct ByteLevelBPE: Sendable {
  struct Pair: Hashable, Sendable {
    let left: Int
    let right: Int
  }

  struct Merge: Hashable, Sendable {
    /// Lower ranks are merged first.
    let rank: Int
    let id: Int
  }

  /// Where it was read; names it in messages.
  public let path: String
  /// One more than the highest token.
  public let wordCount: Int
  private let bytes: [Int]
  private let merges: [Pair: Merge]
  private let special: SpecialTokens
  private let start: Int
  private let end: Int
  private let longestToken: Int

  /// - Parameters:
  ///   - path: Names the tokenizer in messages.
  ///   - vocabulary: The token of every word, written in ``ByteAlphabet``.
  ///   - merges: What is merged, in the order of the ranks.
  ///   - special: Cut out before anything else.
  /// - Throws: ``ClapError/badTokenizer(path:reason:)``.
  init(
    path: String, vocabulary: [String: Int], merges: [(String, String)],
    special: [SpecialTokens.Token]
  ) throws(ClapError) {
    func refuse(_ reason: String) -> ClapError { .badTokenizer(path: path, reason: reason) }
    for (word, id) in special.map({ ($0.text, $0.id) }) + Array(vocabulary) {
      guard (0..<1 << 31).contains(id) else { throw refuse("the token of “\(word)” is \(id)") }
    }
    var ids: [[UInt8]: Int] = [:]
    for (word, id) in vocabulary {
      if let bytes = ByteAlphabet.bytes(of: word) { ids[bytes] = id }
    }
    var bytes: [Int] = []
    for byte in UInt8.min...UInt8.max {
      guard let id = ids[[byte]] else {
        throw refuse("it has no token for the byte 0x\(String(byte, radix: 16))")
      }
      bytes.append(id)
    }
    var ranked: [Pair: Merge] = [:]
    for (rank, (left, right)) in merges.enumerated() {
      guard let leftBytes = ByteAlphabet.bytes(of: left),
        let rightBytes = ByteAlphabet.bytes(of: right), let leftID = ids[leftBytes],
        let rightID = ids[rightBytes], let id = ids[leftBytes + rightBytes]
      else { throw refuse("it merges “\(left)” and “\(right)”, which are no words of it") }
      // A pair that is listed twice has its later rank, as in Hugging Face's library.
      ranked[Pair(left: leftID, right: rightID)] = Merge(rank: rank, id: id)
    }
    func token(_ text: String) -> Int? {
      special.first { $0.text == text }?.id ?? vocabulary[text]
    }
    guard let start = token("<s>"), let end = token("</s>") else {
      throw refuse("it has no <s> and </s>")
    }
    self.path = path
    self.bytes = bytes
    self.merges = ranked
    self.special = SpecialTokens(special)
    self.start = start
    self.end = end
    wordCount = (vocabulary.values.max() ?? 0).advanced(by: 1)
    longestToken = ids.keys.lazy.map(\.count).max() ?? 1
  }

  /// Throws unless a text tower of `rows` words has one for every token.
  ///
  /// - Parameter rows: Rows of the table of words.
  /// - Throws: ``ClapError/tokenizerMismatch(path:words:rows:)``.
  public func check(rows: Int) throws(ClapError) {
    let words = max(wordCount, special.tokens.map { $0.id + 1 }.max() ?? 0)
    guard words <= rows else { throw .tokenizerMismatch(path: path, words: words, rows: rows) }
  }

  /// The tokens of a text, `<s>` and `</s>` included.
  ///
  /// - Parameters:
  ///   - text: Taken as it is typed.
  ///   - limit: The most tokens that the model reads.
  /// - Returns: Two tokens or more.
  /// - Throws: ``ClapError/textTooLong(tokens:limit:)``: nothing is left out in silence.
  public func tokens(of text: String, limit: Int) throws(ClapError) -> [Int] {
    // A text of a megabyte is refused without merging it all.
    let fewest = text.utf8.count / max(longestToken, special.longest) + 2
    guard fewest <= 4 * limit else { throw .textTooLong(tokens: fewest, limit: limit) }
    let tokens = tokens(of: text)
    guard tokens.count <= limit else { throw .textTooLong(tokens: tokens.count, limit: limit) }
    return tokens
  }

  /// The first tokens of a text, so that with `<s>` and `</s>` there are at most `limit`: what other
  /// programs make of a long one.
  public func tokens(of text: String, truncatedTo limit: Int) -> [Int] {
    let tokens = tokens(of: text)
    return tokens.count <= limit ? tokens : tokens.prefix(max(limit - 1, 1)) + [end]
  }

  /// The tokens of a text of any length, `<s>` and `</s>` included.
  public func tokens(of text: String) -> [Int] {
    var tokens = [start]
    for part in special.parts(of: Array(text.unicodeScalars)) {
      switch part {
      case .token(let id): tokens.append(id)
      case .text(let scalars):
        for piece in PreSplitter.pieces(of: scalars) { tokens += merged(piece) }
      }
    }
    return tokens + [end]
  }

  /// The tokens of one piece: again and again, the pair that was learnt first is merged wherever it
  /// stands.
  private func merged(_ piece: ArraySlice<Unicode.Scalar>) -> [Int] {
    var tokens = piece.flatMap { UTF8.encode($0)?.map { bytes[Int($0)] } ?? [] }
    while tokens.count > 1 {
      var best: (pair: Pair, merge: Merge)?
      for (left, right) in zip(tokens, tokens.dropFirst()) {
        let pair = Pair(left: left, right: right)
        guard let merge = merges[pair], merge.rank < best?.merge.rank ?? .max else { continue }
        best = (pair, merge)
      }
      guard let best else { break }
      var shorter: [Int] = []
      var place = 0
      while place < tokens.count {
        if place + 1 < tokens.count, tokens[place] == best.pair.left,
          tokens[place + 1] == best.pair.right
        {
          shorter.append(best.merge.id)
          place += 2
        } else {
          shorter.append(tokens[place])
          place += 1
        }
      }
      tokens = shorter
    }
    return tokens
  }

  /// Tells this tokenizer from others, whichever files it comes from: 16 hexadecimal digits.
  public var fingerprint: String {
    var hash = FNV1a()
    hash.combine("\(start) \(end) \(bytes)\n")
    for (pair, merge) in merges.sorted(by: { $0.value.rank < $1.value.rank }) {
      hash.combine("\(pair.left) \(pair.right) \(merge.id)\n")
    }
    for token in special.tokens {
      hash.combine("\(token.text) \(token.id) \(token.stripsLeft) \(token.stripsRight)\n")
    }
    return hash.hex
  }
}
