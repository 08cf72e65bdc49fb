public import Foundation

/// A folder with a CLAP model, as Hugging Face's hub or LAION's page gives it: which files are what.
///
///     model.safetensors, pytorch_model.bin or one *.pt    weights
///     config.json, preprocessor_config.json               what the model is; not beside a *.pt
///     tokenizer.json, or vocab.json and merges.txt        for texts
public struct ClapFolder: Sendable {
  /// Where words are turned into tokens.
  public enum Tokenizer: Hashable, Sendable {
    case single(URL)
    case pair(vocabulary: URL, merges: URL)
  }

  public let folder: URL
  public let weights: URL
  /// nil only for a `.pt` of LAION's, whose shapes tell what the model is.
  public let configuration: URL?
  /// nil where the usual preprocessing is meant.
  public let preprocessor: URL?
  private let foundTokenizer: Tokenizer?

  private static let weightNames = ["model.safetensors", "pytorch_model.bin"]

  /// - Throws: ``ClapError/noFolder(path:)``, ``ClapError/missingFile(folder:name:remedy:)``,
  ///   ``ClapError/badConfiguration(path:reason:)`` for several `.pt` files.
  public init(_ folder: URL) throws(ClapError) {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else {
      throw .noFolder(path: folder.path)
    }
    func file(_ name: String) -> URL? {
      names.contains(name)
        ? folder.appending(path: name, directoryHint: .notDirectory) : nil
    }
    self.folder = folder
    weights = folder.appending(
      path: try Self.weightsName(among: names, in: folder), directoryHint: .notDirectory)
    configuration = file("config.json")
    preprocessor = file("preprocessor_config.json")
    guard configuration != nil || weights.pathExtension == "pt" else {
      throw .missingFile(
        folder: folder.path, name: "config.json",
        remedy: "Copy it from the model's page, where \(weights.lastPathComponent) is from.")
    }
    if let tokenizer = file("tokenizer.json") {
      foundTokenizer = .single(tokenizer)
    } else if let vocabulary = file("vocab.json"), let merges = file("merges.txt") {
      foundTokenizer = .pair(vocabulary: vocabulary, merges: merges)
    } else {
      foundTokenizer = nil
    }
  }

  private static func weightsName(
    among names: [String], in folder: URL
  ) throws(ClapError) -> String {
    if let name = weightNames.first(where: names.contains) { return name }
    let checkpoints = names.filter { $0.hasSuffix(".pt") }.sorted()
    guard checkpoints.count <= 1 else {
      throw .badConfiguration(
        path: folder.path,
        reason: "it has several models: \(checkpoints.joined(separator: ", ")). Leave one there")
    }
    if let name = checkpoints.first { return name }
    let isSplit = names.contains { $0.hasSuffix(".index.json") }
    throw .missingFile(
      folder: folder.path, name: "model.safetensors",
      remedy: isSplit
        ? "A model in several parts is not read: save it as one, with max_shard_size=\"10GB\"."
        : "Put the model's weights there: model.safetensors, pytorch_model.bin or LAION's .pt file."
    )
  }

  /// - Throws: ``ClapError/missingFile(folder:name:remedy:)`` if there is none.
  public var tokenizer: Tokenizer {
    get throws(ClapError) {
      guard let foundTokenizer else {
        throw .missingFile(
          folder: folder.path, name: "tokenizer.json",
          remedy: "To search by words, copy it from the model's page; to a .pt file of LAION's "
            + "belongs that of roberta-base.")
      }
      return foundTokenizer
    }
  }

  /// Whether there is what texts need.
  public var hasTokenizer: Bool { foundTokenizer != nil }

  /// The names of the files that decide what the model makes of a sound or a text.
  public var fileNames: [String] {
    var files = [weights, configuration, preprocessor].compactMap(\.self)
    switch foundTokenizer {
    case .single(let file): files.append(file)
    case .pair(let vocabulary, let merges): files += [vocabulary, merges]
    case nil: break
    }
    return files.map(\.lastPathComponent)
  }
}
