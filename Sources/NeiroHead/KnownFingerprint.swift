import Synchronization

/// A fingerprint that is found once: megabytes of weights are to be hashed for it, byte by byte. It says
/// nothing that the weights don't, so it makes no two heads different.
final class KnownFingerprint: Sendable, Hashable {
  private let known = Mutex<String?>(nil)

  func value(_ find: () -> String) -> String {
    known.withLock { known in
      if let known { return known }
      let found = find()
      known = found
      return found
    }
  }

  func know(_ fingerprint: String) { known.withLock { $0 = fingerprint } }

  static func == (_: KnownFingerprint, _: KnownFingerprint) -> Bool { true }

  func hash(into hasher: inout Hasher) {}
}
