import ArgumentParser
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

  func validate() throws {
    guard EncoderRegistry.names.contains(encoder) else {
      throw ValidationError(
        "There is no encoder “\(encoder)”. Known: \(EncoderRegistry.names.joined(separator: ", ")).")
    }
  }
}
