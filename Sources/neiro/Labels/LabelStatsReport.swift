import Foundation
import NeiroCommands
import NeiroCore
import NeiroPairs
import NeiroStore

/// The state of the labels with the names of clips; also its JSON.
struct LabelStatsReport: Encodable {
  struct Tally: Encodable {
    let total: Int
    let similar: Int
    let dissimilar: Int
    let unsure: Int
    /// Similar of similar and dissimilar.
    let similarRate: Difference?

    enum CodingKeys: String, CodingKey {
      case total, similar, dissimilar, unsure
      case similarRate = "similar_rate"
    }

    init(_ tally: LabelTally) {
      total = tally.total
      (similar, dissimilar, unsure) = (tally[.similar], tally[.dissimilar], tally[.unsure])
      similarRate = tally.similarRate
    }
  }

  struct Group: Encodable {
    let labeller: String
    let taste: String
    let answers: Tally
  }

  struct Reason: Encodable {
    let reason: String
    let answers: Tally
  }

  struct Session: Encodable {
    let session: String
    let labeller: String
    let taste: String
    let source: String
    let startedAt: Date
    let answers: Tally
    let skips: Int
    let medianSeconds: Double?

    enum CodingKeys: String, CodingKey {
      case session, labeller, taste, source, answers, skips
      case startedAt = "started_at"
      case medianSeconds = "median_seconds"
    }
  }

  struct Count: Encodable {
    let successes: Int
    let trials: Int
    let share: Difference?

    init(_ count: SideBias.Count) {
      (successes, trials, share) = (count.successes, count.trials, count.share)
    }
  }

  struct Sides: Encodable {
    let labeller: String
    let similarWhereAFirst: Count
    let similarWhereBFirst: Count
    /// The one less the other.
    let difference: Difference?
    let aFirst: Count
    /// Two-sided binomial test of A first in half of the answers.
    let evennessP: Double
    let sameAgainSwapped: Count
    let sameAgainUnswapped: Count

    enum CodingKeys: String, CodingKey {
      case labeller, difference
      case similarWhereAFirst = "similar_where_a_first"
      case similarWhereBFirst = "similar_where_b_first"
      case aFirst = "a_first"
      case evennessP = "a_first_p"
      case sameAgainSwapped = "same_again_swapped"
      case sameAgainUnswapped = "same_again_unswapped"
    }
  }

  /// What is known, and contradicts, by one taste.
  struct TasteState: Encodable {
    let taste: String
    let check: LabelCheckReport
    let components: Components
  }

  struct Components: Encodable {
    let count: Int
    let sizes: [Int]
    let clips: Int
    let outsideLargest: Int
    /// nil if nothing is indexed.
    let unlabelled: Int?

    enum CodingKeys: String, CodingKey {
      case count, sizes, clips, unlabelled
      case outsideLargest = "outside_largest"
    }
  }

  struct Remark: Encodable {
    let clips: [LabelCheckReport.Clip]
    let labeller: String
    let note: String?
  }

  struct Outlook: Encodable {
    let head: String
    let run: String
    /// nil where that training could not tell.
    let curve: LearningCurve?

    enum CodingKeys: String, CodingKey {
      case head, run
      case curve = "learning_curve"
    }
  }

  let answers: Tally
  let groups: [Group]
  let reasons: [Reason]
  let sessions: [Session]
  let selfAgreement: [LabelCheckReport.Steadiness]
  let sides: [Sides]
  let tastes: [TasteState]
  let flagged: [Remark]
  let notes: [Remark]
  let medianSeconds: Double?
  let outlook: Outlook?

  enum CodingKeys: String, CodingKey {
    case answers, groups, reasons, sessions, sides, tastes, flagged, notes, outlook
    case selfAgreement = "self_agreement"
    case medianSeconds = "median_seconds"
  }

  var isEmpty: Bool { sessions.isEmpty && flagged.isEmpty && notes.isEmpty }

  init(
    _ statistics: LabelStatistics, flags: [LabelEvent], notes: [LabelEvent], outlook: Outlook?,
    name: (ClipID) throws -> String?
  ) throws {
    answers = Tally(statistics.answers)
    groups = statistics.groups.map {
      Group(labeller: $0.labeller, taste: $0.taste, answers: Tally($0.answers))
    }
    reasons = statistics.reasons.map { Reason(reason: $0.reason, answers: Tally($0.answers)) }
    sessions = statistics.sessions.map {
      Session(
        session: $0.sitting.name, labeller: $0.sitting.labeller, taste: $0.sitting.taste,
        source: $0.sitting.source, startedAt: $0.sitting.startedAt, answers: Tally($0.answers),
        skips: $0.sitting.skips, medianSeconds: $0.medianMilliseconds.map { $0 / 1000 })
    }
    selfAgreement = try statistics.selfAgreements.map {
      try LabelCheckReport.Steadiness($0, name: name)
    }
    sides = statistics.sides.map {
      Sides(
        labeller: $0.labeller, similarWhereAFirst: Count($0.similarAFirst),
        similarWhereBFirst: Count($0.similarBFirst), difference: $0.difference,
        aFirst: Count($0.aFirst), evennessP: $0.evenness,
        sameAgainSwapped: Count($0.agreeingSwapped),
        sameAgainUnswapped: Count($0.agreeingUnswapped))
    }
    tastes = try statistics.tastes.map {
      TasteState(
        taste: $0.taste, check: try LabelCheckReport($0.check, name: name),
        components: Components(
          count: $0.graph.parts.count, sizes: $0.graph.parts, clips: $0.graph.clips,
          outsideLargest: $0.graph.outside, unlabelled: $0.graph.unlabelled))
    }
    func remark(_ event: LabelEvent) throws -> Remark? {
      let (clips, text): ([ClipID], String?)
      switch event.kind {
      case .flag(let clip, let note): (clips, text) = ([clip], note)
      case .note(let a, let b, let note): (clips, text) = ([a, b], note)
      case .answer, .undo, .skip: return nil
      }
      return Remark(
        clips: try clips.map { LabelCheckReport.Clip(clip: $0, path: try name($0)) },
        labeller: event.labeller, note: text)
    }
    flagged = try flags.compactMap(remark)
    self.notes = try notes.compactMap(remark)
    medianSeconds = statistics.medianMilliseconds.map { $0 / 1000 }
    self.outlook = outlook
  }
}
