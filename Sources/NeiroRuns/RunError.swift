/// Why a run can't be looked at.
public enum RunError: Error, Hashable, Sendable {
  case incomplete(run: String, missing: String)
  case damaged(run: String, file: String, reason: String)
  case newerFormat(run: String, found: Int, known: Int)
  case noRuns
  /// `nearest` are names that may have been meant.
  case unknown(String, nearest: [String])
  case ambiguous(String, matches: [String])
}

extension RunError: CustomStringConvertible {
  /// One sentence: what is wrong, and how to mend it where that is known.
  public var description: String {
    switch self {
    case .incomplete(let run, let missing):
      "Training/runs/\(run) is no finished run: it has no \(missing)."
    case .damaged(let run, let file, let reason):
      "Training/runs/\(run) is damaged: \(file) can't be used, \(reason)."
    case .newerFormat(let run, let found, let known):
      "Training/runs/\(run) has format \(found), and this Neiro reads up to \(known): update Neiro."
    case .noRuns:
      "There are no runs yet. `neiro train` and `neiro adapt` leave one each."
    case .unknown(let text, let nearest):
      "There is no run “\(text)”."
        + (nearest.isEmpty ? "" : " Near it: \(nearest.joined(separator: ", ")).")
    case .ambiguous(let text, let matches):
      "“\(text)” is the beginning of \(matches.count) runs: \(Self.list(matches)). Say more of it."
    }
  }

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(5).joined(separator: ", ")
    return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
  }
}
