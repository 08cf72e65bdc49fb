import Foundation
import NeiroCommands
import NeiroCore
import NeiroPairs

/// A check of the labels with the names of its clips; also its JSON.
struct LabelCheckReport: Encodable {
  struct Clip: Encodable {
    let clip: ClipID
    /// nil where no file of the library has this content.
    let path: String?

    var name: String { path ?? clip.hex }
  }

  struct Pair: Encodable {
    let a: Clip
    let b: Clip
  }

  struct Disagreement: Encodable {
    let pair: Pair
    let similar: [String]
    let dissimilar: [String]
  }

  struct Triangle: Encodable {
    let similarToBoth: Clip
    let dissimilar: Pair

    enum CodingKeys: String, CodingKey {
      case similarToBoth = "similar_to_both"
      case dissimilar
    }
  }

  struct Steadiness: Encodable {
    let labeller: String
    let taste: String
    let repeats: Int
    let agreeing: Int
    let share: Difference?
    let kappa: Double?
    /// Gwet's coefficient of similar against dissimilar.
    let ac1: Coefficient?
    /// On the scale dissimilar < unsure < similar.
    let ac2: Coefficient
    let changed: [Pair]
  }

  struct Coefficient: Encodable {
    let value: Double
    let standardError: Double?
    let repeats: Int

    enum CodingKeys: String, CodingKey {
      case value, repeats
      case standardError = "standard_error"
    }

    init(_ coefficient: GwetCoefficient) {
      value = coefficient.value
      standardError = coefficient.standardError
      repeats = coefficient.subjects
    }
  }

  struct Use: Encodable {
    let clip: Clip
    let pairs: Int
    let share: Double
  }

  struct Absence: Encodable {
    let unknown: [Clip]
    let unknownPairs: Int
    let withoutFile: [Clip]

    enum CodingKeys: String, CodingKey {
      case unknown
      case unknownPairs = "unknown_pairs"
      case withoutFile = "without_file"
    }
  }

  struct Readiness: Encodable {
    let groups: Int
    let judgingGroups: Int
    let similarPairs: Int
    let fewestGroups: Int
    let fewestSimilarPairs: Int
    let isEnough: Bool

    enum CodingKeys: String, CodingKey {
      case groups
      case judgingGroups = "judging_groups"
      case similarPairs = "similar_pairs"
      case fewestGroups = "fewest_groups"
      case fewestSimilarPairs = "fewest_similar_pairs"
      case isEnough = "enough"
    }
  }

  let answers: [String: Int]
  let labellers: [String]
  let clips: Int
  let disagreements: [Disagreement]
  let triangles: [Triangle]
  let selfAgreement: [Steadiness]
  let dominant: [Use]
  let onlyDissimilar: [Use]
  let absence: Absence?
  let readiness: Readiness?

  enum CodingKeys: String, CodingKey {
    case answers, labellers, clips, disagreements, triangles, dominant, absence
    case selfAgreement = "self_agreement"
    case onlyDissimilar = "only_dissimilar"
    case readiness = "gate"
  }

  init(_ check: LabelCheck, name: (ClipID) throws -> String?) throws {
    func clip(_ clip: ClipID) throws -> Clip { Clip(clip: clip, path: try name(clip)) }
    func pair(_ pair: ClipPair) throws -> Pair {
      Pair(a: try clip(pair.low), b: try clip(pair.high))
    }
    func use(_ use: ClipUse) throws -> Use {
      Use(clip: try clip(use.clip), pairs: use.pairs, share: use.share)
    }
    answers = Dictionary(
      uniqueKeysWithValues: PairLabel.allCases.map { ($0.rawValue, check.answers[$0] ?? 0) })
    labellers = check.labellers
    clips = check.clips
    disagreements = try check.disagreements.map {
      Disagreement(pair: try pair($0.pair), similar: $0.similar, dissimilar: $0.dissimilar)
    }
    triangles = try check.triangles.map {
      Triangle(similarToBoth: try clip($0.middle), dissimilar: try pair($0.ends))
    }
    selfAgreement = try check.selfAgreements.map { try Steadiness($0, name: name) }
    dominant = try check.dominant.map(use)
    onlyDissimilar = try check.onlyDissimilar.map(use)
    absence = try check.absence.map {
      Absence(
        unknown: try $0.unknown.map(clip), unknownPairs: $0.unknownPairs,
        withoutFile: try $0.withoutFile.map(clip))
    }
    readiness = check.readiness.map {
      Readiness(
        groups: $0.groups, judgingGroups: $0.judgingGroups, similarPairs: $0.similarPairs,
        fewestGroups: GateReadiness.fewestGroups,
        fewestSimilarPairs: GateReadiness.fewestSimilarPairs, isEnough: $0.isEnough)
    }
  }
}

extension LabelCheckReport.Steadiness {
  init(_ one: SelfAgreement, name: (ClipID) throws -> String?) throws {
    func clip(_ clip: ClipID) throws -> LabelCheckReport.Clip {
      LabelCheckReport.Clip(clip: clip, path: try name(clip))
    }
    self.init(
      labeller: one.labeller, taste: one.taste, repeats: one.repeats, agreeing: one.agreeing,
      share: one.share, kappa: one.kappa,
      ac1: one.nominal.map(LabelCheckReport.Coefficient.init),
      ac2: LabelCheckReport.Coefficient(one.ordered),
      changed: try one.changed.map {
        LabelCheckReport.Pair(a: try clip($0.low), b: try clip($0.high))
      })
  }
}
