import Foundation

/// A scale on which equal steps are heard as equally far.
public enum MelScale: Sendable {
  /// 2595·log₁₀(1 + f / 700), of HTK. Source: O'Shaughnessy, "Speech communication: human and
  /// machine", 1987.
  case htk
  /// Linear below 1 kHz, logarithmic above. Source: Slaney, "Auditory toolbox", technical report
  /// 1998-010, Interval Research, 1998.
  case slaney

  public func mel(hertz: Double) -> Double {
    switch self {
    case .htk: 2595 * log10(1 + hertz / 700)
    case .slaney: hertz < 1000 ? 3 * hertz / 200 : 15 + log(hertz / 1000) * 27 / log(6.4)
    }
  }

  public func hertz(mel: Double) -> Double {
    switch self {
    case .htk: 700 * (pow(10, mel / 2595) - 1)
    case .slaney: mel < 15 ? 200 * mel / 3 : 1000 * exp((mel - 15) * log(6.4) / 27)
    }
  }
}
