public import Foundation
import Yams

/// A file that says which keys do what: `Labels/keys.yaml`. What the actions and keys mean is for the
/// caller to say.
///
///     similar: j
///     undo: [u, backspace]
public enum KeyFile {
  /// What the file sets for one action.
  public struct Line: Hashable, Sendable {
    public let action: String
    public let keys: [String]
    /// Counted from 1.
    public let line: Int

    public init(action: String, keys: [String], line: Int) {
      self.action = action
      self.keys = keys
      self.line = line
    }
  }

  /// - Returns: In the order of the file.
  /// - Throws: ``StoreError/unreadable(path:problem:)``,
  ///   ``StoreError/badRecipe(path:line:reason:)``.
  public static func read(at file: URL) throws(StoreError) -> [Line] {
    var lines: [Line] = []
    for (key, value) in try RecipeFile.settings(at: file).mapping ?? [:] {
      let line = key.mark?.line ?? 1
      guard let action = key.scalar?.string else {
        throw .badRecipe(
          path: file.path, line: line, reason: "an action is needed, as `similar: s`")
      }
      lines.append(Line(action: action, keys: try keys(value, of: action, file, line), line: line))
    }
    return lines
  }

  /// The text of a scalar as it is written: `n` is a key here, not a no.
  private static func keys(
    _ value: Node, of action: String, _ file: URL, _ line: Int
  ) throws(StoreError) -> [String] {
    let nodes = value.sequence.map(Array.init) ?? [value]
    var keys: [String] = []
    for node in nodes {
      guard let scalar = node.scalar else {
        throw .badRecipe(
          path: file.path, line: node.mark?.line ?? line,
          reason: "\(action) has to be a key, as `s`, or a list of keys, as `[u, backspace]`")
      }
      // `action:` with nothing after it.
      let isNothing = scalar.string.isEmpty && scalar.style == .plain
      if !isNothing { keys.append(scalar.string) }
    }
    return keys
  }
}
