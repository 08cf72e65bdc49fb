import Foundation
import NeiroCore
import NeiroStore

/// What clips are called in a report: their files' names, with as many folders before them as tell
/// them from each other; presets of different makers are often named alike.
struct ClipNames {
  private let names: [ClipID: String]

  init(of clips: [ClipID], in cache: EmbeddingCache) throws {
    var paths: [ClipID: [Substring]] = [:]
    for clip in Set(clips) {
      guard let path = try cache.displayPath(of: clip) else { continue }
      paths[clip] = URL(fileURLWithPath: path).deletingPathExtension().path.split(separator: "/")
    }
    var names: [ClipID: String] = [:]
    var depth = 1
    while !paths.isEmpty {
      let called = paths.mapValues { $0.suffix(depth).joined(separator: "/") }
      let byName = Dictionary(grouping: called) { $0.value }
      for (clip, name) in called
      where byName[name]?.count == 1 || paths[clip].map({ $0.count <= depth }) == true {
        names[clip] = name
        paths[clip] = nil
      }
      depth += 1
    }
    self.names = names
  }

  /// The content's hash where no file is there.
  subscript(clip: ClipID) -> String { names[clip] ?? clip.hex }
}
