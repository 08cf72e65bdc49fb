public import NeiroCore

/// The clips of a cache by row, laid out to be mapped: what `library.sqlite` says of them, for a search
/// that hasn't the time to read tens of thousands of its rows.
///
/// It is a copy, made when it is missing or the database has changed. The bytes, little-endian: a header
/// of 128, then for N clips 32 bytes of digest, 8 of seconds, 4 of the rows in the order of their clips,
/// and one of flags.
public struct ClipTable: Sendable {
  /// N
  public let rowCount: Int
  let block: ByteBlock

  /// “NEIROCLP” as bytes.
  private static let magic: UInt64 = 0x504c_434f_5249_454e
  private static let version: UInt64 = 1
  private static let headerBytes = 128
  private static let stampWords = 4..<8
  private static let (hasFile, isLoop): (UInt8, UInt8) = (1, 2)

  private var durations: Int { Self.headerBytes + ClipID.byteCount * rowCount }
  private var order: Int { durations + 8 * rowCount }
  private var flags: Int { order + 4 * rowCount }

  private static func byteCount(rowCount: Int) -> Int {
    headerBytes + ((ClipID.byteCount + 8 + 4 + 1) * rowCount + 7) & ~7
  }

  // MARK: - Reading

  /// What was kept; nil unless these are such bytes, whole, and of this database as it is.
  ///
  /// - Parameters:
  ///   - kept: ``block`` of an earlier table.
  ///   - stamp: That of the database now.
  ///   - encoder: Whose cache it is.
  init?(kept: ByteBlock, stamp: DatabaseStamp, encoder: EncoderIdentity) {
    let bytes = kept.bytes
    guard bytes.count >= Self.headerBytes, bytes.count.isMultiple(of: 8) else { return nil }
    func word(_ index: Int) -> UInt64 {
      UInt64(littleEndian: bytes.load(fromByteOffset: 8 * index, as: UInt64.self))
    }
    guard word(0) == Self.magic, word(1) == Self.version, word(2) <= UInt64(bytes.count),
      word(3) == Self.key(of: encoder), Self.stampWords.map(word) == stamp.words
    else { return nil }
    rowCount = Int(word(2))
    block = kept
    guard bytes.count == Self.byteCount(rowCount: rowCount), word(9) == checksum else {
      return nil
    }
    kept.forget(bytes)  // of millions of clips, a search looks at few
  }

  private var checksum: UInt64 {
    ByteBlock.checksum(of: UnsafeRawBufferPointer(rebasing: block.bytes[Self.headerBytes...]))
  }

  private static func key(of encoder: EncoderIdentity) -> UInt64 {
    var hash = FNV1a()
    hash.combine("\(encoder) \(encoder.dimension)")
    return hash.value
  }

  /// Tells these clips and their roles from others: 16 hexadecimal digits.
  public var contents: String { FNV1a.hex(word(8)) }

  private func word(_ index: Int) -> UInt64 {
    UInt64(littleEndian: block.bytes.load(fromByteOffset: 8 * index, as: UInt64.self))
  }

  public subscript(row: Int) -> ClipRecord {
    withBytes { base in
      let flags = base.load(fromByteOffset: flags + row, as: UInt8.self)
      return ClipRecord(
        clip: clip(at: row, base), row: row,
        durationSeconds: base.load(fromByteOffset: durations + 8 * row, as: Double.self),
        hasFile: flags & Self.hasFile != 0, role: flags & Self.isLoop != 0 ? .query : .gallery)
    }
  }

  /// All clips, in the order of their rows.
  public var clips: [ClipRecord] { (0..<rowCount).map { self[$0] } }

  /// The same clips without what is recorded of them.
  public var clipList: ClipList {
    ClipList(count: rowCount) { row in withBytes { clip(at: row, $0) } }
  }

  /// The role of every row.
  public var roles: [RetrievalRole] {
    withFlags { $0.map { $0 & Self.isLoop != 0 ? .query : .gallery } }
  }

  /// The rows that results may show: presets that are there.
  public var results: RowSet {
    withFlags { flags in RowSet(rowCount: rowCount) { flags[$0] == Self.hasFile } }
  }

  private func withFlags<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    withBytes { body(UnsafeRawBufferPointer(start: $0 + flags, count: rowCount)) }
  }

  /// The row of `clip`, or nil if it has none.
  ///
  /// - Complexity: O(log N).
  public func row(of clip: ClipID) -> Int? {
    withBytes { base in
      func row(at place: Int) -> Int {
        Int(base.load(fromByteOffset: order + 4 * place, as: UInt32.self))
      }
      var (low, high) = (0, rowCount)
      while low < high {
        let middle = (low + high) / 2
        if self.clip(at: row(at: middle), base) < clip { low = middle + 1 } else { high = middle }
      }
      guard low < rowCount, self.clip(at: row(at: low), base) == clip else { return nil }
      return row(at: low)
    }
  }

  private func clip(at row: Int, _ base: UnsafeRawPointer) -> ClipID {
    ClipID(digestAt: base + Self.headerBytes + ClipID.byteCount * row)
  }

  private func withBytes<Result>(_ body: (UnsafeRawPointer) -> Result) -> Result {
    withExtendedLifetime(block) {
      guard let base = block.bytes.baseAddress else { preconditionFailure("a table has a header") }
      return body(base)
    }
  }

  // MARK: - Making

  /// - Parameters:
  ///   - records: In the order of their rows, from 0 on.
  ///   - stamp: That of the database they were read from; nil for a table that isn't kept.
  ///   - encoder: Whose cache it is.
  init(_ records: [ClipRecord], stamp: DatabaseStamp?, encoder: EncoderIdentity) {
    let count = records.count
    rowCount = count
    var memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    block = ByteBlock(count: Self.byteCount(rowCount: count)) { memory = $0 }
    guard let base = memory.baseAddress else { return }
    var contents = FNV1a()
    for (row, record) in records.enumerated() {
      record.clip.store(at: base + Self.headerBytes + ClipID.byteCount * row)
      base.storeBytes(
        of: record.durationSeconds, toByteOffset: durations + 8 * row, as: Double.self)
      base.storeBytes(
        of: (record.hasFile ? Self.hasFile : 0) | (record.role == .query ? Self.isLoop : 0),
        toByteOffset: flags + row, as: UInt8.self)
      contents.combine("\(record.clip.hex) \(record.role.rawValue)\n")
    }
    for (place, row) in records.indices.sorted(by: { records[$0].clip < records[$1].clip })
      .enumerated()
    {
      base.storeBytes(of: UInt32(row), toByteOffset: order + 4 * place, as: UInt32.self)
    }
    let header =
      [Self.magic, Self.version, UInt64(count), Self.key(of: encoder)]
      + (stamp?.words ?? [0, 0, 0, 0]) + [contents.value, checksum]
    for (index, word) in header.enumerated() {
      base.storeBytes(of: word.littleEndian, toByteOffset: 8 * index, as: UInt64.self)
    }
  }
}
