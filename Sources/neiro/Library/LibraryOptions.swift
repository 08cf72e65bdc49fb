import ArgumentParser
import Foundation
import NeiroCommands
import NeiroCore
import NeiroEncoding
import NeiroStore

/// `--workspace` and `--encoder`: which library a command works on.
struct LibraryOptions: ParsableArguments {
  @OptionGroup var workspaceOptions: WorkspaceOptions

  @Option(
    help: """
      The encoder: \(EncoderRegistry.names.joined(separator: ", ")), one that `neiro encoders` lists, \
      or several joined with a plus, as spectral+mfcc.
      """)
  var encoder = EncoderIdentity.defaultName

  func openWorkspace() throws -> Workspace {
    try Workspace(root: workspaceOptions.folder)
  }

  func openEncoder() throws -> any AudioEncoder {
    try EncoderRegistry.encoder(named: encoder, others: .init(in: openWorkspace()))
  }

  /// The cache. What it leaves out, because an encoder that is joined has not heard it, is said.
  ///
  /// - Throws: ``StoreError/noLibrary(_:)`` if nothing was indexed yet.
  func openLibrary(_ workspace: Workspace) throws -> EmbeddingCache {
    let encoder = try openEncoder()
    let cache = try EmbeddingCache(in: workspace, encoder: encoder.identity)
    cache.noteWhatIsLacking(encoder)
    return cache
  }

  /// The cache, for commands that have something to do without one.
  ///
  /// - Returns: nil if nothing was indexed yet.
  func openCache(_ workspace: Workspace) throws -> EmbeddingCache? {
    do {
      return try openLibrary(workspace)
    } catch StoreError.noLibrary(let lacking) {
      // A part of what was asked for is missing: not the same as nothing at all.
      if try lacking != openEncoder().identity { Output.note("\(StoreError.noLibrary(lacking))") }
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
    let workspace = try? openWorkspace()
    var parts: Set<String> = []
    for part in encoder.split(separator: "+", omittingEmptySubsequences: false).map(String.init) {
      let name = EncoderManifest.encoderName(ofStyle: part) ?? part
      guard
        EncoderRegistry.names.contains(name) || workspace?.holdsEncoder(named: name) == true
      else {
        let known = EncoderRegistry.names + (workspace?.encoderNames() ?? [])
        throw ValidationError(
          "There is no encoder “\(part)”. Known: \(known.joined(separator: ", ")); several are joined "
            + "with a plus, as spectral+mfcc. `neiro encoders add FOLDER` adds one.")
      }
      guard parts.insert(part).inserted else {
        throw ValidationError("--encoder names “\(part)” twice.")
      }
    }
  }
}

extension EmbeddingCache {
  /// Says what it leaves out, and how to mend that.
  func noteWhatIsLacking(_ encoder: any AudioEncoder) {
    for part in lacking {
      Output.note(part.sentence(isImported: encoder.importedParts.contains(part.encoder)))
    }
  }
}

extension LackingPart {
  /// How many clips are left out, and how to mend it.
  fileprivate func sentence(isImported: Bool) -> String {
    let verb = isImported ? "import-embeddings" : "index"
    return "\(LibraryText.counted(clips, "clip")) without \(encoder.name) embeddings left out; "
      + "`\(encoder.command(verb, isImported ? "" : "DIR"))` adds them."
  }
}
