public import Foundation

/// An evaluation that was kept, for later ones to be compared with: what was asked, and how each
/// system did on every query and pair.
public struct SavedEvaluation: Hashable, Codable, Sendable {
  /// The version that this code writes, and the newest it reads.
  public static let currentFormat = 1

  public var format = currentFormat
  /// The systems that were compared.
  public let systems: [RankingSystem]
  /// Which of them is the baseline: the last.
  public let baseline: String
  /// The encoder whose embeddings were ranked.
  public let encoder: String
  /// How many clips were ranked.
  public let galleryCount: Int
  /// nil without queries.
  public let queries: Queries?
  /// nil without held-out labels.
  public let labels: [Pair]?

  /// What was asked, and how each system did.
  public struct Queries: Hashable, Codable, Sendable {
    /// A ``QueryFingerprint``.
    public let fingerprint: String
    public let values: [Query]

    public init(fingerprint: String, values: [Query]) {
      self.fingerprint = fingerprint
      self.values = values
    }
  }

  public struct Query: Hashable, Codable, Sendable {
    public let query: String
    /// Metrics by key, by the key of the system.
    public let values: [String: [String: Double]]

    public init(query: String, values: [String: [String: Double]]) {
      self.query = query
      self.values = values
    }
  }

  /// A judged pair.
  public struct Pair: Hashable, Codable, Sendable {
    /// The two clips' content hashes, in ascending order.
    public let a: String
    public let b: String
    public let isSimilar: Bool
    /// By the key of the system.
    public let scores: [String: Double]

    public init(a: String, b: String, isSimilar: Bool, scores: [String: Double]) {
      (self.a, self.b) = (min(a, b), max(a, b))
      self.isSimilar = isSimilar
      self.scores = scores
    }

    enum CodingKeys: String, CodingKey {
      case a, b, scores
      case isSimilar = "similar"
    }
  }

  enum CodingKeys: String, CodingKey {
    case format, systems, baseline, encoder, queries, labels
    case galleryCount = "gallery_count"
  }

  /// - Parameters:
  ///   - report: What was found.
  ///   - encoder: Whose embeddings were ranked.
  ///   - galleryCount: How many clips were ranked.
  ///   - fingerprint: Of the queries; nil without any.
  ///   - pairs: The held-out labels with their clips' content hashes; nil without any.
  public init(
    _ report: EvaluationReport, encoder: String, galleryCount: Int, fingerprint: String?,
    pairs: [Pair]?
  ) {
    systems = report.systems
    baseline = report.systems.last?.key ?? RankingSystem.raw.key
    self.encoder = encoder
    self.galleryCount = galleryCount
    queries = fingerprint.map { fingerprint in
      Queries(
        fingerprint: fingerprint,
        values: report.perQuery.map { query in
          Query(
            query: query.query,
            values: Dictionary(
              uniqueKeysWithValues: report.systems.map { ($0.key, query.values[$0] ?? [:]) }))
        })
    }
    labels = pairs
  }

  /// The file's bytes: JSON with sorted keys.
  public func data() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }

  /// Reads a file.
  ///
  /// - Throws: `EvaluationError.unreadable`, `.damagedEvaluation`, `.newerEvaluation`.
  public init(contentsOf url: URL) throws {
    let data: Data
    do {
      data = try Data(contentsOf: url)
    } catch {
      throw EvaluationError.unreadable(file: url.path, reason: error.localizedDescription)
    }
    struct Version: Decodable {
      let format: Int
    }
    guard let version = try? JSONDecoder().decode(Version.self, from: data) else {
      throw EvaluationError.damagedEvaluation(file: url.path)
    }
    guard version.format <= Self.currentFormat else {
      throw EvaluationError.newerEvaluation(file: url.path, format: version.format)
    }
    guard let saved = try? JSONDecoder().decode(Self.self, from: data) else {
      throw EvaluationError.damagedEvaluation(file: url.path)
    }
    self = saved
  }
}
