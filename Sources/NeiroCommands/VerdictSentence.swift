internal import Foundation
public import NeiroCore

extension GateVerdict {
  /// The verdict as a musician reads it.
  public func sentence(head name: String) -> String {
    let before = decision == .keepRaw ? "the encoder alone" : "search without it"
    let right =
      agreement.map { found in
        let of10 = { (share: Double) in String(format: "%.1f", 10 * share) }
        return "Head “\(name)” puts \(of10(found.after)) of 10 answers it never heard in the right "
          + "order, \(before) \(of10(found.before))"
      } ?? "Head “\(name)” had only one kind of answer to be judged by"
    let reached =
      switch (alphas.oneShots > 0, alphas.loops > 0) {
      case (true, true): "sure enough to use"
      case (true, false): "sure enough to use, for presets; loops are ranked as before"
      case (false, true): "sure enough to use, for loops; presets are ranked as before"
      case (false, false):
        "not sure enough to use: searching with it ranks as without it, and more answers may change "
          + "that"
      }
    return "\(right): \(reached). (\(evidence))"
  }

  /// The figures behind it.
  private var evidence: String {
    func text(_ evidence: Evidence, _ queries: String) -> String {
      let gain = evidence.topTenGain
      return "Similar partners of \(queries): \(evidence.better) rank better, "
        + "\(evidence.worse) worse, "
        + String(format: "on average %.2f× nearer the top; ", exp(evidence.rankGain.mean))
        + String(format: "top ten %+.3f, %+.3f to %+.3f; ", gain.mean, gain.low, gain.high)
        + "\(evidence.groups) independent groups"
    }
    return ([text(oneShots, "presets")] + (loops.map { [text($0, "loops")] } ?? []))
      .joined(separator: ". ") + "."
  }
}

extension BaseVerdict {
  /// The verdict as a musician reads it.
  public var sentence: String {
    func percent(_ share: Double) -> String { "\(Int((100 * share).rounded())) %" }
    let evidence =
      "of \(heldOut) presets it never heard, by phrases of patterns it never heard, "
      + "\(percent(loops.adaptedHitRate)) are found in the top ten of \(among), raw "
      + "\(percent(loops.rawHitRate)) (gain in the top ten "
      + String(
        format: "%+.3f, %+.3f to %+.3f)", loops.topTenGain.mean, loops.topTenGain.low,
        loops.topTenGain.high)
    let presets =
      alphas.oneShots > 0
      ? "two presets are compared with \(percent(alphas.oneShots)) of it"
      : "two presets are compared raw, since it would not better that"
    return switch decision {
    case .useBase: "Use the base: \(evidence); \(presets)."
    case .keepRaw: "Keep raw: the base is not surely better; \(evidence)."
    }
  }
}
