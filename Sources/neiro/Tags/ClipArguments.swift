import ArgumentParser
import Foundation
import NeiroCore
import NeiroEncoding
import NeiroStore

/// Clips and folders that are named on the command line, or on stdin.
struct ClipArguments: ParsableArguments {
  static let explanation = """
    A clip is a path, the end of a library path, or a content hash. A folder stands for the library's \
    clips in it, and - for what stdin names, one a line.
    """

  @Argument(help: ArgumentHelp("Clips or folders; - reads more from stdin.", valueName: "clips"))
  private var texts: [String]

  /// Finds the clips. Each text that names none is said on stderr.
  ///
  /// - Throws: What is wrong with the library, and not with a text.
  func read(in options: LibraryOptions) throws -> NamedClips {
    let workspace = try options.openWorkspace()
    let cache = try options.openCache(workspace)
    let encoder = try cache?.encoder ?? options.openEncoder().identity
    var named = NamedClips(cache, of: encoder, in: workspace)
    for text in texts {
      guard text == "-" else {
        try named.add(text)
        continue
      }
      while let line = readLine() {
        if !line.isEmpty { try named.add(line) }
      }
    }
    return named
  }
}
