public import NeiroCore

/// Everything that can go wrong with the workspace on disk: facts only.
///
/// `description` turns the facts into a sentence that says what, where and how to mend it; that
/// text lives in one place, `StoreError+Sentences.swift`.
public enum StoreError: Error, Hashable, Sendable {
  // Files
  case noWorkspace(path: String)
  case unreadable(path: String, problem: FileProblem)
  case unwritable(path: String, problem: FileProblem)

  // Databases
  case newerDatabase(path: String)
  case damagedDatabase(path: String, message: String)
  case busyDatabase(path: String)
  case database(path: String, message: String)

  // Library and embedding cache
  case noLibrary(EncoderIdentity)
  case alreadyIndexing(folder: String, process: Int32?)
  case foreignCache(folder: String, expected: String, found: String)
  case notEmbeddings(path: String, reason: String)
  case embeddingsTruncated(path: String, rows: Int, expected: Int)
  case wrongDimension(expected: Int, found: Int)
  case badEncoderManifest(path: String, reason: String)

  // References to clips
  case noSuchClip(text: String, lookedIn: [String], libraryFiles: Int?)
  case ambiguousClip(text: String, paths: [String], clips: Int)
  case clipIsFolder(path: String)

  // Labels
  case sameClip(ClipID)
  case emptyLabeller
  case reservedTaste(String)
  case emptyNote
  case unheard(ClipID)
  case badDetails(reason: String)
  case nothingToUndo(event: Int64)
  case noSuchSession(id: Int64)
  case alreadyAnswered(a: ClipID, b: ClipID)
  case badTable(path: String, reason: String)
  case notLabels(path: String, reason: String)
  case badLines(path: String, lines: [BadLine])

  // Recipes
  case noSuchRecipe(name: String, path: String, available: [String])
  case badRecipe(path: String, line: Int?, reason: String)
  case unknownRecipeKeys(path: String, keys: [RecipeKey], allowed: [String])
}

/// A line of a CSV file that cannot be used, and why.
public struct BadLine: Hashable, Sendable {
  /// Counted from 1; the header is a line too.
  public let line: Int
  public let reason: String

  public init(line: Int, reason: String) {
    self.line = line
    self.reason = reason
  }
}

/// A key of a recipe with the line it stands on.
public struct RecipeKey: Hashable, Sendable {
  /// Dotted where nested: `loss.temperature`.
  public let path: String
  /// Counted from 1.
  public let line: Int?

  public init(path: String, line: Int?) {
    self.path = path
    self.line = line
  }
}

/// Why the system refused to read or write a file.
public enum FileProblem: Hashable, Sendable {
  case missing
  case isFolder
  case notFolder
  case notPermitted
  case readOnly
  case diskFull
  case notRegular
  case other(message: String)
}
