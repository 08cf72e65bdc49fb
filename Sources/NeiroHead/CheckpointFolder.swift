public import Foundation
import NeiroTensorFiles

/// The two files of every checkpoint: `manifest.json` and `head.safetensors`.
public struct CheckpointFolder {
  private static let manifestName = "manifest.json"
  private static let weightsName = "head.safetensors"

  private let json: Data
  private let weights: SafetensorsFile

  /// The file of weights in a checkpoint's folder.
  public static func weightsFile(in folder: URL) -> URL {
    folder.appending(path: weightsName, directoryHint: .notDirectory)
  }

  init(contentsOf folder: URL) throws(CheckpointError) {
    guard let json = try? Data(contentsOf: folder.appendingPathComponent(Self.manifestName)),
      let file = try? MappedFile(contentsOf: Self.weightsFile(in: folder))
    else { throw .notFound(folder: folder.path) }
    defer { withExtendedLifetime(file) {} }
    self.json = json
    weights = try SafetensorsFile(decoding: file.bytes)
  }

  /// - Parameters:
  ///   - type: What the manifest is read as.
  ///   - head: The kind of head that the manifest must name.
  /// - Returns: The manifest.
  /// - Throws: ``CheckpointError``.
  func manifest<Manifest: Decodable>(
    as type: Manifest.Type, head: String
  ) throws(CheckpointError) -> Manifest {
    do {
      let read = try JSONDecoder().decode(ReadManifest<Manifest>.self, from: json)
      // The format first: a newer manifest may well lack what this version requires.
      let format = read.format
      guard format.format <= CheckpointManifest.currentFormat else {
        throw CheckpointError.newerFormat(
          found: format.format, known: CheckpointManifest.currentFormat)
      }
      if format.format < 3, format.head == "residual" { throw CheckpointError.olderFormat }
      guard format.head == head else { throw CheckpointError.unknownHead(format.head) }
      return try read.manifest.get()
    } catch let error as CheckpointError {
      throw error
    } catch {
      throw .damagedManifest(reason: Self.reason(error))
    }
  }

  /// What every version's manifest has.
  private struct Format: Decodable {
    let format: Int
    let head: String
  }

  /// A manifest, or why it isn't one of this version, by one pass over its text.
  private struct ReadManifest<Manifest: Decodable>: Decodable {
    let format: Format
    let manifest: Result<Manifest, any Error>

    init(from decoder: any Decoder) throws {
      format = try Format(from: decoder)
      manifest = Result { try Manifest(from: decoder) }
    }
  }

  private static func reason(_ error: any Error) -> String {
    switch error {
    case DecodingError.keyNotFound(let key, _): "it lacks “\(key.stringValue)”"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      "“\(context.codingPath.map(\.stringValue).joined(separator: "."))” has the wrong type"
    case DecodingError.dataCorrupted(let context): context.debugDescription
    default: "\(error)"
    }
  }

  /// The numbers of one tensor `[M, D]`, for any M.
  func rows(of name: String, dimension: Int) throws(CheckpointError) -> [Float] {
    let count = weights.tensors[name]?.shape.first ?? 0
    return try values(of: name, shape: [count, dimension])
  }

  /// The numbers of one tensor, which must have `shape` and be finite.
  func values(of name: String, shape: [Int]) throws(CheckpointError) -> [Float] {
    guard let tensor = weights.tensors[name] else {
      throw .damagedWeights(reason: "it has no tensor \(name)")
    }
    guard tensor.shape == shape else {
      throw .shapesDisagree(expected: shape, found: tensor.shape, tensor: name)
    }
    guard Self.areFinite(tensor.values) else {
      throw .damagedWeights(reason: "tensor \(name) holds numbers that are not finite")
    }
    return tensor.values
  }

  private static func areFinite(_ values: [Float]) -> Bool {
    // Without a way out, so that the compiler makes vectors of it: a search waits for this.
    var areFinite = true
    for value in values {
      areFinite = areFinite && value.bitPattern & 0x7f80_0000 != 0x7f80_0000
    }
    return areFinite
  }

  /// Replaces `folder`, or makes it, in one step.
  static func write(
    _ manifest: some Encodable, _ weights: SafetensorsFile, to folder: URL
  ) throws(CheckpointError) {
    do {
      try AtomicFolder.replace(folder) { staging in
        try weights.encoded().write(to: staging.appendingPathComponent(weightsName))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try (encoder.encode(manifest) + Data("\n".utf8))
          .write(to: staging.appendingPathComponent(manifestName))
      }
    } catch let error as CheckpointError {
      throw error
    } catch {
      throw .notWritten(folder: folder.path, reason: error.localizedDescription)
    }
  }
}
