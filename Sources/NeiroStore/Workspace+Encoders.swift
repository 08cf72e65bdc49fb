public import Foundation
public import NeiroCore

/// Encoders that are not built in: `Checkpoints/encoders/NAME/`, a model's folder with what is known
/// of it in `encoder.json`.
extension Workspace {
  public var encodersFolder: URL {
    checkpointsFolder.appending(path: "encoders", directoryHint: .isDirectory)
  }

  public func encoderFolder(named name: String) -> URL {
    encodersFolder.appending(path: name, directoryHint: .isDirectory)
  }

  /// The names of the encoders in `Checkpoints/encoders`, in alphabetical order.
  public func encoderNames() -> [String] {
    encoderFolderNames().filter(EncoderManifest.isAllowed)
  }

  /// The names of all folders in `Checkpoints/encoders` but hidden ones, also of those that can't be
  /// an encoder's name, in alphabetical order.
  public func encoderFolderNames() -> [String] {
    let names = try? FileManager.default.contentsOfDirectory(atPath: encodersFolder.path)
    return (names ?? []).filter(isEncoderFolder).sorted()
  }

  /// Whether there is an encoder of that name in `Checkpoints/encoders`.
  public func holdsEncoder(named name: String) -> Bool {
    EncoderManifest.isAllowed(name: name) && isEncoderFolder(name)
  }

  private func isEncoderFolder(_ name: String) -> Bool {
    var isFolder: ObjCBool = false
    return !name.hasPrefix(".")
      && FileManager.default.fileExists(
        atPath: encoderFolder(named: name).path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  /// What is known of an encoder; nil if there is no `encoder.json`, or if the model's files are no
  /// longer those that it was made from.
  ///
  /// - Throws: ``StoreError/badEncoderManifest(path:reason:)``.
  public func encoderManifest(named name: String) throws(StoreError) -> EncoderManifest? {
    let folder = encoderFolder(named: name)
    let file = folder.appending(path: EncoderManifest.fileName, directoryHint: .notDirectory)
    guard let json = try? Data(contentsOf: file) else { return nil }
    let manifest: EncoderManifest
    do {
      manifest = try JSONDecoder().decode(EncoderManifest.self, from: json)
    } catch {
      throw .badEncoderManifest(path: file.path, reason: "it is not what `neiro encoders` writes")
    }
    guard manifest.format <= EncoderManifest.currentFormat else {
      throw .badEncoderManifest(path: file.path, reason: "a newer Neiro wrote it")
    }
    let isCurrent =
      (try? EncoderManifest.files(manifest.files.map(\.name), in: folder)) == manifest.files
    return isCurrent && manifest.identity.name == name ? manifest : nil
  }

  /// Writes `encoder.json` into the encoder's folder, which is made if it isn't there.
  public func write(_ manifest: EncoderManifest) throws(StoreError) {
    try manifest.write(to: makeFolder(encoderFolder(named: manifest.identity.name)))
  }
}

extension EncoderManifest {
  /// The same, for a copy of the model's files.
  ///
  /// - Throws: ``StoreError/unreadable(path:problem:)``.
  public init(_ original: EncoderManifest, filesIn folder: URL) throws(StoreError) {
    try self.init(
      kind: original.kind, identity: original.identity, style: original.style,
      sampleRateHz: original.sampleRateHz, text: original.text, summary: original.summary,
      flaw: original.flaw,
      files: Self.files(original.files.map(\.name), in: folder))
  }

  /// Files as they are now.
  ///
  /// - Parameters:
  ///   - names: Their names.
  ///   - folder: Where they lie.
  /// - Returns: One entry for each.
  /// - Throws: ``StoreError/unreadable(path:problem:)``.
  public static func files(_ names: [String], in folder: URL) throws(StoreError) -> [SourceFile] {
    var files: [SourceFile] = []
    for name in names {
      let stamp = try FileStamp(
        ofFileAt: folder.appending(path: name, directoryHint: .notDirectory).path)
      files.append(
        SourceFile(
          name: name, sizeBytes: stamp.sizeBytes, modifiedNanoseconds: stamp.modifiedNanoseconds))
    }
    return files
  }

  /// Writes `encoder.json` into `folder`.
  public func write(to folder: URL) throws(StoreError) {
    let file = folder.appending(path: Self.fileName, directoryHint: .notDirectory)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let json = try? encoder.encode(self) else {
      throw .badEncoderManifest(path: file.path, reason: "it holds a number that JSON hasn't got")
    }
    try FileWriting.replace(file.path, with: Array(json + Data("\n".utf8)))
  }
}
