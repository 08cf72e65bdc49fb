/// The characters that GPT-2's vocabularies write bytes with: those that can be seen as themselves,
/// the others from U+0100 on.
///
/// *Source*: Radford et al., "Language models are unsupervised multitask learners", 2019;
/// `bytes_to_unicode` of <https://github.com/openai/gpt-2>, `src/encoder.py`.
enum ByteAlphabet {
  private static let bytes: [Unicode.Scalar: UInt8] = {
    var bytes: [Unicode.Scalar: UInt8] = [:]
    var next: UInt32 = 0x100
    for byte in UInt8.min...UInt8.max {
      switch byte {
      case 33...126, 161...172, 174...255: bytes[Unicode.Scalar(byte)] = byte
      default:
        if let scalar = Unicode.Scalar(next) { bytes[scalar] = byte }
        next += 1
      }
    }
    return bytes
  }()

  /// - Returns: nil if `word` is not written in these characters.
  static func bytes(of word: some StringProtocol) -> [UInt8]? {
    var result: [UInt8] = []
    for scalar in word.unicodeScalars {
      guard let byte = bytes[scalar] else { return nil }
      result.append(byte)
    }
    return result
  }
}
