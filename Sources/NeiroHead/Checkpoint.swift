public import Foundation

/// A trained head with its manifest: the folder `Checkpoints/<name>/`.
public struct Checkpoint: Hashable, Sendable {
  public let manifest: CheckpointManifest
  public let head: ProjectionHead

  public init(manifest: CheckpointManifest, head: ProjectionHead) {
    self.manifest = manifest
    self.head = head
  }

  static let manifestName = "manifest.json"
  static let weightsName = "head.safetensors"
  static let downName = "residual.down"
  static let upName = "residual.up"

  /// Reads a checkpoint's folder.
  public init(contentsOf folder: URL) throws(CheckpointError) {
    guard let json = try? Data(contentsOf: folder.appendingPathComponent(Self.manifestName)),
      let weights = try? Data(contentsOf: folder.appendingPathComponent(Self.weightsName))
    else { throw .notFound(folder: folder.path) }
    let manifest = try Self.manifest(decoding: json)
    let file = try SafetensorsFile(decoding: weights)
    let shape = [manifest.dimension, manifest.rank]
    self.manifest = manifest
    head = ProjectionHead(
      residual: try Self.values(of: Self.downName, in: file, shape: shape),
      try Self.values(of: Self.upName, in: file, shape: shape),
      dimension: manifest.dimension, rank: manifest.rank, scale: manifest.scale)
  }

  private static func manifest(decoding json: Data) throws(CheckpointError) -> CheckpointManifest {
    struct Format: Decodable {
      let format: Int
      let head: String
    }
    let decoder = JSONDecoder()
    do {
      // The format first: a newer manifest may well lack what this version requires.
      let format = try decoder.decode(Format.self, from: json)
      guard format.format <= CheckpointManifest.currentFormat else {
        throw CheckpointError.newerFormat(
          found: format.format, known: CheckpointManifest.currentFormat)
      }
      guard format.head == "residual" else { throw CheckpointError.unknownHead(format.head) }
      return try decoder.decode(CheckpointManifest.self, from: json)
    } catch let error as CheckpointError {
      throw error
    } catch {
      throw .damagedManifest(reason: Self.reason(error))
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

  private static func values(
    of name: String, in file: SafetensorsFile, shape: [Int]
  ) throws(CheckpointError) -> [Float] {
    guard let tensor = file.tensors[name] else {
      throw .damagedWeights(reason: "it has no tensor \(name)")
    }
    guard tensor.shape == shape else {
      throw .shapesDisagree(expected: shape, found: tensor.shape, tensor: name)
    }
    guard tensor.values.allSatisfy(\.isFinite) else {
      throw .damagedWeights(reason: "tensor \(name) holds numbers that are not finite")
    }
    return tensor.values
  }

  /// Writes the checkpoint to `folder`, replacing one that is there.
  ///
  /// At every instant `folder` is either absent, the old checkpoint or the new one, whole.
  public func write(to folder: URL) throws(CheckpointError) {
    do {
      try AtomicFolder.replace(folder) { staging in
        let shape = [head.dimension, head.rank]
        let weights = SafetensorsFile(tensors: [
          Self.downName: .init(shape: shape, values: head.down),
          Self.upName: .init(shape: shape, values: head.up),
        ])
        try weights.encoded().write(to: staging.appendingPathComponent(Self.weightsName))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try (encoder.encode(manifest) + Data("\n".utf8))
          .write(to: staging.appendingPathComponent(Self.manifestName))
      }
    } catch let error as CheckpointError {
      throw error
    } catch {
      throw .notWritten(folder: folder.path, reason: error.localizedDescription)
    }
  }
}
