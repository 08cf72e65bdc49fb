/// What a safetensors file says about its tensors, checked against the file's length.
///
/// *Source*: <https://github.com/huggingface/safetensors#format>.
public struct SafetensorsHeader: Sendable {
  public struct Entry: Hashable, Sendable {
    public let shape: [Int]
    /// What the file calls the numbers' type; it may be one of a later version of the format.
    public let typeName: String
    /// Which bytes of the file are the tensor's.
    public let bytes: Range<Int>

    public var type: NumberType? { NumberType(rawValue: typeName) }
  }

  public let entries: [String: Entry]

  /// The largest header that the format allows, in bytes.
  private static let mostBytes: UInt64 = 100_000_000

  /// - Parameter file: All bytes of the file.
  /// - Throws: ``FormatFlaw/damaged(reason:)``.
  public init(of file: UnsafeRawBufferPointer) throws(FormatFlaw) {
    var cursor = ByteCursor(file)
    guard let length = cursor.number(UInt64.self) else {
      throw .damaged(reason: "it is only \(file.count) bytes long")
    }
    guard length <= Self.mostBytes, let json = cursor.take(Int(length)) else {
      throw .damaged(reason: "its header claims \(length) of \(file.count) bytes")
    }
    let raw: [String: RawEntry]
    do {
      raw = try Self.read(json)
    } catch {
      throw .damaged(reason: "its header is not the JSON that safetensors prescribes")
    }
    let body = cursor.offset..<file.count
    var entries: [String: Entry] = [:]
    for (name, entry) in raw { entries[name] = try Self.check(entry, name, in: body) }
    try Self.checkOrder(of: entries, in: body)
    self.entries = entries
  }

  private struct RawEntry {
    var type: String?
    var shape: [Int]?
    var offsets: [Int]?
  }

  private static func read(
    _ json: UnsafeRawBufferPointer
  ) throws(JSONScanner.NotJSON) -> [String: RawEntry] {
    var scanner = JSONScanner(json)
    var entries: [String: RawEntry] = [:]
    try scanner.object { (name, scanner) throws(JSONScanner.NotJSON) in
      guard name != "__metadata__" else { return try scanner.skip() }
      var entry = RawEntry()
      try scanner.object { (key, scanner) throws(JSONScanner.NotJSON) in
        switch key {
        case "dtype": entry.type = try scanner.string()
        case "shape": entry.shape = try scanner.integers()
        case "data_offsets": entry.offsets = try scanner.integers()
        default: try scanner.skip()
        }
      }
      entries[name] = entry
    }
    try scanner.end()
    guard entries.values.allSatisfy({ $0.type != nil && $0.shape != nil && $0.offsets != nil })
    else { throw JSONScanner.NotJSON() }
    return entries
  }

  private static func check(
    _ entry: RawEntry, _ name: String, in body: Range<Int>
  ) throws(FormatFlaw) -> Entry {
    let shape = entry.shape ?? []
    guard let count = StoredTensor.count(of: shape), count <= 8 * body.count else {
      throw .damaged(reason: "tensor \(name) has the impossible shape \(shape)")
    }
    let outside = FormatFlaw.damaged(
      reason: "tensor \(name) lies outside the file or has another size")
    guard let offsets = entry.offsets, offsets.count == 2, offsets[0] >= 0,
      offsets[0] <= offsets[1], offsets[1] <= body.count
    else { throw outside }
    let checked = Entry(
      shape: shape, typeName: entry.type ?? "",
      bytes: body.lowerBound + offsets[0]..<body.lowerBound + offsets[1])
    if let type = checked.type {
      let (bits, overflow) = count.multipliedReportingOverflow(by: type.bits)
      guard !overflow, bits == 8 * checked.bytes.count else { throw outside }
    }
    return checked
  }

  /// Throws unless the tensors fill the body one after the other, as the format prescribes.
  private static func checkOrder(
    of entries: [String: Entry], in body: Range<Int>
  ) throws(FormatFlaw) {
    var end = body.lowerBound
    let inOrder = entries.sorted {
      ($0.value.bytes.lowerBound, $0.value.bytes.upperBound, $0.key)
        < ($1.value.bytes.lowerBound, $1.value.bytes.upperBound, $1.key)
    }
    for (name, entry) in inOrder {
      guard entry.bytes.lowerBound == end else {
        throw .damaged(
          reason: entry.bytes.lowerBound < end
            ? "tensor \(name) overlaps another" : "bytes before tensor \(name) belong to none")
      }
      end = entry.bytes.upperBound
    }
    guard end == body.upperBound else {
      throw .damaged(reason: "\(body.upperBound - end) bytes at its end belong to no tensor")
    }
  }
}
