import ArgumentParser
import Foundation
import NeiroCommands
import NeiroCore
import NeiroEncoding
import NeiroStore

/// `--workspace` and `--encoder`: which library a command works on.
struct LibraryOptions: ParsableArguments {
  @OptionGroup var workspaceOptions: WorkspaceOptions

  @Option(help: "The encoder: \(EncoderRegistry.names.joined(separator: ", ")).")
  var encoder = "spectral"

  func openWorkspace() throws -> Workspace {
    try Workspace(root: workspaceOptions.folder)
  }

  func openEncoder() throws -> any AudioEncoder {
    try EncoderRegistry.encoder(named: encoder)
  }

  /// Finds clips by what a person calls them, also before anything is indexed.
  func resolver(
    _ workspace: Workspace, from folder: URL = .currentDirectory()
  ) throws -> ClipResolver {
    let identity = try openEncoder().identity
    var cache: EmbeddingCache?
    do {
      cache = try EmbeddingCache(in: workspace, encoder: identity)
    } catch StoreError.noLibrary {
      // Hashes and files can be named all the same.
    }
    return ClipResolver(
      library: cache, baseFolders: [folder, .currentDirectory(), workspace.root])
  }

  func validate() throws {
    guard EncoderRegistry.names.contains(encoder) else {
      throw ValidationError(
        "There is no encoder “\(encoder)”. Known: \(EncoderRegistry.names.joined(separator: ", ")).")
    }
  }
}
