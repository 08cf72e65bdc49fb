/// Why a file of tensors cannot be read: facts only; `description` makes the sentence.
public enum TensorFileError: Error, Hashable, Sendable {
  case unreadable(path: String, reason: String)
  /// Cut short, or its parts contradict each other.
  case damaged(path: String, reason: String)
  /// A format, or something in one, that is not read. `remedy` says how to convert it.
  case unsupported(path: String, found: String, remedy: String)
}

extension TensorFileError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unreadable(let path, let reason): "\(path) can't be read: \(reason)."
    case .damaged(let path, let reason): "\(path) is damaged: \(reason). Copy or download it again."
    case .unsupported(let path, let found, let remedy): "\(path) holds \(found). \(remedy)"
    }
  }
}
