import Foundation
import NeiroAudio

/// Puts short previews into a page in place of links, as many as there is room for.
struct SoundEmbedding {
  /// Bytes that are left.
  private(set) var room: Int
  private(set) var embedded = 0
  /// Sounds that stay links: there was no room, or they can't be read.
  private(set) var left = 0
  private var known: [URL: String?] = [:]

  /// How much of each sound there is to hear.
  private static let seconds = 2.0

  /// - Parameter room: Bytes that all previews may take together.
  init(room: Int) {
    self.room = room
  }

  /// The previews of what the page plays, the queries that changed most first.
  mutating func embed(into content: inout PageContent) {
    for place in content.examples.indices {
      let query = content.examples[place].query
      content.sounds[query] = content.sounds[query].map { embedding($0) }
      for keyPath in [\QueryExample.after, \QueryExample.before] {
        for result in content.examples[place][keyPath: keyPath].indices {
          let sound = content.examples[place][keyPath: keyPath][result].sound
          content.examples[place][keyPath: keyPath][result].sound = embedding(sound)
        }
      }
    }
    for place in (content.library?.hubs ?? []).indices {
      guard let sound = content.library?.hubs[place].sound else { continue }
      content.library?.hubs[place].sound = embedding(sound)
    }
  }

  private mutating func embedding(_ sound: SoundLink) -> SoundLink {
    guard let file = sound.file else { return sound }
    let found = known[file] ?? Self.address(of: file)
    known[file] = found
    guard let address = found, address.utf8.count <= room else {
      left += 1
      return sound
    }
    room -= address.utf8.count
    embedded += 1
    return SoundLink(name: sound.name, address: address, file: file)
  }

  private static func address(of file: URL) -> String? {
    guard
      let sound = try? AudioDecoder.decode(
        file, sampleRateHz: 22_050, maximumSeconds: 2 * seconds),
      let bytes = try? sound.preview(seconds: seconds)
    else { return nil }
    return "data:audio/mpeg;base64,\(bytes.base64EncodedString())"
  }
}
