import NeiroCore

/// How far a sitting has come.
struct SittingProgress: Hashable, Sendable {
  /// Answers of this sitting that stand.
  private(set) var answers = 0
  /// The person's answers that stand, those of this sitting among them.
  private(set) var counts: [PairLabel: Int]
  /// From question to answer, over all answers of this sitting.
  private var takenMilliseconds = 0
  /// The sum's answers: more than `answers` where some were taken back.
  private var timed = 0
  /// How many answers make a sitting.
  let goal: Int

  /// Forty answers are some six minutes.
  static let usualGoal = 40

  init(earlier counts: [PairLabel: Int] = [:], goal: Int = usualGoal) {
    self.counts = counts
    self.goal = goal
  }

  var inAll: Int { counts.values.reduce(0, +) }

  /// Of the answers that decide; nil where there is none.
  var similarShare: Double? {
    let (similar, dissimilar) = (counts[.similar, default: 0], counts[.dissimilar, default: 0])
    return similar + dissimilar > 0 ? Double(similar) / Double(similar + dissimilar) : nil
  }

  /// nil before there are enough answers to tell.
  var perMinute: Double? {
    timed >= 3 && takenMilliseconds > 0 ? 60_000 * Double(timed) / Double(takenMilliseconds) : nil
  }

  /// The seconds to the next multiple of the goal; nil where that can't be told.
  var secondsToGoal: Double? {
    perMinute.map { 60 * Double(nextGoal - answers) / $0 }
  }

  /// The goal, and after it twice the goal.
  var nextGoal: Int { (answers / goal + 1) * goal }

  mutating func gave(_ label: PairLabel, takenMilliseconds: Int) {
    answers += 1
    counts[label, default: 0] += 1
    self.takenMilliseconds += takenMilliseconds
    timed += 1
  }

  mutating func changed(_ old: PairLabel, to new: PairLabel) {
    counts[old, default: 0] -= 1
    counts[new, default: 0] += 1
  }

  /// `isOfSitting`: whether it was given in this sitting.
  mutating func tookBack(_ label: PairLabel, isOfSitting: Bool) {
    if isOfSitting { answers -= 1 }
    counts[label, default: 0] = max(0, counts[label, default: 0] - 1)
  }
}
