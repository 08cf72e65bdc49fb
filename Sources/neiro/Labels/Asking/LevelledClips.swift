import Foundation
import NeiroAudio
import Synchronization

/// Copies of clips at equal loudness, in a folder of their own that is removed at the end.
final class LevelledClips: Sendable {
  private let folder: ScratchFolder
  private let count = Mutex(0)

  init() throws {
    folder = try ScratchFolder()
  }

  /// Makes two sounds equally loud, see ``Loudness/equalizingGains(_:)``.
  ///
  /// - Returns: Copies to play, or nil if one of the files can't be read or the disk is full: then
  ///   the files themselves are better than none.
  func level(_ first: URL, _ second: URL) -> (first: URL, second: URL)? {
    guard let sounds = try? [first, second].map({ try PlayableSound($0) }) else { return nil }
    let gains = Loudness.equalizingGains(sounds.map(\.loudness))
    let number = count.withLock { count in
      count += 1
      return count
    }
    let files = ["a", "b"].map { folder.url.appendingPathComponent("\(number)-\($0).wav") }
    do {
      for ((sound, gain), file) in zip(zip(sounds, gains), files) {
        try sound.writeWAV(to: file, gain: gain)
      }
    } catch {
      return nil
    }
    return (files[0], files[1])
  }

  func remove() {
    folder.remove()
  }
}
