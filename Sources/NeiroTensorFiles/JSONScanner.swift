/// Reads the JSON of a safetensors header, which JSONDecoder would accept with a name given twice.
struct JSONScanner {
  struct NotJSON: Error {}

  private let bytes: UnsafeRawBufferPointer
  private var offset = 0
  private static let deepest = 64

  init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
  }

  /// Reads `{…}`; `member` is told each name and has to read its value.
  mutating func object(
    _ member: (String, inout JSONScanner) throws(NotJSON) -> Void
  ) throws(NotJSON) {
    try expect("{")
    if take("}") { return }
    var names: Set<String> = []
    repeat {
      let name = try string()
      guard names.insert(name).inserted else { throw NotJSON() }
      try expect(":")
      try member(name, &self)
    } while take(",")
    try expect("}")
  }

  mutating func integers() throws(NotJSON) -> [Int] {
    try expect("[")
    var numbers: [Int] = []
    if take("]") { return numbers }
    repeat { numbers.append(try integer()) } while take(",")
    try expect("]")
    return numbers
  }

  mutating func string() throws(NotJSON) -> String {
    try expect("\"")
    var text: [UInt8] = []
    while let byte = next() {
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else { throw NotJSON() }
        return string
      case UInt8(ascii: "\\"): try escape(into: &text)
      case ..<0x20: throw NotJSON()
      default: text.append(byte)
      }
    }
    throw NotJSON()
  }

  /// Passes over a value of any kind.
  mutating func skip(depth: Int = 0) throws(NotJSON) {
    guard depth < Self.deepest else { throw NotJSON() }
    skipSpace()
    switch peek() {
    case UInt8(ascii: "{"):
      try object { (_, scanner) throws(NotJSON) in try scanner.skip(depth: depth + 1) }
    case UInt8(ascii: "["):
      try expect("[")
      if take("]") { return }
      repeat { try skip(depth: depth + 1) } while take(",")
      try expect("]")
    case UInt8(ascii: "\""): _ = try string()
    default:
      let start = offset
      while let byte = peek(), Self.isPartOfWord(byte) { offset += 1 }
      let word = String(decoding: bytes[start..<offset], as: UTF8.self)
      guard ["true", "false", "null"].contains(word) || Double(word) != nil else { throw NotJSON() }
    }
  }

  /// Throws unless only white space is left.
  mutating func end() throws(NotJSON) {
    skipSpace()
    guard offset == bytes.count else { throw NotJSON() }
  }

  // MARK: - Pieces

  private static func isPartOfWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "E"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
      true
    default: false
    }
  }

  private mutating func integer() throws(NotJSON) -> Int {
    skipSpace()
    let start = offset
    while let byte = peek(), Self.isPartOfWord(byte) { offset += 1 }
    guard offset > start, bytes[start] != UInt8(ascii: "+"),
      let number = Int(String(decoding: bytes[start..<offset], as: UTF8.self))
    else { throw NotJSON() }
    return number
  }

  private mutating func escape(into text: inout [UInt8]) throws(NotJSON) {
    switch next() {
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case let byte? where "\"\\/".utf8.contains(byte): text.append(byte)
    case UInt8(ascii: "u"):
      var code = UInt32(try unit())
      if (0xD800..<0xDC00).contains(code) {
        guard next() == UInt8(ascii: "\\"), next() == UInt8(ascii: "u") else { throw NotJSON() }
        let low = UInt32(try unit())
        guard (0xDC00..<0xE000).contains(low) else { throw NotJSON() }
        code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else { throw NotJSON() }
      text += String(Character(scalar)).utf8
    default: throw NotJSON()
    }
  }

  private mutating func unit() throws(NotJSON) -> UInt16 {
    guard bytes.count - offset >= 4,
      let unit = UInt16(String(decoding: bytes[offset..<offset + 4], as: UTF8.self), radix: 16)
    else { throw NotJSON() }
    offset += 4
    return unit
  }

  private func peek() -> UInt8? { offset < bytes.count ? bytes[offset] : nil }

  private mutating func next() -> UInt8? {
    guard let byte = peek() else { return nil }
    offset += 1
    return byte
  }

  private mutating func skipSpace() {
    while let byte = peek(), [0x20, 0x09, 0x0A, 0x0D].contains(byte) { offset += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard peek() == UInt8(ascii: character) else { return false }
    offset += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(NotJSON) {
    guard take(character) else { throw NotJSON() }
  }
}
