public import Foundation
import NeiroCore
import Yams

/// A recipe: `Training/recipes/NAME.yaml`.
public enum RecipeFile {
  /// Reads the recipe `name` of `workspace`.
  ///
  /// - Parameters:
  ///   - type: What the recipe is decoded as.
  ///   - name: The file's name without `.yaml`.
  ///   - workspace: Where it lies.
  ///   - allowedKeys: All keys a recipe may have, dotted where nested: `loss`, `loss.temperature`.
  ///     A key that is not among them is refused, since a misspelt setting would go unnoticed.
  /// - Returns: The recipe.
  /// - Throws: ``StoreError/noSuchRecipe(name:path:available:)``,
  ///   ``StoreError/badRecipe(path:line:reason:)``,
  ///   ``StoreError/unknownRecipeKeys(path:keys:allowed:)``.
  public static func read<Recipe: Decodable>(
    _ type: Recipe.Type = Recipe.self, named name: String, in workspace: Workspace,
    allowedKeys: [String]
  ) throws(StoreError) -> Recipe {
    let file = workspace.recipesFolder
      .appending(path: "\(name).yaml", directoryHint: .notDirectory)
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw .noSuchRecipe(
        name: name, path: workspace.displayPath(file.path), available: names(in: workspace))
    }
    return try read(type, at: file, allowedKeys: allowedKeys)
  }

  /// Reads the recipe at `file`.
  public static func read<Recipe: Decodable>(
    _ type: Recipe.Type = Recipe.self, at file: URL, allowedKeys: [String]
  ) throws(StoreError) -> Recipe {
    let root = try settings(at: file)
    let unknown = keys(of: root).filter { !allowedKeys.contains($0.path) }
    guard unknown.isEmpty else {
      throw .unknownRecipeKeys(path: file.path, keys: unknown, allowed: allowedKeys)
    }
    do {
      return try YAMLDecoder().decode(type, from: root)
    } catch let error as DecodingError {
      let flaw = DecodingFlaw(error)
      throw .badRecipe(
        path: file.path, line: node(at: flaw.path, in: root)?.mark?.line, reason: flaw.reason)
    } catch {
      throw .badRecipe(path: file.path, line: line(of: error), reason: reason(of: error))
    }
  }

  /// The top of a YAML file of settings, an empty one where the file is empty.
  static func settings(at file: URL) throws(StoreError) -> Node {
    let text: String
    do {
      text = try String(contentsOf: file, encoding: .utf8)
    } catch {
      throw .unreadable(path: file.path, problem: FileProblem(error))
    }
    let root: Node
    do {
      root = try Yams.compose(yaml: text) ?? .mapping(Node.Mapping([]))
    } catch {
      throw .badRecipe(path: file.path, line: line(of: error), reason: reason(of: error))
    }
    guard case .mapping = root else {
      throw .badRecipe(path: file.path, line: root.mark?.line, reason: "it is no list of settings")
    }
    return root
  }

  /// The recipes of `workspace`, in alphabetical order.
  public static func names(in workspace: Workspace) -> [String] {
    let files =
      (try? FileManager.default.contentsOfDirectory(atPath: workspace.recipesFolder.path)) ?? []
    return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
  }

  private static func keys(of node: Node, below prefix: String = "") -> [RecipeKey] {
    switch node {
    case .mapping(let mapping):
      return mapping.flatMap { key, value in
        let path = prefix + (key.string ?? "?")
        return [RecipeKey(path: path, line: key.mark?.line)] + keys(of: value, below: path + ".")
      }
    case .sequence(let sequence):
      return sequence.flatMap { keys(of: $0, below: prefix) }
    default:
      return []
    }
  }

  private static func node(at path: [any CodingKey], in root: Node) -> Node? {
    var node: Node? = root
    for key in path {
      guard let parent = node else { return nil }
      if let index = key.intValue, let sequence = parent.sequence {
        node = sequence.indices.contains(index) ? sequence[index] : nil
      } else {
        node = parent.mapping?[key.stringValue]
      }
    }
    return node
  }

  private static func line(of error: any Error) -> Int? {
    switch error as? YamlError {
    case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _):
      mark.line
    case .duplicatedKeysInMapping(_, let context):
      context.mark.line
    default: nil
    }
  }

  private static func reason(of error: any Error) -> String {
    switch error as? YamlError {
    case .scanner(_, let problem, _, _), .parser(_, let problem, _, _),
      .composer(_, let problem, _, _), .reader(let problem, _, _, _):
      "it is not YAML (\(problem))"
    case .duplicatedKeysInMapping(let keys, _):
      "\(keys.joined(separator: ", ")) is set twice"
    default: "it is not YAML (\(error.localizedDescription))"
    }
  }
}

/// What a `DecodingError` says, in words for the person who wrote the file.
private struct DecodingFlaw {
  let path: [any CodingKey]
  let reason: String

  init(_ error: DecodingError) {
    func name(_ path: [any CodingKey]) -> String {
      path.isEmpty ? "the recipe" : path.map(\.stringValue).joined(separator: ".")
    }
    switch error {
    case .keyNotFound(let key, let context):
      path = context.codingPath
      reason = "\(name(context.codingPath + [key])) is not set"
    case .valueNotFound(let type, let context):
      path = context.codingPath
      reason = "\(name(path)) has no value; \(Self.words(for: type)) is needed"
    case .typeMismatch(let type, let context):
      path = context.codingPath
      reason = "\(name(path)) has to be \(Self.words(for: type))"
    case .dataCorrupted(let context):
      path = context.codingPath
      reason = "\(name(path)): \(context.debugDescription)"
    @unknown default:
      path = []
      reason = error.localizedDescription
    }
  }

  private static func words(for type: any Any.Type) -> String {
    switch type {
    case is Bool.Type: "true or false"
    case is any BinaryInteger.Type: "a whole number"
    case is any BinaryFloatingPoint.Type: "a number"
    case is String.Type: "a text"
    case is Node.Scalar.Type: "a single value"
    case is Node.Mapping.Type: "settings of its own"
    case is Node.Sequence.Type: "a list"
    default: "a \(type)"
    }
  }
}
