import Foundation
import NeiroCommands
import NeiroCore
import NeiroEncoding
import NeiroHead
import NeiroStore
import Synchronization

/// What this command has found out of models, by their folders.
private let readManifests = Mutex<[URL: EncoderManifest]>([:])

extension EncoderRegistry.Others {
  /// The encoders in `Checkpoints/encoders`.
  init(in workspace: Workspace) {
    self.init(names: workspace.encoderNames) { try workspace.encoder(named: $0) }
  }
}

extension Workspace {
  /// An encoder in `Checkpoints/encoders`, or the one made of its statistics.
  ///
  /// - Returns: nil if there is none of that name.
  /// - Throws: `StoreError`, ``WorkerError`` with what is wrong with the model.
  func encoder(named name: String) throws -> (any AudioEncoder)? {
    let ofStyle = EncoderManifest.encoderName(ofStyle: name)
    guard let manifest = try describedEncoder(named: ofStyle ?? name) else { return nil }
    let folder = encoderFolder(named: ofStyle ?? name)
    if ofStyle != nil { return TorchEncoder(styleOf: manifest, in: folder) }
    return switch manifest.kind {
    case .imported: ImportedEncoder(manifest.identity)
    case .clap: TorchTextEncoder(manifest, in: folder) ?? TorchEncoder(manifest, in: folder)
    }
  }

  /// What is known of an encoder in `Checkpoints/encoders`; found out now if it was put there by hand
  /// or has changed.
  ///
  /// - Returns: nil if there is no such folder.
  func describedEncoder(named name: String) throws -> EncoderManifest? {
    guard holdsEncoder(named: name) else { return nil }
    if let manifest = try encoderManifest(named: name) { return manifest }
    let folder = encoderFolder(named: name)
    if let manifest = readManifests.withLock({ $0[folder] }) { return manifest }
    Output.note("Reading the model in \(displayPath(folder.path)) once, to know it from others.")
    let manifest = try TorchWorker.find().describe(folder, as: name)
    try? write(manifest)  // where nothing can be written, each command finds it out
    readManifests.withLock { $0[folder] = manifest }
    return manifest
  }

  /// Makes or replaces an encoder's folder in one step: without its manifest it would be taken for
  /// another model.
  ///
  /// - Throws: What `fill` throws; `StoreError` if the folder can't be written.
  func replaceEncoder(named name: String, fill: (URL) throws -> Void) throws {
    try makeFolder(encodersFolder)
    AtomicFolder.removeLeftovers(in: encodersFolder)
    let folder = encoderFolder(named: name)
    do {
      try AtomicFolder.replace(folder, fill: fill)
    } catch let error as StoreError {
      throw error
    } catch {
      throw StoreError.unwritable(path: folder.path, problem: FileProblem(error))
    }
  }
}

extension TorchWorker {
  /// What is known of the model in `folder`, for an encoder called `name`.
  ///
  /// - Throws: ``WorkerError/failed(_:)`` with what is wrong with the model.
  func describe(_ folder: URL, as name: String) throws -> EncoderManifest {
    let process = process(["describe", folder.path, "--name", name])
    let output = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    try process.run()
    let json = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard let answer = try? JSONDecoder().decode(EncoderDescription.self, from: json) else {
      throw WorkerError.died(ending: process.ending)
    }
    switch answer {
    case .manifest(let manifest): return manifest
    case .failure(let reason): throw WorkerError.failed(reason)
    }
  }
}
