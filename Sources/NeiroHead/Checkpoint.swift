public import Foundation
public import NeiroCore

/// A trained head with its manifest: the folder `Checkpoints/<name>/`.
public struct Checkpoint: Hashable, Sendable {
  public let manifest: CheckpointManifest
  public let head: ProjectionHead
  /// What the head stands on, a copy: a library that is adapted anew doesn't pull it away. nil for
  /// a head on the encoder's own embeddings.
  public let base: BaseMap?

  public init(manifest: CheckpointManifest, head: ProjectionHead, base: BaseMap?) {
    self.manifest = manifest
    self.head = head
    self.base = base
  }

  /// Reads a checkpoint's folder.
  public init(contentsOf folder: URL) throws(CheckpointError) {
    let files = try CheckpointFolder(contentsOf: folder)
    let manifest = try files.manifest(as: CheckpointManifest.self, head: "personal")
    head = try ProjectionHead(in: files, manifest.shape)
    if let base = manifest.base {
      self.base = try BaseMap(
        in: files, dimension: manifest.encoder.dimension, alphas: base.alphas)
    } else {
      base = nil
    }
    self.manifest = manifest
  }

  /// Writes the checkpoint to `folder`, replacing one that is there.
  ///
  /// At every instant `folder` is either absent, the old checkpoint or the new one, whole.
  public func write(to folder: URL) throws(CheckpointError) {
    let tensors = (base?.tensors ?? [:]).merging(head.tensors()) { _, head in head }
    try CheckpointFolder.write(manifest, SafetensorsFile(tensors: tensors), to: folder)
  }
}

/// What a library learnt from itself, with its manifest: the folder `Checkpoints/base-<encoder>/`.
public struct BaseCheckpoint: Hashable, Sendable {
  public let manifest: BaseManifest
  public let map: BaseMap

  public init(manifest: BaseManifest, map: BaseMap) {
    self.manifest = manifest
    self.map = map
  }

  /// Reads a base's folder.
  public init(contentsOf folder: URL) throws(CheckpointError) {
    let files = try CheckpointFolder(contentsOf: folder)
    manifest = try files.manifest(as: BaseManifest.self, head: BaseManifest.kind)
    map = try BaseMap(
      in: files, dimension: manifest.encoder.dimension, alphas: manifest.verdict.alphas)
  }

  /// Reads the base of an encoder from `folder`.
  ///
  /// - Returns: nil if no base is there, or one of another version of the encoder.
  public static func find(
    in folder: URL, of encoder: EncoderIdentity
  ) throws(UnusableBase) -> BaseCheckpoint? {
    guard FileManager.default.fileExists(atPath: folder.path) else { return nil }
    do {
      let base = try BaseCheckpoint(contentsOf: folder)
      return base.manifest.encoder == encoder ? base : nil
    } catch {
      throw UnusableBase(name: BaseManifest.name(for: encoder), reason: error)
    }
  }

  /// Writes the base to `folder`, replacing one that is there, as a whole.
  public func write(to folder: URL) throws(CheckpointError) {
    try CheckpointFolder.write(manifest, SafetensorsFile(tensors: map.tensors), to: folder)
  }
}

extension BaseMap {
  private static let queryName = "base.query"
  private static let galleryName = "base.gallery"
  private static let phrasesName = "base.phrases"

  fileprivate var tensors: [String: SafetensorsFile.Tensor] {
    let vector = [dimension]
    let matrix = [dimension, dimension]
    return [
      "\(Self.queryName).mean": .init(shape: vector, values: query.mean),
      "\(Self.queryName).map": .init(shape: matrix, values: query.map),
      "\(Self.galleryName).mean": .init(shape: vector, values: gallery.mean),
      "\(Self.galleryName).map": .init(shape: matrix, values: gallery.map),
      Self.phrasesName: .init(shape: [phrases.count / dimension, dimension], values: phrases),
    ]
  }

  fileprivate init(
    in files: CheckpointFolder, dimension: Int, alphas: RoleAlphas
  ) throws(CheckpointError) {
    func tower(_ name: String) throws(CheckpointError) -> Tower {
      Tower(
        mean: try files.values(of: "\(name).mean", shape: [dimension]),
        map: try files.values(of: "\(name).map", shape: [dimension, dimension]))
    }
    self.init(
      query: try tower(Self.queryName), gallery: try tower(Self.galleryName), alphas: alphas,
      phrases: try files.rows(of: Self.phrasesName, dimension: dimension))
  }
}
