/// Where the members of a zip archive lie in its file. Nothing is unpacked.
///
/// *Source*: PKWARE's APPNOTE, <https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT>,
/// sections 4.3.6 to 4.5.3.
struct ZipDirectory {
  struct Member: Hashable {
    /// Which bytes of the file are the member's, as they are stored.
    let bytes: Range<Int>
    /// Whether they are the contents themselves, neither compressed nor encrypted.
    let isStored: Bool
  }

  let members: [String: Member]

  private static let endSignature: UInt32 = 0x0605_4b50
  private static let end64Signature: UInt32 = 0x0606_4b50
  private static let locatorSignature: UInt32 = 0x0706_4b50
  private static let entrySignature: UInt32 = 0x0201_4b50
  private static let memberSignature: UInt32 = 0x0403_4b50
  private static let endBytes = 22
  private static let locatorBytes = 20
  private static let longestComment = 65_535

  /// - Parameter file: All bytes of the file.
  /// - Throws: ``FormatFlaw/damaged(reason:)``.
  init(of file: UnsafeRawBufferPointer) throws(FormatFlaw) {
    guard let end = Self.end(of: file), let directory = Self.directory(end, in: file) else {
      throw .damaged(reason: "its list of contents is missing, as when a download broke off")
    }
    var cursor = ByteCursor(file, at: directory.start)
    var members: [String: Member] = [:]
    for _ in 0..<directory.count {
      guard let (name, member) = Self.entry(&cursor, in: file) else {
        throw .damaged(reason: "its list of contents contradicts its length")
      }
      guard members.updateValue(member, forKey: name) == nil else {
        throw .damaged(reason: "it holds \(name) twice")
      }
    }
    self.members = members
  }

  /// The place of the end record, which only a comment may follow.
  private static func end(of file: UnsafeRawBufferPointer) -> Int? {
    let last = file.count - endBytes
    guard last >= 0 else { return nil }
    for place in stride(from: last, through: max(0, last - longestComment), by: -1) {
      var cursor = ByteCursor(file, at: place)
      guard cursor.number(UInt32.self) == endSignature else { continue }
      cursor = ByteCursor(file, at: place + endBytes - 2)
      if let comment = cursor.number(UInt16.self), cursor.left == Int(comment) { return place }
    }
    return nil
  }

  private static func directory(
    _ end: Int, in file: UnsafeRawBufferPointer
  ) -> (start: Int, count: Int)? {
    var cursor = ByteCursor(file, at: end + 10)
    guard let count = cursor.number(UInt16.self), let size = cursor.number(UInt32.self),
      let start = cursor.number(UInt32.self)
    else { return nil }
    guard count == .max || size == .max || start == .max else { return (Int(start), Int(count)) }
    // ZIP64: the true numbers are in a record of their own.
    guard end >= locatorBytes else { return nil }
    cursor = ByteCursor(file, at: end - locatorBytes)
    guard cursor.number(UInt32.self) == locatorSignature, cursor.number(UInt32.self) != nil,
      let place = cursor.number(UInt64.self).flatMap({ Int(exactly: $0) })
    else { return nil }
    cursor = ByteCursor(file, at: place)
    guard cursor.number(UInt32.self) == end64Signature, cursor.take(28) != nil,
      let longCount = cursor.number(UInt64.self).flatMap({ Int(exactly: $0) }),
      cursor.number(UInt64.self) != nil,
      let longStart = cursor.number(UInt64.self).flatMap({ Int(exactly: $0) })
    else { return nil }
    return (longStart, longCount)
  }

  private static func entry(
    _ cursor: inout ByteCursor, in file: UnsafeRawBufferPointer
  ) -> (String, Member)? {
    guard cursor.number(UInt32.self) == entrySignature, cursor.take(4) != nil,
      let flags = cursor.number(UInt16.self), let method = cursor.number(UInt16.self),
      cursor.take(8) != nil,
      let packed = cursor.number(UInt32.self), let unpacked = cursor.number(UInt32.self),
      let nameBytes = cursor.number(UInt16.self), let extraBytes = cursor.number(UInt16.self),
      let commentBytes = cursor.number(UInt16.self), cursor.take(8) != nil,
      let header = cursor.number(UInt32.self), let name = cursor.take(Int(nameBytes)),
      let extra = cursor.take(Int(extraBytes)), cursor.take(Int(commentBytes)) != nil,
      let sizes = long([unpacked, packed, header], in: extra)
    else { return nil }
    var local = ByteCursor(file, at: sizes[2])
    guard local.number(UInt32.self) == memberSignature, local.take(22) != nil,
      let localName = local.number(UInt16.self), let localExtra = local.number(UInt16.self),
      local.take(Int(localName)) != nil, local.take(Int(localExtra)) != nil
    else { return nil }
    let start = local.offset
    guard local.take(sizes[1]) != nil else { return nil }
    let isStored = method == 0 && flags & 1 == 0 && sizes[0] == sizes[1]
    return (
      String(decoding: name, as: UTF8.self),
      Member(bytes: start..<start + sizes[1], isStored: isStored)
    )
  }

  /// Numbers of 32 bits, those that are full taken from the ZIP64 field in their order.
  private static func long(_ numbers: [UInt32], in extra: UnsafeRawBufferPointer) -> [Int]? {
    guard numbers.contains(.max) else { return numbers.map { Int($0) } }
    var cursor = ByteCursor(extra)
    while let id = cursor.number(UInt16.self), let size = cursor.number(UInt16.self),
      let field = cursor.take(Int(size))
    {
      guard id == 1 else { continue }
      var field = ByteCursor(field)
      var long: [Int] = []
      for number in numbers {
        if number != .max {
          long.append(Int(number))
        } else if let number = field.number(UInt64.self).flatMap({ Int(exactly: $0) }) {
          long.append(number)
        } else {
          return nil
        }
      }
      return long
    }
    return nil
  }
}
