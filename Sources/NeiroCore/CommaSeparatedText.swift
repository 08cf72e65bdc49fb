/// CSV as RFC 4180 has it, <https://www.rfc-editor.org/rfc/rfc4180>, read with tolerance: lines may
/// end in CR LF, LF or CR, a byte order mark is skipped, quoted fields may hold line ends.
public enum CommaSeparatedText {
  public struct Record: Hashable, Sendable {
    /// The line on which the record starts, counted from 1.
    public let line: Int
    public let fields: [String]
    /// What is wrong with the record's quotes, if anything.
    public let flaw: String?
  }

  /// The records of `text`, without empty lines.
  public static func records(in text: String) -> [Record] {
    var parser = Parser(bytes: Array(text.utf8))
    return parser.records()
  }

  /// A field as a CSV file holds it: quoted where it has to be.
  public static func quoted(_ field: String) -> String {
    let isPlain =
      !field.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
      && field.first != " " && field.last != " "
    return isPlain ? field : "\"\(field.replacing("\"", with: "\"\""))\""
  }

  private struct Parser {
    private static let (quote, comma) = (UInt8(ascii: "\""), UInt8(ascii: ","))
    private static let (carriageReturn, lineFeed) = (UInt8(ascii: "\r"), UInt8(ascii: "\n"))

    let bytes: [UInt8]
    var position = 0
    var line = 1

    init(bytes: [UInt8]) {
      self.bytes = bytes
      if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func records() -> [Record] {
      var records: [Record] = []
      while next != nil {
        let record = record()
        if record.fields != [""] || record.flaw != nil { records.append(record) }
      }
      return records
    }

    private mutating func record() -> Record {
      let start = line
      var fields: [String] = []
      var flaw: String?
      while true {
        fields.append(next == Self.quote ? quotedField(&flaw) : plainField())
        guard next == Self.comma else { break }
        position += 1
      }
      skipLineEnd()
      return Record(line: start, fields: fields, flaw: flaw)
    }

    private mutating func plainField() -> String {
      let start = position
      while let byte = next, byte != Self.comma, !isLineEnd(byte) { position += 1 }
      return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func quotedField(_ flaw: inout String?) -> String {
      var field: [UInt8] = []
      position += 1
      while true {
        guard let byte = next else {
          flaw = flaw ?? "a quote is opened and never closed"
          break
        }
        if byte == Self.quote {
          position += 1
          guard next == Self.quote else { break }
          field.append(byte)
          position += 1
        } else if isLineEnd(byte) {
          let start = position
          skipLineEnd()
          field += bytes[start..<position]
        } else {
          field.append(byte)
          position += 1
        }
      }
      let rest = plainField()
      if !rest.isEmpty { flaw = flaw ?? "there is text after a closing quote" }
      return String(decoding: field, as: UTF8.self) + rest
    }

    private func isLineEnd(_ byte: UInt8) -> Bool {
      byte == Self.carriageReturn || byte == Self.lineFeed
    }

    private mutating func skipLineEnd() {
      guard let byte = next else { return }
      position += 1
      if byte == Self.carriageReturn, next == Self.lineFeed { position += 1 }
      line += 1
    }
  }
}
