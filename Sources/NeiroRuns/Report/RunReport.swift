public import NeiroCore

/// What a training has to show, for reading: `report.json`, and as a page `report.html`.
///
/// All but the verdict may be missing; the page then leaves that section out. A number that isn't
/// finite is shown as a dash.
public struct RunReport: Hashable, Codable, Sendable {
  /// The verdict as a musician reads it, one or two sentences.
  public var verdict: String
  /// What is wrong with what was trained, a sentence each.
  public var warnings: [String]?
  public var comparison: Comparison?
  public var learningCurve: LearningCurve?
  public var scores: Scores?
  /// Queries with what they find; the page shows the first ten.
  public var examples: [Example] = []
  /// Where each labelled clip was, by clip.
  public var splits: [ClipPlace] = []
  public var labels: LabelCounts?
  /// The hash of the manifest.
  public var labelsHash: String?

  public init(verdict: String) {
    self.verdict = verdict
  }
}

extension RunReport {
  /// A ranking, by what makes it.
  public enum Ranking: String, Codable, Sendable {
    /// The encoder alone.
    case raw
    /// By the base.
    case adapted
    /// With the head.
    case personal
  }

  /// Figures of two rankings on the same queries; more is better in all of them.
  public struct Comparison: Hashable, Codable, Sendable {
    public var before: Ranking
    public var after: Ranking
    public var rows: [Row] = []
    /// What the intervals contain, 0 to 1.
    public var confidence: Double
    /// What the figures rest on, such as `76 independent groups of clips`.
    public var basis: String?

    public init(
      before: Ranking, after: Ranking, rows: [Row], confidence: Double = 0.95,
      basis: String? = nil
    ) {
      self.before = before
      self.after = after
      self.rows = rows
      self.confidence = confidence
      self.basis = basis
    }

    public struct Row: Hashable, Codable, Sendable {
      /// As a person reads it: `nDCG@10`.
      public var metric: String
      /// nil where only the change is known.
      public var before: Double?
      public var after: Double?
      /// after − before; nil where only the two figures are known.
      public var change: Difference?
      /// What it is counted in; nil for shares and scores of 0 to 1. Changes of one unit are drawn to
      /// one scale.
      public var unit: String?

      public init(
        metric: String, before: Double?, after: Double?, change: Difference?, unit: String? = nil
      ) {
        self.metric = metric
        self.unit = unit
        self.before = before
        self.after = after
        self.change = change
      }
    }
  }

  public typealias LearningCurve = NeiroCore.LearningCurve

  /// Scores of labelled pairs by rankings that never saw them.
  public struct Scores: Hashable, Codable, Sendable {
    public var before: Ranking
    public var after: Ranking
    public var pairs: [Pair]

    public init(before: Ranking, after: Ranking, pairs: [Pair]) {
      self.before = before
      self.after = after
      self.pairs = pairs
    }

    public struct Pair: Hashable, Codable, Sendable {
      public var isSimilar: Bool
      /// The score that search would give the pair; likeness, not distance.
      public var before: Double
      public var after: Double

      public init(isSimilar: Bool, before: Double, after: Double) {
        self.isSimilar = isSimilar
        self.before = before
        self.after = after
      }
    }
  }

  /// A query with the first results before and after.
  public struct Example: Hashable, Codable, Sendable {
    public var query: String
    /// What is special about this query, a sentence.
    public var note: String?
    public var before: [Result]
    public var after: [Result]

    public init(query: String, note: String? = nil, before: [Result], after: [Result]) {
      self.query = query
      self.note = note
      self.before = before
      self.after = after
    }

    public struct Result: Hashable, Codable, Sendable {
      public var name: String
      public var judgement: Judgement
      /// Ranks for the query, from 1 on.
      public var rankBefore: Int
      public var rankAfter: Int

      public init(name: String, judgement: Judgement, rankBefore: Int, rankAfter: Int) {
        self.name = name
        self.judgement = judgement
        self.rankBefore = rankBefore
        self.rankAfter = rankAfter
      }
    }

    /// What the labels say of query and result.
    public enum Judgement: String, Codable, Sendable {
      case similar, dissimilar, unjudged
    }
  }

  /// Where a labelled clip was in the splits.
  public struct ClipPlace: Hashable, Codable, Sendable {
    public var clip: ClipID
    /// Kept out of every training.
    public var isHeldOut: Bool
    /// The fold it was in, counted from 0, in each repetition of the cross-validation; empty for
    /// clips that are held out.
    public var folds: [Int]

    public init(clip: ClipID, isHeldOut: Bool, folds: [Int]) {
      self.clip = clip
      self.isHeldOut = isHeldOut
      self.folds = folds
    }
  }
}
