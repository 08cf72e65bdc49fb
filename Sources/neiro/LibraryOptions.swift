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

  /// The cache, for commands that have something to do without one.
  ///
  /// - Returns: nil if nothing was indexed yet.
  func openCache(_ workspace: Workspace) throws -> EmbeddingCache? {
    do {
      return try EmbeddingCache(in: workspace, encoder: openEncoder().identity)
    } catch StoreError.noLibrary {
      return nil
    }
  }

  /// Finds clips by what a person calls them, also before anything is indexed.
  func resolver(
    _ workspace: Workspace, from folder: URL = .currentDirectory()
  ) throws -> ClipResolver {
    ClipResolver(
      library: try openCache(workspace),
      baseFolders: [folder, .currentDirectory(), workspace.root])
  }

  func validate() throws {
    guard EncoderRegistry.names.contains(encoder) else {
      throw ValidationError(
        "There is no encoder “\(encoder)”. Known: \(EncoderRegistry.names.joined(separator: ", "))."
      )
    }
  }
}
