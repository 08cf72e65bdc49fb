/// How far each system orders sounds as people rated them.
public struct RatingPart: Encodable, Sendable {
  /// The study's name.
  public let study: String
  public let sounds: Int
  /// Pairs of sounds that were rated.
  public let pairs: Int
  /// Triplet agreement, Spearman's ρ and Kendall's τ-b; drawn again are the sounds. There are no
  /// p-values: every pair belongs to two sounds, so that nothing can be swapped by itself.
  public let comparison: SystemComparison
  /// The triplet agreement of each sound as the anchor.
  public let perSound: [Sound]

  public struct Sound: Encodable, Sendable {
    public let sound: String
    /// nil for an anchor whose ratings don't clearly differ.
    public let values: BySystem<Double?>

    enum CodingKeys: String, CodingKey {
      case sound
    }

    public func encode(to encoder: any Encoder) throws {
      try values.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(sound, forKey: .sound)
    }
  }

  enum CodingKeys: String, CodingKey {
    case study, sounds, pairs
    case perSound = "per_sound"
  }

  public func encode(to encoder: any Encoder) throws {
    try comparison.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(study, forKey: .study)
    try container.encode(sounds, forKey: .sounds)
    try container.encode(pairs, forKey: .pairs)
    try container.encode(perSound, forKey: .perSound)
  }
}

extension EvaluationReport {
  /// How often sounds are drawn unless said otherwise: each draw looks at all pairs and triplets.
  public static let ratingDraws = 2_000

  /// Adds the ratings' part.
  ///
  /// - Parameters:
  ///   - ratings: n sounds.
  ///   - study: What they are called.
  ///   - names: Of the sounds.
  ///   - similarities: n × n of each system, symmetric, in the order of the systems.
  ///   - significance: Gives intervals.
  /// - Precondition: n names, and n × n similarities.
  public mutating func add(
    _ ratings: RatingMatrix, study: String, names: [String], similarities: [[[Double]]],
    significance: Significance = Significance(draws: ratingDraws)
  ) {
    let agreements = similarities.map { RatingAgreement(ratings, similarity: $0) }
    let (count, keys) = (ratings.count, RatingAgreement.keys)
    let width = systems.count * keys.count
    let bootstrap = significance.bootstrap
    let drawn = Draws.run(
      bootstrap.draws, width: width, numbers: count, seed: bootstrap.seed,
      scratch: { [Int32](repeating: 0, count: count) }
    ) { _, generator, counts, values in
      PairedBootstrap.count(picks: count, into: &counts, &generator)
      _ = values.update(fromContentsOf: agreements.flatMap { $0.metrics(counts) })
    }
    let all = agreements.map { $0.metrics([Int32](repeating: 1, count: count)) }
    let anchors = agreements.map(\.byAnchor)
    let place = Dictionary(uniqueKeysWithValues: systems.enumerated().map { ($1.key, $0) })
    func draws(_ system: Int, _ metric: Int) -> [Double] {
      stride(from: system * keys.count + metric, to: drawn.count, by: width).map { drawn[$0] }
    }
    let comparison = SystemComparison(
      systems, family: Set(keys),
      intervals: { system in
        let system = place[system.key] ?? 0
        return Dictionary(
          uniqueKeysWithValues: keys.indices.compactMap { metric in
            all[system][metric].ifNumber.flatMap {
              bootstrap.interval(
                estimate: $0, drawn: draws(system, metric).filter(\.isFinite))
            }.map { (keys[metric], $0) }
          })
      },
      differences: { change in
        let (after, before) = (place[change.after.key] ?? 0, place[change.before.key] ?? 0)
        return Dictionary(
          uniqueKeysWithValues: keys.indices.compactMap { metric in
            let differences = zip(draws(after, metric), draws(before, metric)).map { $0 - $1 }
              .filter(\.isFinite)
            return (all[after][metric] - all[before][metric]).ifNumber.flatMap {
              bootstrap.interval(estimate: $0, drawn: differences)
            }.map { interval in
              (
                keys[metric],
                SystemDifference(
                  interval: interval, pValue: nil, effect: nil,
                  power: PowerNote(units: count, standardError: differences.sampleDeviation))
              )
            }
          })
      })
    self.ratings = RatingPart(
      study: study, sounds: count, pairs: ratings.ratedPairs, comparison: comparison,
      perSound: names.indices.map { sound in
        RatingPart.Sound(
          sound: names[sound],
          values: BySystem(systems) { anchors[place[$0.key] ?? 0][sound] })
      })
  }
}
