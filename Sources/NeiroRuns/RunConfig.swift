public import Foundation
public import NeiroCore

/// `config.json` of a run: what the training was given.
public struct RunConfig: Hashable, Codable, Sendable {
  /// The checkpoint's name.
  public let name: String
  /// What made the embeddings.
  public let encoder: EncoderIdentity
  /// Every choice the training depended on.
  public let recipe: ConfigValue
  /// The version of libtorch that trained.
  public let libtorch: String
  /// A hash of the labels that were used; nil for trainings without any.
  public let labelsHash: String?
  public let startedAt: Date

  /// - Throws: An `EncodingError`, for a recipe that can't be written down.
  public init(
    name: String, encoder: EncoderIdentity, recipe: some Encodable, libtorch: String,
    labelsHash: String? = nil, startedAt: Date = Date()
  ) throws {
    self.name = name
    self.encoder = encoder
    self.recipe = try ConfigValue(encoding: recipe)
    self.libtorch = libtorch
    self.labelsHash = labelsHash
    self.startedAt = startedAt
  }

  /// The name of the run's folder: when it started, to the second, in UTC, and what it trained.
  public var stamp: String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(secondsFromGMT: 0)
    formatter.dateFormat = "yyyyMMdd'T'HHmmss'Z'"
    return "\(formatter.string(from: startedAt))-\(name)"
  }
}
