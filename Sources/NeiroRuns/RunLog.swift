public import Foundation
public import NeiroCore

/// The folder `Training/runs/<stamp>/`: what a training was given, how it went, what it decided.
///
///     config.json    name, encoder, recipe, versions
///     metrics.jsonl  every `TrainingEvent`, one a line
///     manifest.json  the manifest of the checkpoint that came of it
public final class RunLog {
  private struct Config<Recipe: Encodable>: Encodable {
    let name: String
    let encoder: EncoderIdentity
    let recipe: Recipe
    let libtorch: String
    let startedAt: Date
  }

  private let folder: URL
  private let metrics: FileHandle

  /// - Parameters:
  ///   - folder: An empty folder.
  ///   - name: The checkpoint's name.
  ///   - encoder: What made the embeddings.
  ///   - recipe: What the training will follow.
  ///   - libtorch: Its version.
  /// - Throws: A file error.
  public init(
    in folder: URL, name: String, encoder: EncoderIdentity, recipe: some Encodable,
    libtorch: String
  ) throws {
    self.folder = folder
    let config = Config(
      name: name, encoder: encoder, recipe: recipe, libtorch: libtorch, startedAt: Date())
    try Self.write(config, to: folder.appendingPathComponent("config.json"))
    let file = folder.appendingPathComponent("metrics.jsonl")
    try Data().write(to: file)
    metrics = try FileHandle(forWritingTo: file)
  }

  /// A run's name: when it started, to the second, in UTC, and what it trained.
  public static func stamp(name: String, at date: Date = Date()) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(secondsFromGMT: 0)
    formatter.dateFormat = "yyyyMMdd'T'HHmmss'Z'"
    return "\(formatter.string(from: date))-\(name)"
  }

  public func append(_ event: TrainingEvent) throws {
    try metrics.write(contentsOf: JSONEncoder().encode(event) + Data("\n".utf8))
  }

  public func finish(with manifest: some Encodable) throws {
    try metrics.close()
    try Self.write(manifest, to: folder.appendingPathComponent("manifest.json"))
  }

  private static func write(_ value: some Encodable, to file: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    try (encoder.encode(value) + Data("\n".utf8)).write(to: file)
  }
}
