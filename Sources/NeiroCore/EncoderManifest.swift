/// What is known of an encoder that lies in a workspace, without opening its weights.
///
/// Written as `encoder.json` into its folder when it is added, and anew when its files change.
public struct EncoderManifest: Hashable, Sendable, Codable {
  public static let currentFormat = 1
  public static let fileName = "encoder.json"

  public enum Kind: String, Sendable, Codable {
    /// A CLAP model: hears sounds, and may read text.
    case clap
    /// Only vectors, made by another program.
    case imported
  }

  /// How the encoder reads text.
  public struct Text: Hashable, Sendable, Codable {
    /// Tells this text tower and tokenizer from others.
    public let hash: String
    /// The factor of the cosine in the model's own softmax: exp(logit_scale_a).
    public let logitScale: Double

    public init(hash: String, logitScale: Double) {
      self.hash = hash
      self.logitScale = logitScale
    }
  }

  /// A file that the manifest was made from, as it was then.
  public struct SourceFile: Hashable, Sendable, Codable {
    public let name: String
    public let sizeBytes: Int64
    /// Since 1970.
    public let modifiedNanoseconds: Int64

    public init(name: String, sizeBytes: Int64, modifiedNanoseconds: Int64) {
      self.name = name
      self.sizeBytes = sizeBytes
      self.modifiedNanoseconds = modifiedNanoseconds
    }
  }

  public let format: Int
  public let kind: Kind
  public let identity: EncoderIdentity
  /// The statistics of the same pass, see ``styleName(of:)``; nil if it makes none.
  public let style: EncoderIdentity?
  /// The rate of the waveforms that it takes; nil if it takes none.
  public let sampleRateHz: Int?
  /// nil if it reads none.
  public let text: Text?
  /// What it is, in words.
  public let summary: String
  /// Why what it makes of sounds or texts is worth nothing, as a sentence; nil if nothing tells so.
  public let flaw: String?
  public let files: [SourceFile]

  public init(
    kind: Kind, identity: EncoderIdentity, style: EncoderIdentity? = nil,
    sampleRateHz: Int? = nil, text: Text? = nil, summary: String, flaw: String? = nil,
    files: [SourceFile] = []
  ) {
    format = Self.currentFormat
    self.kind = kind
    self.identity = identity
    self.style = style
    self.sampleRateHz = sampleRateHz
    self.text = text
    self.summary = summary
    self.flaw = flaw
    self.files = files
  }

  private static let styleSuffix = "-style"

  /// The name under which the intermediate statistics of an encoder's pass are an encoder too.
  public static func styleName(of name: String) -> String { name + styleSuffix }

  /// The encoder in whose pass the statistics called `name` are made; nil if it is no such name.
  public static func encoderName(ofStyle name: String) -> String? {
    name.hasSuffix(styleSuffix) ? String(name.dropLast(styleSuffix.count)) : nil
  }

  /// What ``isAllowed(name:)`` allows, for people.
  public static let nameRule =
    "letters, digits, - _ . are allowed, a letter or digit in front, and not “-style” at the end"

  /// Whether `name` may be that of an encoder: letters, digits, dots, hyphens and underscores, with
  /// a letter or digit in front.
  public static func isAllowed(name: String) -> Bool {
    let letters = name.unicodeScalars
    return !name.isEmpty && name.utf8.count <= 64 && encoderName(ofStyle: name) == nil
      && letters.allSatisfy {
        $0.isASCII
          && ($0.properties.isAlphabetic || ("0"..."9").contains($0)
            || "-_.".contains(Character($0)))
      } && letters.first.map { !"-_.".contains(Character($0)) } == true
  }
}

/// What `neiro-torch describe` answers.
public enum EncoderDescription: Hashable, Sendable, Codable {
  case manifest(EncoderManifest)
  case failure(String)
}
