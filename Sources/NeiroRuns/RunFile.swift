internal import Foundation

/// The files of a run's folder that have a fixed name.
enum RunFile: String {
  case config = "config.json"
  case metrics = "metrics.jsonl"
  case manifest = "manifest.json"
  case report = "report.json"
  case page = "report.html"

  func url(in folder: URL) -> URL {
    folder.appendingPathComponent(rawValue, isDirectory: false)
  }

  func isThere(in folder: URL) -> Bool {
    FileManager.default.fileExists(atPath: url(in: folder).path)
  }

  func write(_ value: some Encodable, in folder: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    try (encoder.encode(value) + Data("\n".utf8)).write(to: url(in: folder))
  }

  /// - Throws: ``RunError`` with `folder`'s name as the stamp.
  func read<Value: Decodable>(_ type: Value.Type, in folder: URL) throws(RunError) -> Value {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do {
      return try decoder.decode(type, from: try data(in: folder))
    } catch let error as RunError {
      throw error
    } catch {
      throw .damaged(run: folder.lastPathComponent, file: rawValue, reason: Self.reason(error))
    }
  }

  func data(in folder: URL) throws(RunError) -> Data {
    let run = folder.lastPathComponent
    guard isThere(in: folder) else { throw .incomplete(run: run, missing: rawValue) }
    do {
      return try Data(contentsOf: url(in: folder))
    } catch {
      throw .damaged(run: run, file: rawValue, reason: "it can't be read")
    }
  }

  private static func reason(_ error: any Error) -> String {
    func name(_ path: [any CodingKey]) -> String {
      path.map(\.stringValue).joined(separator: ".")
    }
    return switch error {
    case DecodingError.keyNotFound(let key, let context):
      "it lacks “\(name(context.codingPath + [key]))”"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      context.codingPath.isEmpty
        ? "it holds something else" : "“\(name(context.codingPath))” has the wrong type"
    case DecodingError.dataCorrupted(let context):
      context.codingPath.isEmpty
        ? "it is not JSON" : "“\(name(context.codingPath))” has a value that can't be"
    default: "\(error)"
    }
  }
}
