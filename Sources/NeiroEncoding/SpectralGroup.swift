/// The groups of columns of the spectral encoder, in the order of the embedding. Raw values are
/// the names in `Tests/Fixtures/spectral_reference.py`.
public enum SpectralGroup: String, CaseIterable, Sendable {
  /// Log-mel of 32 bands at 8 relative times, time after time: how the spectrum moves.
  case relativeTime = "trel32"
  /// Mean log-mel of 64 bands, weighted by energy: the colour of the loud part.
  case weightedMean = "wmean"
  /// Ten spectral descriptors (mean and deviation each) and eight of the envelope.
  case scalars = "scal"
  /// Modulation spectrum of 8 bands in 6 ranges of rates, band after band: vibrato, tremolo,
  /// roughness.
  case modulation = "modspec"
  /// Deviation of the frame-to-frame change of 64 log-mel bands: how lively each band is.
  case deltaDeviation = "dstd"

  /// What it tells of a sound, for people.
  var aspect: String {
    switch self {
    case .relativeTime: "spectrum over time"
    case .weightedMean: "colour"
    case .scalars: "brightness and envelope"
    case .modulation: "modulation"
    case .deltaDeviation: "liveliness"
    }
  }

  /// How many columns the group has.
  public var columnCount: Int {
    switch self {
    case .relativeTime: 256
    case .weightedMean: 64
    case .scalars: 28
    case .modulation: 48
    case .deltaDeviation: 64
    }
  }

  /// How much the group counts as a whole in a cosine, whatever its number of columns.
  var weight: Double {
    switch self {
    case .relativeTime: 1.0
    case .weightedMean, .scalars, .modulation: 0.7
    case .deltaDeviation: 0.5
    }
  }
}
