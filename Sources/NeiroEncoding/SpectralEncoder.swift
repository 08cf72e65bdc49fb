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

  public var aspects: [EmbeddingBlock] {
    var start = 0
    return SpectralGroup.allCases.map { group in
      defer { start += group.columnCount }
      return EmbeddingBlock(name: group.aspect, columns: start..<start + group.columnCount)
    }
  }
  public var sampleRateHz: Int { SpectralFrames.sampleRateHz }
  public var maximumSeconds: Double { 60 }

  private let standardisation = Standardisation(
    means: SpectralConstants.means, spreads: SpectralConstants.spreads,
    groups: SpectralGroup.allCases.map { ($0.columnCount, $0.weight) })

  public init() {
    identity = EncoderIdentity(
      name: Self.name, weightsHash: standardisation.hash, preprocessingVersion: 1,
      dimension: Self.dimension)
  }

  /// - Throws: ``EncodingError`` for a waveform at another rate, without samples, silent, or with
  ///   samples that are not finite.
  public func encode(_ batch: [Waveform]) throws -> [Embedding] {
    try batch.map { try encode($0) }
  }

  private func encode(_ waveform: Waveform) throws(EncodingError) -> Embedding {
    let columns = standardisation.values(of: try SpectralDescriptors(waveform).columns)
    let reserve = [Float](repeating: 0, count: Self.dimension - columns.count)
    guard let embedding = Embedding(normalizing: columns + reserve) else { throw .noDirection }
    return embedding
  }
}
