/// Formats that are known by their first bytes and not read.
enum ForeignFormat {
  /// - Returns: What the file is and how to convert it; nil if it is none of these.
  static func flaw(of file: UnsafeRawBufferPointer) -> FormatFlaw? {
    for (magic, place, found, remedy) in magics where file.count >= place + magic.count {
      if file[place..<place + magic.count].elementsEqual(magic) {
        return .unsupported(found: found, remedy: remedy)
      }
    }
    let start = String(decoding: file.prefix(64), as: UTF8.self).lowercased()
    if start.hasPrefix("<!doctype html") || start.hasPrefix("<html") {
      return .unsupported(
        found: "a web page", remedy: "Download the file itself, not the page that shows it.")
    }
    // Protocol buffers have no magic; an ONNX file begins with its version, then the producer.
    if file.count > 3, file[0] == 0x08, file[1] < 0x20, [0x12, 0x3A].contains(file[2]) {
      return onnx
    }
    return nil
  }

  private static let onnx = FormatFlaw.unsupported(
    found: "an ONNX graph", remedy: "Use the safetensors or PyTorch file of the same model.")

  private static let legacyRemedy =
    "Save it again with PyTorch 1.6 or later: torch.save(torch.load(f, map_location=\"cpu\"), g), "
    + "or as safetensors."

  private static let magics: [([UInt8], place: Int, found: String, remedy: String)] = [
    ([0x80, 0x02], 0, "a pickle of PyTorch before 1.6", legacyRemedy),
    ([0x80, 0x03], 0, "a bare pickle", legacyRemedy),
    ([0x80, 0x04], 0, "a bare pickle", legacyRemedy),
    ([0x80, 0x05], 0, "a bare pickle", legacyRemedy),
    (Array("ustar".utf8), 257, "a tar archive, as PyTorch before 0.2 wrote", legacyRemedy),
    (
      Array("GGUF".utf8), 0, "a GGUF model",
      "Use the safetensors or PyTorch file of the same model."
    ),
    (
      [0x89] + Array("HDF".utf8), 0, "an HDF5 file, as Keras writes",
      "Save its weights as safetensors: safetensors.numpy.save_file(weights, g)."
    ),
    (
      [0x93] + Array("NUMPY".utf8), 0, "a single NumPy array",
      "Save named arrays: safetensors.numpy.save_file({\"name\": numpy.load(f)}, g)."
    ),
    ([0x1F, 0x8B], 0, "gzip-compressed data", "Unpack it with gunzip."),
    (
      Array("version https://git-lfs".utf8), 0, "a pointer of Git LFS instead of the file",
      "Fetch the file with `git lfs pull`, or download it from its page."
    ),
  ]
}
