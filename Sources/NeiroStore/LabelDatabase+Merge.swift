import GRDB
public import NeiroCore

/// What taking in a log did.
public struct MergeSummary: Hashable, Sendable {
  /// Events that are new here, by kind: answers, undos, skips, flags, notes.
  public internal(set) var answers = 0
  public internal(set) var undos = 0
  public internal(set) var remarks = 0
  /// Events that this database had.
  public internal(set) var alreadyThere = 0
  /// Answers of one person, by one taste and to one pair, that differ from the one that counted here.
  public internal(set) var conflicts: [LabelConflict] = []
  /// Lines that were left out; empty unless bad lines were to be skipped.
  public internal(set) var badLines: [BadLine] = []
}

/// Two answers of one person to one pair that differ. Both are in the log; the later one counts.
public struct LabelConflict: Hashable, Sendable {
  /// What counted in this database before.
  public let here: LabelledPair
  /// The latest answer that was taken in.
  public let there: LabelledPair
  /// What counts now.
  public let current: LabelledPair
}

extension LabelDatabase {
  /// Takes in a log, in one transaction: what is new is added, what is there stays as it is.
  ///
  /// An event is there if one of its name is, or, since one file can be imported into two databases,
  /// if the same labeller gave the same answer by the same taste to the same pair at the same
  /// millisecond. Of answers that differ, the later one counts, whichever database it was given to.
  ///
  /// - Parameters:
  ///   - log: Of another database, or of a file.
  ///   - skipsBadLines: Take in the good lines although there are bad ones.
  ///   - isDryRun: Only tell what would be done.
  /// - Returns: What was new, and what differs.
  /// - Throws: ``StoreError/badLines(path:lines:)`` with every bad line if there is one and they
  ///   are not to be skipped; then nothing was taken in.
  public func merge(
    _ log: LabelLog, skipsBadLines: Bool = false, isDryRun: Bool = false
  ) throws(StoreError) -> MergeSummary {
    try write { database in
      var summary = MergeSummary()
      try database.inSavepoint {
        var merger = try LabelMerger(database, log)
        try merger.run()
        let badLines = (log.badLines + merger.badLines).sorted { $0.line < $1.line }
        guard badLines.isEmpty || skipsBadLines else {
          throw StoreError.badLines(path: log.path, lines: badLines)
        }
        summary = merger.summary
        summary.badLines = badLines
        summary.conflicts = try merger.conflicts()
        return isDryRun ? .rollback : .commit
      }
      return summary
    }
  }
}
