import NeiroCore

/// What the dialogue has to say to one key or event.
enum DialogueNotice: Hashable, Sendable {
  case notHeard([Place])
  case unknownKey
  case nothingToTakeBack
  case tookBack(PairLabel)
  /// The pair's files are gone, so it can't be asked again.
  case tookBackUnknown(PairLabel)
  case firstPair, lastPair
  case changed(from: PairLabel, to: PairLabel)
  case flagged(Place)
  case noted
  case goal(Int)
  case silent(reason: String)
  case unlearned(reason: String)

  var text: String {
    switch self {
    case .notHeard(let places):
      "Hear \(places.map(\.rawValue).joined(separator: " and ")) first: half a second, or all of it."
    case .unknownKey: "This key does nothing."
    case .nothingToTakeBack: "There is nothing to take back."
    case .tookBack(let label): "Took back: \(label.rawValue)."
    case .tookBackUnknown(let label):
      "Took back: \(label.rawValue), of a pair whose files are no longer there."
    case .firstPair: "There is no earlier pair."
    case .lastPair: "This is the pair that waits for an answer."
    case .changed(let old, let new): "Changed: \(old.rawValue) is now \(new.rawValue)."
    case .flagged(let place):
      "\(place.rawValue) is flagged as a bad clip and not asked about again."
    case .noted: "Noted."
    case .goal(let answers):
      "\(LibraryText.counted(answers, "answer")). A good moment to stop, or to go on."
    case .silent(let reason): "\(reason) From here on files are named instead."
    case .unlearned(let reason): "Questions are chosen without learning from answers. \(reason)"
    }
  }
}
