/// What is wrong with the bytes of a file, before anybody says which file.
public enum FormatFlaw: Error, Hashable, Sendable {
  case damaged(reason: String)
  case unsupported(found: String, remedy: String)

  /// What is wrong, as the end of a sentence.
  public var reason: String {
    switch self {
    case .damaged(let reason): reason
    case .unsupported(let found, _): "it holds \(found)"
    }
  }

  func at(_ path: String) -> TensorFileError {
    switch self {
    case .damaged(let reason): .damaged(path: path, reason: reason)
    case .unsupported(let found, let remedy):
      .unsupported(path: path, found: found, remedy: remedy)
    }
  }
}
