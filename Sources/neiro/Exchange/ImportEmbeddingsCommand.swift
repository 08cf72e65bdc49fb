import ArgumentParser
import Foundation
import NeiroCommands
import NeiroCore
import NeiroEncoding
import NeiroStore

struct ImportEmbeddingsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import-embeddings",
    abstract: "Take over vectors that another program made of your sounds.",
    usage: "neiro import-embeddings <vectors> --paths <file> --encoder <name> [<options>]",
    discussion: """
      The vectors are the rows of an .npy array or of a tensor in a safetensors file; line i of the \
      paths names the sound that row i belongs to. Relative paths start from the folder of the path \
      file, from here, or from the workspace. The sounds are read for their content alone. Rows are \
      scaled to unit length.

      From then on --encoder NAME searches, trains and evaluates with them, also joined with others by \
      a plus; only to adapt, an encoder is needed that hears here. Loops to search with are imported \
      too, with --loops. A second import adds to the first. Rows that can't be used are named by line, \
      and the exit code is 2.

      Examples:
        neiro import-embeddings clap.npy --paths paths.txt --encoder laion
        neiro import-embeddings loops.npy --paths loops.txt --encoder laion --loops
        neiro import-embeddings new.npy --paths paths.txt --encoder laion --replace
        neiro import-embeddings a.safetensors --tensor x --paths a.txt --encoder laion
      """)

  @Argument(help: ArgumentHelp("The vectors: .npy or .safetensors.", valueName: "vectors"))
  var vectors: String

  @Option(help: ArgumentHelp("A text file with one path a line.", valueName: "file"))
  var paths: String

  @Option(help: ArgumentHelp("What to call the encoder that made them.", valueName: "name"))
  var encoder: String

  @Option(help: "Which tensor of a safetensors file (default: the only one with rows and columns).")
  var tensor: String?

  @Flag(help: "These are loops to search with, not presets.")
  var loops = false

  @Flag(help: "Put these in the place of all vectors of that encoder.")
  var replace = false

  @OptionGroup var workspaceOptions: WorkspaceOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard !EncoderRegistry.names.contains(encoder) else {
      throw ValidationError("“\(encoder)” is built in. Give another name with --encoder.")
    }
    guard EncoderManifest.isAllowed(name: encoder) else {
      throw ValidationError(
        "“\(encoder)” can't be an encoder's name: \(EncoderManifest.nameRule).")
    }
  }

  func run() throws {
    Interrupt.listen()
    let workspace = try Workspace(root: workspaceOptions.folder)
    let table = try EmbeddingTable(contentsOf: URL(fileURLWithPath: vectors), tensor: tensor)
    let list = try PathList(
      contentsOf: URL(fileURLWithPath: paths), folders: [.currentDirectory(), workspace.root])
    guard table.rowCount == list.lines.count else {
      throw EmbeddingImportError.countsDisagree(rows: table.rowCount, lines: list.lines.count)
    }
    let there = try identityThatIsThere(in: workspace)
    if let there, there.dimension != table.dimension, !replace {
      throw EmbeddingImportError.otherDimension(
        name: encoder, there: there.dimension, found: table.dimension)
    }
    let added = replace ? nil : there
    let identity = added ?? newIdentity(of: table.dimension, in: workspace)
    var job = EmbeddingImport(
      table, paths: list, as: loops ? .query : .gallery, under: identity)
    do {
      try job.read(known: added.flatMap { try KnownEmbeddings.find(in: workspace, encoder: $0) })
      if job.hasItems { try write(&job, under: identity, isNew: there == nil, in: workspace) }
    } catch is CancellationError {
      Output.note(
        job.report.imported == 0 || (replace && there != nil)
          ? "Stopped. Nothing has changed."
          : "Stopped. What was imported is kept; the same command goes on from there.")
      throw ExitCode.interrupted
    }
    try? Library(workspace, encodedBy: ImportedEncoder(identity)).prepareSearches()
    try tell(job)
  }

  /// Whose vectors a second import adds to.
  ///
  /// - Returns: nil before the first import under this name.
  private func identityThatIsThere(in workspace: Workspace) throws -> EncoderIdentity? {
    let manifest = try workspace.encoderManifest(named: encoder)
    guard manifest.map({ $0.kind == .imported }) ?? !workspace.holdsEncoder(named: encoder)
    else { throw EmbeddingImportError.isModel(name: encoder) }
    return manifest?.identity
  }

  private func newIdentity(of dimension: Int, in workspace: Workspace) -> EncoderIdentity {
    EncoderIdentity(
      importedAs: encoder, dimension: dimension,
      version: workspace.unusedImportVersion(named: encoder))
  }

  /// A kill at any instant leaves the earlier vectors, or a part of the new ones under their name.
  private func write(
    _ job: inout EmbeddingImport, under identity: EncoderIdentity, isNew: Bool,
    in workspace: Workspace
  ) throws {
    let manifest = EncoderManifest(
      kind: .imported, identity: identity,
      summary: "imported vectors of \(identity.dimension) numbers")
    if isNew { try workspace.replaceEncoder(named: encoder) { try manifest.write(to: $0) } }
    try job.write(to: EmbeddingCacheWriter(in: workspace, encoder: identity))
    if !isNew, replace { try workspace.write(manifest) }
    if replace || isNew { workspace.removeImports(besides: identity) }
  }

  private func tell(_ job: EmbeddingImport) throws {
    let report = job.report
    if !output.json || !job.hasItems {
      for failure in report.failed {
        Output.note("\(paths):\(failure.line): \(failure.path): \(failure.reason)")
      }
    }
    guard job.hasItems else {
      throw EmbeddingImportError.nothingUsable(rows: report.failed.count)
    }
    if output.json {
      try Output.json(report)
    } else {
      Output.line(report.text(asLoops: loops))
    }
    if !report.failed.isEmpty { throw ExitCode.someInputsFailed }
  }
}
