public import Foundation

/// Why an indexing run could not start.
public enum IndexError: Error, Hashable, Sendable, CustomStringConvertible, LocalizedError {
  case noSuchInput(path: String)
  case noInputs

  public var errorDescription: String? { description }

  public var description: String {
    switch self {
    case .noSuchInput(let path):
      "There is no file or folder \(path). Check the path and try again."
    case .noInputs:
      "Nothing to index: name at least one folder or audio file."
    }
  }
}
