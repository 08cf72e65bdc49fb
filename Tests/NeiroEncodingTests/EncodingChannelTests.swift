import Foundation
import NeiroEncoding
import Testing

@Suite struct EncodingChannelTests {
  @Test func messagesAndVectorsArriveAsTheyWereSent() throws {
    // Given messages with none, one and two vectors
    let pipe = Pipe()
    let sent: [(EncodingRequest, [[Float]])] = [
      (EncodingRequest(id: 0, text: "a\n\"pad\" é"), []),
      (EncodingRequest(id: 1, text: nil), [[1, -0.0, .nan, .greatestFiniteMagnitude]]),
      (EncodingRequest(id: 2, text: nil), [[], (0..<100_000).map { Float($0) }]),
    ]

    // When they go through a pipe that holds less than one of them
    let thread = Thread {
      let writer = EncodingChannel(pipe.fileHandleForWriting)
      for (message, vectors) in sent { try? writer.write(message, vectors) }
      try? pipe.fileHandleForWriting.close()
    }
    thread.start()
    var reader = EncodingChannel(pipe.fileHandleForReading)

    // Then
    for (message, vectors) in sent {
      let found = try #require(try reader.read(EncodingRequest.self))
      #expect(found.message == message)
      #expect(found.vectors.map { $0.map(\.bitPattern) } == vectors.map { $0.map(\.bitPattern) })
    }
    #expect(try reader.read(EncodingRequest.self) == nil)
  }

  @Test(arguments: ["a warning of some library", "{\"lengths\":[-1],\"message\":{\"id\":1}}"])
  func whatIsNoMessageIsRefused(_ line: String) throws {
    let pipe = Pipe()
    try pipe.fileHandleForWriting.write(contentsOf: Data("\(line)\n".utf8))
    try pipe.fileHandleForWriting.close()
    var reader = EncodingChannel(pipe.fileHandleForReading)
    #expect(throws: ChannelError.self) { _ = try reader.read(EncodingRequest.self) }
  }

  @Test func aMessageThatIsCutShortIsNone() throws {
    let pipe = Pipe()
    try pipe.fileHandleForWriting.write(
      contentsOf: Data("{\"lengths\":[2],\"message\":{\"id\":1}}\n1234".utf8))
    try pipe.fileHandleForWriting.close()
    var reader = EncodingChannel(pipe.fileHandleForReading)
    #expect(try reader.read(EncodingRequest.self) == nil)
  }
}
