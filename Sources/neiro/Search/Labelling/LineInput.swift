import Foundation

/// Lines of stdin, waited for no longer than one likes.
final class LineInput {
  enum Event: Hashable {
    case line(String)
    case nothingYet
    case end
  }

  private let descriptor: Int32
  private var bytes: [UInt8] = []
  private var isAtEnd = false

  init(descriptor: Int32 = STDIN_FILENO) {
    self.descriptor = descriptor
  }

  /// The next line, without its end. What follows the last line end is a line too.
  func next(waitingAtMost milliseconds: Int32) -> Event {
    if let line = takeLine() { return .line(line) }
    guard !isAtEnd else { return .end }
    var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&ready, 1, milliseconds) > 0 else { return .nothingYet }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = read(descriptor, &buffer, buffer.count)
    if count < 0, errno == EINTR || errno == EAGAIN { return .nothingYet }
    bytes += buffer.prefix(max(0, count))
    isAtEnd = count <= 0
    if let line = takeLine() { return .line(line) }
    return isAtEnd ? .end : .nothingYet
  }

  private func takeLine() -> String? {
    guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) ?? (isAtEnd ? bytes.endIndex : nil),
      !bytes.isEmpty
    else { return nil }
    let line = String(decoding: bytes[..<end], as: UTF8.self)
    bytes.removeFirst(min(end + 1, bytes.count))
    return line
  }
}
