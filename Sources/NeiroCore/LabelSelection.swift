/// Whose answers, and of which tastes, something is about.
public struct LabelSelection: Hashable, Codable, Sendable {
  /// In alphabetical order; nil: everybody.
  public let labellers: [String]?
  /// In alphabetical order; nil: every taste.
  public let tastes: [String]?

  public static let everything = LabelSelection(labellers: nil, tastes: nil)
  /// What is learnt from unless something else is named: everybody's answers by the usual taste.
  public static let usual = LabelSelection(labellers: nil, tastes: [Taste.usual])

  public init(labellers: [String]?, tastes: [String]?) {
    self.labellers = labellers.map { Set($0).sorted() }
    self.tastes = tastes.map { Set($0).sorted() }
  }

  public func contains(labeller: String, taste: String) -> Bool {
    labellers?.contains(labeller) != false && tastes?.contains(taste) != false
  }

  public func contains(_ answer: LabelledPair) -> Bool {
    contains(labeller: answer.labeller, taste: answer.taste)
  }
}
