import ArgumentParser
import Foundation
import NeiroCommands
import NeiroCore
import NeiroEncoding
import NeiroStore

struct EncodersListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the encoders that --encoder takes.",
    discussion: """
      Examples:
        neiro encoders list
        neiro encoders --json
      """)

  @OptionGroup var workspaceOptions: WorkspaceOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let workspace = try Workspace(root: workspaceOptions.folder)
    var entries = try EncoderRegistry.names.map { name in
      Entry(
        try EncoderRegistry.encoder(named: name).identity, readsText: false, summary: "built in",
        in: workspace)
    }
    for name in workspace.encoderFolderNames() {
      if let problem = Self.nameProblem(name) {
        entries.append(Entry(name: name, problem: problem))
        continue
      }
      do {
        guard let manifest = try workspace.describedEncoder(named: name) else { continue }
        entries.append(
          Entry(
            manifest.identity, readsText: manifest.text != nil, summary: manifest.summary,
            in: workspace))
        if let style = manifest.style {
          entries.append(
            Entry(style, readsText: false, summary: "statistics of \(name)'s pass", in: workspace))
        }
      } catch {
        entries.append(Entry(name: name, problem: "\(error)"))
      }
    }
    if output.json { try Output.json(entries) } else { print(entries) }
    if entries.contains(where: { $0.problem != nil }) { throw ExitCode.someInputsFailed }
  }

  /// Why --encoder can't mean the folder called `name`; nil if it can.
  private static func nameProblem(_ name: String) -> String? {
    if EncoderRegistry.names.contains(name) {
      return "--encoder takes this name for the built-in one. Rename the folder in "
        + "Checkpoints/encoders."
    }
    return EncoderManifest.isAllowed(name: name)
      ? nil
      : "--encoder can't take this name: \(EncoderManifest.nameRule). Rename the folder in "
        + "Checkpoints/encoders."
  }

  private func print(_ entries: [Entry]) {
    var table = TextTable(
      headings: ["encoder", "numbers", "text", "clips", ""],
      alignments: [.left, .right, .left, .right, .left])
    for entry in entries where entry.problem == nil {
      table.add([
        entry.name, "\(entry.dimension ?? 0)", entry.readsText ? "yes" : "–",
        entry.clips.map(String.init) ?? "–", entry.summary ?? "",
      ])
    }
    Output.table(table)
    for entry in entries {
      if let problem = entry.problem { Output.note("“\(entry.name)”: \(problem)") }
    }
  }
}

/// An encoder in the list; also its JSON.
private struct Entry: Encodable {
  let name: String
  @NullIfNone var identity: String?
  @NullIfNone var dimension: Int?
  let readsText: Bool
  @NullIfNone var summary: String?
  /// Clips with an embedding; nil before the first indexing.
  @NullIfNone var clips: Int?
  /// Why it can't be used.
  @NullIfNone var problem: String?

  enum CodingKeys: String, CodingKey {
    case name, identity, dimension, summary, clips, problem
    case readsText = "reads_text"
  }

  init(_ identity: EncoderIdentity, readsText: Bool, summary: String, in workspace: Workspace) {
    name = identity.name
    self.identity = identity.description
    dimension = identity.dimension
    self.readsText = readsText
    self.summary = summary
    clips = (try? EmbeddingCache(in: workspace, encoder: identity))?.rowCount
    problem = nil
  }

  init(name: String, problem: String) {
    self.name = name
    self.problem = problem
    identity = nil
    dimension = nil
    readsText = false
    summary = nil
    clips = nil
  }
}
