public import NeiroAudio
public import NeiroCore

/// A small built-in encoder: mel-frequency cepstral coefficients, kept in time. It hears the shape
/// of the spectrum and nothing of its fine structure, so it tells other things apart than the
/// spectral encoder does.
///
/// Each column is centred by its mean over a library of presets, computed once, and the whole scaled
/// to unit length. Columns keep their own spread: so the low coefficients, the rough shape, count
/// most, which agrees better with how people hear. The result does not depend on level.
public struct MFCCEncoder: AudioEncoder {
  public static let name = "mfcc"

  public let identity: EncoderIdentity
  public var sampleRateHz: Int { MFCCDescriptors.sampleRateHz }
  public var maximumSeconds: Double { 60 }

  private let standardisation = Standardisation(
    means: MFCCConstants.means, spreads: nil,
    groups: MFCCGroup.allCases.map { ($0.columnCount, $0.weight) })

  public init() {
    identity = EncoderIdentity(
      name: Self.name, weightsHash: standardisation.hash, preprocessingVersion: 1,
      dimension: MFCCConstants.means.count)
  }

  /// - Throws: ``EncodingError`` for a waveform at another rate, without samples, silent, or with
  ///   samples that are not finite.
  public func encode(_ batch: [Waveform]) throws -> [Embedding] {
    try batch.map { waveform in
      let columns = try MFCCDescriptors(waveform).columns
      guard let embedding = Embedding(normalizing: standardisation.values(of: columns)) else {
        throw EncodingError.noDirection
      }
      return embedding
    }
  }
}
