internal import Foundation
public import NeiroCore

extension GateVerdict {
  /// The verdict as a musician reads it.
  public func sentence(head name: String) -> String {
    let share = { (gain: Double) in String(format: "%.2f", exp(gain)) }
    let top = { (gain: Double) in String(format: "%+.3f", gain) }
    let evidence =
      "of similar partners it never heard, \(better) rank better and \(worse) worse, on average "
      + "\(share(rankGain.mean))× nearer the top; gain in the top ten \(top(topTenGain.mean)) "
      + "(\(top(topTenGain.low)) to \(top(topTenGain.high)), \(groups) independent groups of clips)"
    return switch decision {
    case .useHead: "Use head “\(name)”: \(evidence)."
    case .keepRaw, .keepAdapted:
      "\(decision.rawValue.prefix(1).uppercased())\(decision.rawValue.dropFirst()): head “\(name)” is "
        + "not surely better; \(evidence). Searching with it ranks as without it. More labels may "
        + "change that."
    }
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
