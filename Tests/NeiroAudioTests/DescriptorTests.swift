import Foundation
import NeiroTestSupport
import Testing

@testable import NeiroAudio

/// A descriptor that is closed twice may by then be somebody else's: a database that is being
/// written while bad files are decoded.
@Suite struct DescriptorTests {
  @Test func aFileThatIsNoAudioStaysOpenForItsOwner() throws {
    try withTemporaryFolder { folder in
      let url = folder.appending(path: "garbage.wav")
      try Data(repeating: 7, count: 5000).write(to: url)
      let file = try RegularFile(url)
      #expect(throws: AudioError.self) { try SoundFile(file) }
      #expect(fcntl(file.descriptor, F_GETFD) >= 0)
      #expect(file.bytes(at: 0, count: 4) == [7, 7, 7, 7])
    }
  }
}
