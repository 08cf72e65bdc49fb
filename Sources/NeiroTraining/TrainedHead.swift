public import NeiroCore
public import NeiroHead

/// What came of a training: the head, and what there is to look at.
public struct TrainedHead: Sendable {
  /// A part of the labelled clips, and the head that was trained without them.
  public struct Fold: Sendable {
    /// Counted from 0 in each repetition of the cross-validation.
    public let index: Int
    public let clips: Set<ClipID>
    public let head: ProjectionHead
  }

  /// Where the library ranked a similar partner of a clip, from 1, by the head of the clip's fold.
  public struct PartnerRank: Hashable, Sendable {
    public let query: ClipID
    public let partner: ClipID
    /// Where in ``TrainedHead/folds`` the head is.
    public let fold: Int
    public let before: Int
    public let after: Int
  }

  public let checkpoint: Checkpoint
  public let findings: TrainingFindings
  /// All repetitions, one after the other.
  public let folds: [Fold]
  /// Of one-shots and the α that was judged for them; nil where none could be ranked.
  public let presets: RankFigures?
  /// Likewise by loops.
  public let loops: RankFigures?
  /// Partners of labelled one-shots.
  public let ranks: [PartnerRank]
}
