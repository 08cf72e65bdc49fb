/// Why a sound has no embedding.
public enum EncodingError: Error, Hashable, Sendable {
  case unknownEncoder(name: String, known: [String])
  case repeatedEncoder(name: String)
  case wrongSampleRate(expectedHz: Int, foundHz: Int)
  case noSamples
  case silent
  case notFinite(second: Double)
  case outOfMemory
  /// Every column is at its mean, so that the embedding points nowhere.
  case noDirection
  /// The encoder's vectors were made by another program.
  case onlyImported(encoder: String)
}

extension EncodingError: CustomStringConvertible {
  /// One sentence: what is wrong, and how to mend it where that is known.
  public var description: String {
    switch self {
    case .unknownEncoder(let name, let known):
      "there is no encoder called '\(name)'. Known: \(known.joined(separator: ", "))"
    case .repeatedEncoder(let name):
      "the encoder '\(name)' is named twice. Once is enough"
    case .wrongSampleRate(let expected, let found):
      "the encoder takes samples at \(expected) Hz, these are at \(found) Hz. Resample them"
    case .noSamples:
      "holds no samples"
    case .silent:
      "is silent: every sample is zero"
    case .notFinite(let second):
      "holds a sample that is not a number (NaN or infinity) at \(second) s"
    case .outOfMemory:
      "there is not enough memory to encode it"
    case .noDirection:
      "has no timbre to tell: all its descriptors are at their mean"
    case .onlyImported(let encoder):
      "the vectors of '\(encoder)' were imported, Neiro cannot make new ones. Make this sound's where "
        + "the others were made, and import it with `neiro import-embeddings`"
    }
  }
}
