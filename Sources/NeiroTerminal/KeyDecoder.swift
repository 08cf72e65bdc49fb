/// Makes keys of the bytes that a terminal sends, however they are cut into pieces.
///
/// *Source*: ECMA-48 for control sequences; "XTerm Control Sequences",
/// <https://invisible-island.net/xterm/ctlseqs/ctlseqs.html>, for what keys send.
public struct KeyDecoder: Sendable {
  private var pending: [UInt8] = []

  public init() {}

  /// Whether bytes wait for more of their sequence. If nothing follows soon, see ``flush()``.
  public var isWaiting: Bool { !pending.isEmpty }

  /// - Returns: The keys that are complete now.
  public mutating func decode(_ bytes: some Sequence<UInt8>) -> [TerminalKey] {
    pending += bytes
    var keys: [TerminalKey] = []
    while let (key, length) = first() {
      pending.removeFirst(length)
      if let key { keys.append(key) }
    }
    return keys
  }

  /// Nothing followed: an Escape that begins nothing was the key itself.
  public mutating func flush() -> [TerminalKey] {
    defer { pending = [] }
    guard let first = pending.first else { return [] }
    return first == 0x1B && pending.count == 1 ? [.escape] : [.other]
  }

  /// The first key with its bytes, a nil key for bytes that mean nothing; nil if more must come.
  private func first() -> (key: TerminalKey?, length: Int)? {
    guard let byte = pending.first else { return nil }
    switch byte {
    case 0x1B: return escapeSequence()
    case 0x0A, 0x0D: return (.enter, 1)
    case 0x09: return (.tab, 1)
    case 0x08, 0x7F: return (.backspace, 1)
    case 0x01...0x1A:
      return (.control(Character(Unicode.Scalar(byte + 0x60))), 1)
    case 0x00, 0x1C...0x1F: return (.other, 1)
    case 0x20...0x7E: return (.character(Character(Unicode.Scalar(byte))), 1)
    default: return multibyte(byte)
    }
  }

  private func multibyte(_ byte: UInt8) -> (key: TerminalKey?, length: Int)? {
    let length =
      switch byte {
      case 0xC2...0xDF: 2
      case 0xE0...0xEF: 3
      case 0xF0...0xF4: 4
      default: 0
      }
    guard length > 0 else { return (nil, 1) }
    let rest = pending.dropFirst().prefix(length - 1)
    guard rest.allSatisfy({ $0 & 0xC0 == 0x80 }) else { return (nil, 1) }
    guard rest.count == length - 1 else { return nil }
    guard let text = String(validating: pending.prefix(length), as: UTF8.self) else {
      return (nil, length)
    }
    return (text.first.map(TerminalKey.character), length)
  }

  private func escapeSequence() -> (key: TerminalKey?, length: Int)? {
    guard pending.count > 1 else { return nil }
    switch pending[1] {
    case UInt8(ascii: "["):
      // Parameters and intermediates, then one final byte.
      guard let end = pending.dropFirst(2).firstIndex(where: { !(0x20...0x3F).contains($0) })
      else { return nil }
      guard (0x40...0x7E).contains(pending[end]) else { return (.other, end) }
      return (Self.key(pending[2..<end], final: pending[end]), end + 1)
    case UInt8(ascii: "O"):
      guard pending.count > 2 else { return nil }
      return (Self.key([], final: pending[2]), 3)
    case 0x1B: return (.escape, 1)
    default: return (.other, 2)  // a key with Alt
    }
  }

  private static func key(_ parameters: ArraySlice<UInt8>, final: UInt8) -> TerminalKey {
    switch Unicode.Scalar(final) {
    case "A": .up
    case "B": .down
    case "C": .right
    case "D": .left
    case "~" where parameters.first == UInt8(ascii: "3"): .delete
    default: .other
    }
  }
}
