import Foundation
import NeiroCore
import NeiroHead
import NeiroStore

/// What an export writes, row by row for the same sounds.
struct ExportTables {
  let embeddings: EmbeddingMatrix
  /// nil where nothing but the encoder is asked for.
  let projections: EmbeddingMatrix?
}

/// Where an export goes: a folder, or a file with the paths beside it.
enum ExportPlace {
  case folder(URL)
  case numpy(URL)
  case safetensors(URL)

  private static let embeddings = "embeddings"
  private static let projections = "projections"
  private static let paths = "paths.txt"

  /// Endings that nobody gives a folder.
  private static let otherFormats = ["csv", "h5", "json", "npz", "parquet", "pt", "tsv", "txt"]

  /// - Throws: ``ExportError/otherFormat(path:)``.
  init(_ path: String) throws {
    let url = URL(fileURLWithPath: path)
    guard !Self.otherFormats.contains(url.pathExtension.lowercased()) else {
      throw ExportError.otherFormat(path: path)
    }
    self =
      switch url.pathExtension {
      case "npy": .numpy(url)
      case "safetensors": .safetensors(url)
      default: .folder(URL(fileURLWithPath: path, isDirectory: true))
      }
  }

  /// `X.` of `X.npy`, for the files beside it.
  private static func beside(_ file: URL, _ name: String) -> URL {
    file.deletingPathExtension().appendingPathExtension(name)
  }

  /// Looks whether something is in the way.
  ///
  /// - Parameter replacing: Whether an earlier export may be replaced. What no export wrote never is.
  /// - Throws: ``ExportError`` if so.
  func check(replacing: Bool) throws {
    let files = FileManager.default
    switch self {
    case .folder(let folder):
      guard files.fileExists(atPath: folder.path) else { return }
      guard let names = try? files.contentsOfDirectory(atPath: folder.path) else {
        throw ExportError.unwritable(path: folder.path, reason: "it is no folder.")
      }
      let own = ["\(Self.embeddings).npy", "\(Self.projections).npy", Self.paths]
      if let other = names.sorted().first(where: { !own.contains($0) }) {
        throw ExportError.holdsOthers(path: folder.path, name: other)
      }
      guard names.isEmpty || replacing else { throw ExportError.exists(path: folder.path) }
    case .numpy(let file), .safetensors(let file):
      let beside = [Self.paths, "\(Self.projections).npy"].map { Self.beside(file, $0) }
      for file in [file] + beside where !replacing {
        guard !files.fileExists(atPath: file.path) else {
          throw ExportError.exists(path: file.path)
        }
      }
    }
  }

  /// - Returns: The paths of the files that were written.
  func write(_ tables: ExportTables, paths: [String]) throws -> [String] {
    let text = Data(paths.map { $0 + "\n" }.joined().utf8)
    switch self {
    case .folder(let folder):
      let names = try Self.unwritable(folder) {
        var names: [String] = []
        try AtomicFolder.replace(folder) { staging in
          func url(_ name: String) -> URL {
            names.append(name)
            return staging.appendingPathComponent(name)
          }
          try NumpyFile.write(tables.embeddings, to: url("\(Self.embeddings).npy").path)
          if let projections = tables.projections {
            try NumpyFile.write(projections, to: url("\(Self.projections).npy").path)
          }
          try text.write(to: url(Self.paths))
        }
        return names
      }
      return names.map { folder.appendingPathComponent($0).relativePath }
    case .numpy(let file):
      var urls = [file]
      try NumpyFile.write(tables.embeddings, to: file.path)
      let beside = Self.beside(file, "\(Self.projections).npy")
      if let projections = tables.projections {
        try NumpyFile.write(projections, to: beside.path)
        urls.append(beside)
      } else {
        try? FileManager.default.removeItem(at: beside)  // of an earlier export, of other rows
      }
      return try urls.map(\.relativePath) + [Self.write(text, beside: file)]
    case .safetensors(let file):
      var tensors = [Self.embeddings: SafetensorsFile.Tensor(tables.embeddings)]
      tensors[Self.projections] = tables.projections.map { .init($0) }
      try Self.unwritable(file) {
        try SafetensorsFile(tensors: tensors).encoded().write(to: file, options: .atomic)
      }
      return try [file.relativePath, Self.write(text, beside: file)]
    }
  }

  private static func write(_ paths: Data, beside file: URL) throws -> String {
    let url = beside(file, Self.paths)
    try unwritable(url) { try paths.write(to: url, options: .atomic) }
    return url.relativePath
  }

  private static func unwritable<Result>(_ url: URL, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as StoreError {
      throw error
    } catch {
      throw ExportError.unwritable(path: url.path, reason: "\(FileProblem(error).words).")
    }
  }
}

extension SafetensorsFile.Tensor {
  fileprivate init(_ matrix: EmbeddingMatrix) {
    self.init(
      shape: [matrix.rowCount, matrix.dimension], values: matrix.withRows { Array($0) })
  }
}
