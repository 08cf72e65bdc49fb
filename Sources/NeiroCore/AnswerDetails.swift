/// How an answer came to be, beside what it says. All of it may be unknown, as it is of answers that
/// were typed or imported.
public struct AnswerDetails: Hashable, Codable, Sendable {
  /// One of the two clips of a pair, by its place in it.
  public enum Side: String, Codable, CaseIterable, Sendable {
    case a, b
  }

  /// How much of each clip was heard, in milliseconds, replays included. 0 is nothing heard, which
  /// makes no label.
  public struct Heard: Hashable, Codable, Sendable {
    public var a: Int
    public var b: Int

    public init(a: Int, b: Int) {
      self.a = a
      self.b = b
    }
  }

  /// The clip that was played first.
  public var firstSide: Side?
  /// nil where nothing was played by the program that asked.
  public var heardMilliseconds: Heard?
  /// From the question to the answer.
  public var takenMilliseconds: Int?
  /// Why this pair was asked about: a strategy's name, `search`, `repeat` …
  public var reason: String?
  /// The head that chose the question.
  public var headVersion: HeadVersion?

  public init(
    firstSide: Side? = nil, heardMilliseconds: Heard? = nil, takenMilliseconds: Int? = nil,
    reason: String? = nil, headVersion: HeadVersion? = nil
  ) {
    self.firstSide = firstSide
    self.heardMilliseconds = heardMilliseconds
    self.takenMilliseconds = takenMilliseconds
    self.reason = reason
    self.headVersion = headVersion
  }

  /// The most characters a reason or a head's name has.
  public static let longestText = 200

  public var isEmpty: Bool { self == AnswerDetails() }
}

/// A head as it was at one time: a name is given again at every training.
public struct HeadVersion: Hashable, Codable, Sendable {
  public var name: String
  public var fingerprint: String

  public init(name: String, fingerprint: String) {
    self.name = name
    self.fingerprint = fingerprint
  }
}
