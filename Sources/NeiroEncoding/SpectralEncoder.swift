public import NeiroAudio
public import NeiroCore

/// The built-in encoder: descriptors of the spectrum and its movement, no download, no network.
///
/// Each column is standardised with constants that were computed once from a library of presets,
/// divided by the root of the size of its group, weighted, and the whole scaled to unit length. 52
/// columns at the end are zero, in reserve. The result does not depend on level or on silence
/// around the sound, and is the same to the bit for the same samples.
public struct SpectralEncoder: AudioEncoder {
  public static let name = "spectral"
  static let dimension = 512

  public let identity: EncoderIdentity
  public var sampleRateHz: Int { SpectralFrames.sampleRateHz }
  public var maximumSeconds: Double { 60 }

  /// What to subtract from each of the 460 columns, and to multiply it by after that.
  private let means: [Double]
  private let factors: [Double]

  public init() {
    let weights = SpectralGroup.allCases.flatMap { group in
      let weight = group.weight / Double(group.columnCount).squareRoot()
      return [Double](repeating: weight, count: group.columnCount)
    }
    means = SpectralConstants.means
    factors = zip(weights, SpectralConstants.spreads).map { $0 / $1 }
    identity = EncoderIdentity(
      name: Self.name, weightsHash: Self.hash(means + factors), preprocessingVersion: 1,
      dimension: Self.dimension)
  }

  /// - Throws: ``EncodingError`` for a waveform at another rate, without samples, silent, or with
  ///   samples that are not finite.
  public func encode(_ batch: [Waveform]) throws -> [Embedding] {
    try batch.map { try encode($0) }
  }

  private func encode(_ waveform: Waveform) throws(EncodingError) -> Embedding {
    let columns = try SpectralDescriptors(waveform).columns
    var values = columns.indices.map { Float((columns[$0] - means[$0]) * factors[$0]) }
    values += [Float](repeating: 0, count: Self.dimension - values.count)
    guard let embedding = Embedding(normalizing: values) else { throw .noDirection }
    return embedding
  }

  /// The first 12 hexadecimal digits of the 64-bit FNV-1a hash of the numbers' bytes, lowest first.
  ///
  /// Source: <https://datatracker.ietf.org/doc/html/draft-eastlake-fnv>.
  static func hash(_ numbers: [Double]) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for number in numbers {
      for shift in stride(from: UInt64(0), to: 64, by: 8) {
        hash = (hash ^ (number.bitPattern >> shift & 0xFF)) &* 0x100_0000_01B3
      }
    }
    let digits = String(hash, radix: 16)
    return String((String(repeating: "0", count: 16 - digits.count) + digits).prefix(12))
  }
}
