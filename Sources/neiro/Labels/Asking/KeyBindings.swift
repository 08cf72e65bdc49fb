import Foundation
import NeiroStore
import NeiroTerminal

/// Which key does what: the defaults, changed by the workspace's `Labels/keys.yaml`.
///
///     similar: j
///     dissimilar: [l, space]
struct KeyBindings: Hashable, Sendable {
  private let keys: [LabelAction: [TerminalKey]]
  private let actions: [TerminalKey: LabelAction]

  static let standard = KeyBindings(
    keys: Dictionary(uniqueKeysWithValues: LabelAction.allCases.map { ($0, $0.defaultKeys) }))

  private init(keys: [LabelAction: [TerminalKey]]) {
    self.keys = keys
    actions = Dictionary(
      keys.flatMap { action, keys in keys.map { ($0, action) } }, uniquingKeysWith: { $1 })
  }

  static func file(in workspace: Workspace) -> URL {
    workspace.labelsFolder.appending(path: "keys.yaml", directoryHint: .notDirectory)
  }

  /// The defaults where there is no file.
  ///
  /// - Throws: `StoreError.badRecipe` if it is no YAML; ``KeyBindingError``.
  init(in workspace: Workspace) throws {
    let file = Self.file(in: workspace)
    guard FileManager.default.fileExists(atPath: file.path) else {
      self = .standard
      return
    }
    try self.init(lines: KeyFile.read(at: file), path: workspace.displayPath(file.path))
  }

  /// - Parameters:
  ///   - lines: What the file sets; an action that it leaves out keeps its keys.
  ///   - path: Of the file, for errors.
  /// - Throws: ``KeyBindingError`` at the first line that can't be used.
  init(lines: [KeyFile.Line], path: String) throws(KeyBindingError) {
    var keys = Self.standard.keys
    var places: [LabelAction: Int] = [:]
    for line in lines {
      guard let action = LabelAction(rawValue: line.action) else {
        throw KeyBindingError(path: path, line: line.line, flaw: .unknownAction(line.action))
      }
      guard !line.keys.isEmpty else {
        throw KeyBindingError(path: path, line: line.line, flaw: .noKey(action))
      }
      keys[action] = try line.keys.map { name throws(KeyBindingError) in
        guard let key = TerminalKey(name: name) else {
          throw KeyBindingError(path: path, line: line.line, flaw: .unknownKey(name))
        }
        return key
      }
      places[action] = line.line
    }
    var actions: [TerminalKey: LabelAction] = [:]
    for action in LabelAction.allCases {
      for key in keys[action, default: []] {
        guard let other = actions.updateValue(action, forKey: key), other != action
        else { continue }
        // The line that the person wrote is the one to change, the later one of two.
        let isLater = places[action, default: 0] >= places[other, default: 0]
        let (late, early) = isLater ? (action, other) : (other, action)
        throw KeyBindingError(
          path: path, line: places[late] ?? 0, flaw: .twoActions(key, late, early))
      }
    }
    self.init(keys: keys)
  }

  func keys(of action: LabelAction) -> [TerminalKey] { keys[action, default: []] }

  /// The action of a key. A capital letter that has none of its own does what the small one does.
  func action(of key: TerminalKey) -> LabelAction? {
    if let action = actions[key] { return action }
    guard case .character(let character) = key, let small = character.lowercased().first else {
      return nil
    }
    return actions[.character(small)]
  }
}

/// Why `Labels/keys.yaml` can't be used.
struct KeyBindingError: Error, Hashable, CustomStringConvertible {
  enum Flaw: Hashable {
    case unknownAction(String)
    case unknownKey(String)
    case noKey(LabelAction)
    case twoActions(TerminalKey, LabelAction, LabelAction)
  }

  let path: String
  /// Counted from 1.
  let line: Int
  let flaw: Flaw

  var description: String { "\(path), line \(line): \(reason)" }

  private var reason: String {
    switch flaw {
    case .unknownAction(let name):
      "there is no action “\(name)”. There are: "
        + LabelAction.allCases.map(\.rawValue).joined(separator: ", ") + "."
    case .unknownKey(let name):
      "there is no key “\(name)”. A key is one character, or one of "
        + TerminalKey.names.map(\.name).joined(separator: ", ") + "."
    case .noKey(let action):
      "\(action.rawValue) has no key. Give it one, or delete the line to keep “"
        + action.defaultKeys.map(\.name).joined(separator: ", ") + "”."
    case .twoActions(let key, let late, let early):
      "“\(key.name)” is \(early.rawValue) already. Give \(late.rawValue) another key, or "
        + "\(early.rawValue) one on a line of its own."
    }
  }
}
