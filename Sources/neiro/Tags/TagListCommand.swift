import ArgumentParser
import NeiroCommands
import NeiroCore
import NeiroStore

struct TagListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Show all tags, or the clips that have one.",
    usage: "neiro tag list [<name>] [<options>]",
    discussion: """
      Beside each tag stands how many clips have it. Of a tag, a path of each clip is shown, and the \
      content hash of a clip whose file isn't in the library.

      Examples:
        neiro tag list
        neiro tag list favourite
        neiro tag list pad --json
      """)

  @Argument(help: "A tag, for its clips (default: all tags, counted).")
  var name: String?

  @OptionGroup var libraryOptions: LibraryOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if let name { _ = try Tag(argument: name) }
  }

  func run() throws {
    let workspace = try libraryOptions.openWorkspace()
    let tags = TagDatabase(file: workspace.tagDatabaseFile)
    if let name {
      try list(Tag(argument: name), tags, libraryOptions.openCache(workspace))
    } else {
      try list(tags.counts())
    }
  }

  private func list(_ counts: [TagCount]) throws {
    if output.json { return try Output.json(counts.map(TagRow.init)) }
    guard !counts.isEmpty else {
      return Output.note("No tags yet. Give some with `neiro tag add NAME CLIP`.")
    }
    var table = TextTable(headings: [], alignments: [.left, .right])
    for row in counts { table.add([row.tag.name, "\(row.count)"]) }
    Output.table(table)
  }

  private func list(_ tag: Tag, _ tags: TagDatabase, _ cache: EmbeddingCache?) throws {
    var rows = try tags.clips(tagged: tag).sorted().map { clip in
      TaggedClipRow(clip: clip, path: try cache?.displayPath(of: clip))
    }
    // What has no path comes last.
    rows.sort { ($0.path == nil ? 1 : 0, $0.name) < ($1.path == nil ? 1 : 0, $1.name) }
    if output.json { return try Output.json(rows) }
    guard !rows.isEmpty else { return Output.note("No clip has the tag “\(tag)”.") }
    for row in rows { Output.line(row.name) }
  }
}

/// A tag as JSON.
private struct TagRow: Encodable {
  let tag: String
  let clips: Int

  init(_ count: TagCount) {
    (tag, clips) = (count.tag.name, count.count)
  }
}

/// A clip that has a tag, as JSON.
private struct TaggedClipRow: Encodable {
  let clip: ClipID
  /// nil if no file with it is in the library.
  @NullIfNone var path: String?

  var name: String { path ?? clip.hex }
}
