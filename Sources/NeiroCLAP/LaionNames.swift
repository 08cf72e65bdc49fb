import NeiroTensorFiles

/// The tensors of LAION's own `.pt` files under the names that Hugging Face's files use.
///
/// *Source*: <https://github.com/LAION-AI/CLAP>, `src/laion_clap/clap_module`; `transformers`,
/// `models/clap/convert_clap_original_pytorch_to_hf.py`.
enum LaionNames {
  static func isLaion(_ names: some Collection<String>) -> Bool {
    names.contains { $0.hasPrefix("audio_branch.") || $0.hasPrefix("text_branch.") }
  }

  /// - Throws: ``ClapError/unknownArchitecture(path:found:)`` for queries, keys and values that are
  ///   no thirds of their tensor.
  static func renamed(
    _ tensors: [String: StoredTensor], path: String
  ) throws(ClapError) -> [String: StoredTensor] {
    var renamed: [String: StoredTensor] = [:]
    for (name, tensor) in tensors {
      guard let new = newName(name) else { continue }
      guard let mark = new.firstRange(of: ".attn.qkv.") else {
        renamed[new] = tensor
        continue
      }
      guard let rows = tensor.shape.first, rows.isMultiple(of: 3) else {
        throw .unknownArchitecture(path: path, found: "a tensor \(name) of shape \(tensor.shape)")
      }
      for (third, part) in ["query", "key", "value"].enumerated() {
        let name = new.replacingCharacters(in: mark, with: ".attention.self.\(part).")
        renamed[name] = tensor.rows(third * rows / 3..<(third + 1) * rows / 3)
      }
    }
    return renamed
  }

  /// - Returns: nil for what the towers don't need; queries, keys and values keep their one name.
  private static func newName(_ name: String) -> String? {
    if let tail = tail(of: name, behind: "text_branch.") { return "text_model.\(tail)" }
    if let tail = tail(of: name, behind: "audio_branch.") {
      return newAudioName(tail).map { "audio_model.audio_encoder.\($0)" }
    }
    for projection in ["audio_projection.", "text_projection."] {
      guard let tail = tail(of: name, behind: projection) else { continue }
      if let rest = self.tail(of: tail, behind: "0.") { return "\(projection)linear1.\(rest)" }
      if let rest = self.tail(of: tail, behind: "2.") { return "\(projection)linear2.\(rest)" }
      return nil
    }
    return name.hasPrefix("logit_scale_") ? name : nil
  }

  private static let unused = [
    "spectrogram_extractor.", "logmel_extractor.", "tscam_conv.", "head.",
  ]

  private static let inBlocks = [
    (".norm1.", ".layernorm_before."), (".norm2.", ".layernorm_after."),
    (".attn.proj.", ".attention.output.dense."),
    (".attn.relative_position_bias_table", ".attention.self.relative_position_bias_table"),
    (".mlp.fc1.", ".intermediate.dense."), (".mlp.fc2.", ".output.dense."),
  ]

  private static func newAudioName(_ name: String) -> String? {
    guard !unused.contains(where: name.hasPrefix), !name.hasSuffix(".attn_mask") else { return nil }
    if let tail = tail(of: name, behind: "bn0.") { return "batch_norm.\(tail)" }
    guard name.contains(".blocks.") else { return name }
    for (old, new) in inBlocks {
      if let place = name.firstRange(of: old) {
        return name.replacingCharacters(in: place, with: new)
      }
    }
    return name
  }

  private static func tail(of name: String, behind prefix: String) -> String? {
    name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : nil
  }
}

extension String {
  fileprivate func replacingCharacters(in range: Range<Index>, with text: String) -> String {
    self[..<range.lowerBound] + text + self[range.upperBound...]
  }
}
