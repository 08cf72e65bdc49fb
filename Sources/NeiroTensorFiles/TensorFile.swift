public import Foundation

/// The named tensors of a model: a safetensors file, or one that `torch.save` wrote.
///
/// The contents say which it is, not the name. Reading executes nothing and trusts nothing; numbers
/// stay in the mapped file until somebody asks for them.
public struct TensorFile: Sendable {
  /// Where the numbers come from.
  public enum Format: Hashable, Sendable {
    case safetensors
    case pytorch
  }

  public let path: String
  public let format: Format
  public let tensors: [String: StoredTensor]

  /// - Throws: ``TensorFileError``.
  public init(contentsOf file: URL) throws(TensorFileError) {
    let mapped = try MappedFile(contentsOf: file)
    path = mapped.path
    do {
      (format, tensors) = try Self.read(mapped)
    } catch {
      throw error.at(mapped.path)
    }
  }

  private static func read(
    _ file: MappedFile
  ) throws(FormatFlaw) -> (Format, [String: StoredTensor]) {
    let bytes = file.bytes
    if bytes.starts(with: Array("PK\u{3}\u{4}".utf8)) {
      return (.pytorch, try TorchArchive(in: file).tensors)
    }
    // A safetensors file of any length could begin like another format, but for its brace.
    let isSafetensors = bytes.count > 8 && bytes[8] == UInt8(ascii: "{")
    if !isSafetensors, let flaw = ForeignFormat.flaw(of: bytes) { throw flaw }
    guard isSafetensors || bytes.count <= 8 else {
      throw .unsupported(
        found: "no format that is known",
        remedy: "Give a safetensors file, or one that torch.save of PyTorch 1.6 or later wrote.")
    }
    return (.safetensors, try safetensors(in: file))
  }

  private static func safetensors(
    in file: MappedFile
  ) throws(FormatFlaw) -> [String: StoredTensor] {
    var tensors: [String: StoredTensor] = [:]
    for (name, entry) in try SafetensorsHeader(of: file.bytes).entries {
      guard let type = entry.type else {
        throw .unsupported(
          found: "“\(name)” as \(entry.typeName), a type that is not known",
          remedy: "Convert it to float32.")
      }
      guard
        let tensor = StoredTensor(
          name: name, shape: entry.shape, type: type, bytes: entry.bytes, in: file)
      else { throw .damaged(reason: "tensor \(name) lies outside the file or has another size") }
      tensors[name] = tensor
    }
    return tensors
  }
}
