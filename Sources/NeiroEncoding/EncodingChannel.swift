public import Foundation

/// What is asked of an encoder in another process: to encode one sound, or one text.
public struct EncodingRequest: Hashable, Sendable, Codable {
  /// Comes back with the reply; replies may come in another order.
  public let id: Int
  /// nil for a sound.
  public let text: String?

  public init(id: Int, text: String?) {
    self.id = id
    self.text = text
  }
}

/// What came of a request.
public struct EncodingReply: Hashable, Sendable, Codable {
  public let id: Int
  /// Why there are no embeddings; nil if there are.
  public let failure: String?
  /// Whether it is the encoder that failed: it would for any other sound too.
  public let isEncodersFault: Bool

  public init(id: Int, failure: String? = nil, isEncodersFault: Bool = false) {
    self.id = id
    self.failure = failure
    self.isEncodersFault = isEncodersFault
  }
}

/// One direction of a conversation with an encoder in another process: messages, each a line of JSON
/// and behind it vectors of float32 numbers, whose lengths the line tells.
///
///     {"lengths":[144000],"message":{"id":1}}⏎ 144000 × 4 bytes, lowest first
public struct EncodingChannel {
  private struct Line<Message: Codable>: Codable {
    let lengths: [Int]
    let message: Message
  }

  /// Far more numbers than any sound that an encoder hears has.
  private static let longestVector = 1 << 30

  private let file: FileHandle
  private var unread = Data()

  public init(_ file: FileHandle) {
    self.file = file
  }

  /// - Throws: A file error if nobody reads at the other end.
  public func write(_ message: some Codable, _ vectors: [[Float]] = []) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    var bytes = try encoder.encode(Line(lengths: vectors.map(\.count), message: message))
    bytes.append(UInt8(ascii: "\n"))
    for vector in vectors { vector.withUnsafeBytes { bytes.append(contentsOf: $0) } }
    try file.write(contentsOf: bytes)
  }

  /// - Returns: nil if the other end is closed.
  /// - Throws: ``ChannelError`` for what is no such message.
  public mutating func read<Message: Codable>(
    _ type: Message.Type
  ) throws -> (message: Message, vectors: [[Float]])? {
    while !unread.contains(UInt8(ascii: "\n")) {
      guard try fill(atLeast: unread.count + 1) else { return nil }
    }
    let end = unread.firstIndex(of: UInt8(ascii: "\n")) ?? unread.endIndex
    let json = unread[unread.startIndex..<end]
    guard let line = try? JSONDecoder().decode(Line<Message>.self, from: json),
      line.lengths.allSatisfy({ (0...Self.longestVector).contains($0) })
    else {
      throw ChannelError.notAMessage(String(decoding: json.prefix(200), as: UTF8.self))
    }
    unread = Data(unread[unread.index(after: end)...])
    var vectors: [[Float]] = []
    for length in line.lengths {
      let byteCount = 4 * length
      guard try fill(atLeast: byteCount) else { return nil }
      vectors.append(
        [Float](unsafeUninitializedCapacity: length) { values, count in
          unread.copyBytes(to: UnsafeMutableRawBufferPointer(values), count: byteCount)
          count = length
        })
      unread = Data(unread.dropFirst(byteCount))
    }
    return (line.message, vectors)
  }

  /// Reads until `unread` has so many bytes; false if the other end closed before.
  private mutating func fill(atLeast count: Int) throws -> Bool {
    while unread.count < count {
      // One wait for what is there, so that a short message isn't held up.
      let chunk = file.availableData
      guard !chunk.isEmpty else { return false }
      unread.append(chunk)
    }
    return true
  }
}

public enum ChannelError: Error, Hashable, CustomStringConvertible {
  case notAMessage(String)

  public var description: String {
    switch self {
    case .notAMessage(let line): "the encoding worker said something that is no message: \(line)"
    }
  }
}
