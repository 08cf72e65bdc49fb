import Foundation
import NeiroCore
import NeiroEvaluation
import NeiroStore

/// What a page calls the sounds of a library, and where it finds them.
struct PageSounds {
  private let library: Library
  /// Where the page is going to be, which its links are seen from.
  private let page: URL
  private let names: PathNames

  /// Presets whose paths tell which folders all share.
  private static let asked = 500

  init(_ library: Library, page: URL) throws {
    (self.library, self.page) = (library, page)
    let clips = library.clips.filter(\.isResult)
    let step = max(1, clips.count / Self.asked)
    names = PathNames(
      try stride(from: 0, to: clips.count, by: step).map {
        try library.displayName(of: clips[$0].clip)
      })
  }

  /// A clip of the library.
  func link(_ clip: ClipID) throws -> SoundLink {
    SoundLink(names.name(of: try library.displayName(of: clip)), try library.file(of: clip), page)
  }

  /// The queries by name, each called by its path, and its name too where several have one sound.
  ///
  /// - Parameters:
  ///   - queries: Of one file.
  ///   - resolver: Knows how to find their paths.
  /// - Returns: A link for each.
  func links(_ queries: [EvaluationReport.Query], _ resolver: ClipResolver) -> [String: SoundLink] {
    let names = PathNames(queries.map(\.path))
    let counts = Dictionary(grouping: queries, by: \.path).mapValues(\.count)
    let links = queries.map { query -> (String, SoundLink) in
      let path = names.name(of: query.path)
      let name = counts[query.path] == 1 ? path : "\(query.query): \(path)"
      let found = try? resolver.resolve(query.path)
      let file =
        (found?.path).map { URL(fileURLWithPath: $0) }
        ?? found.flatMap { try? library.file(of: $0.clip) }
      return (query.query, SoundLink(name, file, page))
    }
    return Dictionary(links) { first, _ in first }
  }
}

extension SoundLink {
  /// A sound in a file, as seen from a page.
  fileprivate init(_ name: String, _ file: URL?, _ page: URL) {
    self.init(name: name, address: file.map { SoundAddress.of($0, from: page) }, file: file)
  }
}
