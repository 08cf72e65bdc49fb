/// Why a checkpoint cannot be read or written.
public enum CheckpointError: Error, Hashable, Sendable {
  case notFound(folder: String)
  case damagedWeights(reason: String)
  case damagedManifest(reason: String)
  case newerFormat(found: Int, known: Int)
  case olderFormat
  case unknownHead(String)
  case shapesDisagree(expected: [Int], found: [Int], tensor: String)
  case notWritten(folder: String, reason: String)
}

extension CheckpointError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notFound(let folder):
      "There is no checkpoint in \(folder): it needs manifest.json and head.safetensors. "
        + "Train one with `neiro train`."
    case .damagedWeights(let reason):
      "head.safetensors is damaged: \(reason). Train the head again or restore the file."
    case .damagedManifest(let reason):
      "manifest.json is damaged: \(reason). Train the head again or restore the file."
    case .newerFormat(let found, let known):
      "The checkpoint has format \(found), this Neiro reads up to \(known). Update Neiro."
    case .olderFormat:
      "The head was made by an older Neiro, which trained another kind. Train it again with "
        + "`neiro train`."
    case .unknownHead(BaseManifest.kind):
      "That is a base, what the library learnt from itself, and no head: rank by it with --adapted."
    case .unknownHead(let head):
      "The checkpoint holds a head of kind “\(head)”, which this Neiro doesn't know. Update Neiro."
    case .shapesDisagree(let expected, let found, let tensor):
      "Tensor \(tensor) of head.safetensors has shape \(found), the manifest says \(expected). "
        + "The two files don't belong together: train the head again."
    case .notWritten(let folder, let reason):
      "The checkpoint could not be written to \(folder): \(reason)."
    }
  }
}

/// Why a library's base cannot be used. It can be made anew from the library at any time.
public struct UnusableBase: Error, Hashable, Sendable {
  public let name: String
  public let reason: CheckpointError

  public init(name: String, reason: CheckpointError) {
    self.name = name
    self.reason = reason
  }
}

extension UnusableBase: CustomStringConvertible {
  public var description: String {
    "The base “\(name)” can't be used: \(problem). Make it anew with `neiro adapt`, or search with "
      + "--raw."
  }

  /// What is wrong with it, without the advice that is right for a head.
  public var problem: String {
    switch reason {
    case .notFound(let folder): "\(folder) lacks manifest.json or head.safetensors"
    case .damagedWeights(let reason): "head.safetensors is damaged: \(reason)"
    case .damagedManifest(let reason): "manifest.json is damaged: \(reason)"
    case .newerFormat(let found, let known):
      "it has format \(found), and this Neiro reads up to \(known)"
    case .olderFormat: "its folder holds a head that an older Neiro made"
    case .unknownHead(let head): "its folder holds a head of kind “\(head)”"
    case .shapesDisagree(let expected, let found, let tensor):
      "tensor \(tensor) of head.safetensors has shape \(found), and the manifest says \(expected)"
    case .notWritten(let folder, let reason): "it could not be written to \(folder): \(reason)"
    }
  }
}
