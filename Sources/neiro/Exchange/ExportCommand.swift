import ArgumentParser
import Foundation
import NeiroCommands
import NeiroCore
import NeiroEncoding
import NeiroStore

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a library's embeddings for other programs.",
    usage: "neiro export <out> [<options>]",
    discussion: """
      The presets' embeddings, rows of unit length, with the path of each preset on the same line of a \
      text file. OUT is a folder, which then holds embeddings.npy and paths.txt; or X.npy beside \
      X.paths.txt; or X.safetensors, with the tensor “embeddings”, beside X.paths.txt. `numpy.load` \
      opens the arrays, and `neiro import-embeddings` takes them back.

      With --adapted or --head there is also “projections”: what the library's base, or a head, makes \
      of each preset. With --loops the loops are written instead of the presets.

      Examples:
        neiro export embeddings/
        neiro export clap.npy --encoder clap
        neiro export mine.safetensors --head mine --replace
        neiro export loops/ --loops --adapted --json
      """)

  @Argument(help: ArgumentHelp("A folder, X.npy or X.safetensors.", valueName: "out"))
  var out: String

  @OptionGroup var libraryOptions: LibraryOptions

  @Flag(help: "Write what the library learnt from itself makes of each sound, too.")
  var adapted = false

  @Option(help: ArgumentHelp("Write what this head makes of each sound, too.", valueName: "name"))
  var head: String?

  @Flag(help: "The loops, not the presets.")
  var loops = false

  @Flag(help: "Put it in the place of an earlier export.")
  var replace = false

  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard !adapted || head == nil else {
      throw ValidationError("--adapted and --head exclude each other.")
    }
  }

  func run() throws {
    let place = try ExportPlace(out)
    try place.check(replacing: replace)
    let library = try Library(libraryOptions)
    let choice: RankingChoice =
      if let head {
        try .head(named: head, in: library)
      } else {
        adapted ? try .adapted(in: library) : .raw
      }
    let role: RetrievalRole = loops ? .query : .gallery
    let clips = library.clips.filter { $0.hasFile && $0.role == role }
    let paths = try LibraryPaths(of: clips, in: library)
    guard !paths.records.isEmpty else { throw ExportError.nothing(loops: loops) }
    let tables = ExportTables(
      embeddings: library.rows(of: paths.records),
      projections: try library.projections(of: paths.records, by: choice))
    let files = try place.write(tables, paths: paths.lines)
    for path in paths.unwritable {
      Output.note("Left out, because a line of text can't hold it: \(path.debugDescription)")
    }
    if output.json {
      try Output.json(
        ExportReport(
          encoder: library.encoder.identity.description, rows: tables.embeddings.rowCount,
          dimension: tables.embeddings.dimension,
          projectionDimension: tables.projections?.dimension, files: files,
          leftOut: paths.unwritable))
    } else {
      let count = LibraryText.counted(tables.embeddings.rowCount, loops ? "loop" : "preset")
      Output.note("\(count) of \(library.encoder.identity.name) written:")
      files.forEach(Output.line)
    }
    if !paths.unwritable.isEmpty { throw ExitCode.someInputsFailed }
  }
}

enum ExportError: Error, CustomStringConvertible {
  case nothing(loops: Bool)
  case exists(path: String)
  case holdsOthers(path: String, name: String)
  case unwritable(path: String, reason: String)
  case otherFormat(path: String)

  var description: String {
    switch self {
    case .nothing(let loops):
      loops
        ? "The library has no loops: `neiro index FOLDER --loops` adds some."
        : "The library has no presets whose files are there."
    case .exists(let path):
      "\(path) is there already. Name another, or put this in its place with --replace."
    case .holdsOthers(let path, let name):
      "\(path) holds \(name), which no export wrote. Name another folder."
    case .unwritable(let path, let reason):
      "\(path) can't be written: \(reason)"
    case .otherFormat(let path):
      "\(path) is no format that Neiro writes. Name a folder, X.npy or X.safetensors."
    }
  }
}

/// What was written; also its JSON.
private struct ExportReport: Encodable {
  let encoder: String
  let rows: Int
  let dimension: Int
  @NullIfNone var projectionDimension: Int?
  let files: [String]
  let leftOut: [String]

  enum CodingKeys: String, CodingKey {
    case encoder, rows, dimension, files
    case projectionDimension = "projection_dimension"
    case leftOut = "left_out"
  }
}
