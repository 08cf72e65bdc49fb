/// The identity of a clip: the SHA-256 of its file's bytes.
///
/// Labels and caches refer to clips by content, so a moved or renamed file keeps both. The text
/// form is what `sha256sum FILE` prints.
public struct ClipID: Hashable, Sendable {
  /// The digest as four big-endian numbers.
  ///
  /// Not a SIMD vector: that is aligned to 32 bytes, which the frames of asynchronous functions are
  /// not, and a clip in one then overwrites its neighbours on the heap
  /// (<https://github.com/swiftlang/swift/issues/91639> is of that kind).
  private struct Words: Hashable, Sendable {
    private var first: UInt64 = 0
    private var second: UInt64 = 0
    private var third: UInt64 = 0
    private var fourth: UInt64 = 0

    subscript(index: Int) -> UInt64 {
      get {
        switch index {
        case 0: first
        case 1: second
        case 2: third
        default: fourth
        }
      }
      set {
        switch index {
        case 0: first = newValue
        case 1: second = newValue
        case 2: third = newValue
        default: fourth = newValue
        }
      }
    }
  }

  private let words: Words

  /// - Parameter digest: The 32 bytes of a SHA-256; any other count gives nil.
  public init?(digest: some Collection<UInt8>) {
    guard digest.count == 32 else { return nil }
    var words = Words()
    for (index, byte) in digest.enumerated() {
      words[index / 8] = words[index / 8] << 8 | UInt64(byte)
    }
    self.words = words
  }

  /// How many bytes a digest has.
  public static let byteCount = 32

  /// - Parameter bytes: The 32 bytes of a SHA-256.
  public init(digestAt bytes: UnsafeRawPointer) {
    var words = Words()
    for index in 0..<4 {
      words[index] = UInt64(
        bigEndian: bytes.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self))
    }
    self.words = words
  }

  /// Writes the 32 bytes of the digest.
  public func store(at bytes: UnsafeMutableRawPointer) {
    for index in 0..<4 {
      bytes.storeBytes(of: words[index].bigEndian, toByteOffset: 8 * index, as: UInt64.self)
    }
  }

  /// - Parameter hex: 64 hexadecimal digits, in either case; anything else gives nil.
  public init?(hex: some StringProtocol) {
    guard hex.utf8.count == 64 else { return nil }
    // Plain bytes: a library has tens of thousands of these to read before a search.
    var text = String(hex)
    let words = text.withUTF8 { digits -> Words? in
      var words = Words()
      for place in 0..<4 {
        var word: UInt64 = 0
        for digit in digits[(16 * place)..<(16 * place + 16)] {
          guard let value = Self.value(ofHexDigit: digit) else { return nil }
          word = word << 4 | value
        }
        words[place] = word
      }
      return words
    }
    guard let words else { return nil }
    self.words = words
  }

  private static func value(ofHexDigit digit: UInt8) -> UInt64? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(digit - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(digit - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(digit - UInt8(ascii: "A") + 10)
    default: nil
    }
  }

  /// 64 lower-case hexadecimal digits.
  public var hex: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(unsafeUninitializedCapacity: 64) { buffer in
      for index in 0..<64 {
        buffer[index] = digits[Int(words[index / 16] >> UInt64(60 - 4 * (index % 16)) & 15)]
      }
      return 64
    }
  }
}

extension ClipID {
  /// A generator of numbers that depend on the content and on `seed` alone.
  ///
  /// - Parameters:
  ///   - seed: Of everything drawn for one purpose.
  ///   - stream: Tells several draws for one clip apart.
  /// - Returns: A generator of its own for each clip, seed and stream.
  public func generator(seed: UInt64, stream: UInt64 = 0) -> SeededGenerator {
    var mixed = SeededGenerator(seed: words[0] ^ stream)
    return SeededGenerator(seed: mixed.next() ^ seed)
  }
}

extension ClipID: Comparable {
  public static func < (left: ClipID, right: ClipID) -> Bool {
    for index in 0..<4 where left.words[index] != right.words[index] {
      return left.words[index] < right.words[index]
    }
    return false
  }
}

extension ClipID: CustomStringConvertible {
  public var description: String { hex }
}

extension ClipID: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let clip = ClipID(hex: text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\(text) is not a clip: 64 hexadecimal digits are")
    }
    self = clip
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(hex)
  }
}
