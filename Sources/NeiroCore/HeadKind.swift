/// What a personal head is made of; see `ProjectionHead` for the formula.
public enum HeadKind: String, Hashable, Codable, CaseIterable, Sendable {
  /// Changes nothing; loops are asked through the presets that stand in for them.
  case identity
  /// One weight for each group of columns, or each part of a joined encoder.
  case blocks
  /// One weight for each column.
  case diagonal
  /// Within-class whitening of the similar pairs, in closed form.
  case whitening
  /// A low-rank change.
  case residual
  /// A linear change in the directions that labelled clips span.
  case linear
  /// Whitening, a linear change, and a displacement for each labelled clip that clips near it share.
  case memory
}
