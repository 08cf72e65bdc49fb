public import Foundation
import NeiroCore

extension StoreError: CustomStringConvertible, LocalizedError {
  public var errorDescription: String? { description }

  /// What, where, and how to mend it.
  public var description: String {
    switch self {
    case .noWorkspace(let path):
      return "There is no folder \(path). Create it, or name another with --workspace."
    case .unreadable(let path, let problem):
      return "\(path) cannot be read: \(problem.words)."
    case .unwritable(let path, let problem):
      return "\(path) cannot be written: \(problem.words). \(problem.mending)"

    case .newerDatabase(let path):
      return "\(path) was written by a newer Neiro. Update this one; the file was left as it is."
    case .damagedDatabase(let path, let message):
      return "\(path) is damaged (\(message)). "
        + "Move it away and restore it from a copy or an export."
    case .busyDatabase(let path):
      return "\(path) is in use by another program. Wait until that is done and try again."
    case .database(let path, let message):
      return "\(path): \(message)."

    case .noLibrary(let encoder):
      return "No clips are indexed yet with the encoder \(encoder.name). "
        + "Run `\(encoder.command("index", "FOLDER"))` first."
    case .alreadyIndexing(let folder, let process):
      let holder = process.map { " (process \($0))" } ?? ""
      return "Another `neiro index`\(holder) is writing to \(folder). Wait until it is done."
    case .foreignCache(let folder, let expected, let found):
      return "\(folder) belongs to the encoder \(found), not to \(expected). "
        + "Move the folder away and run `neiro index` again."
    case .notEmbeddings(let path, let reason):
      return "\(path) is not a file of embeddings that Neiro wrote: \(reason). "
        + "Move it away and run `neiro index` again."
    case .embeddingsTruncated(let path, let rows, let expected):
      return "\(path) holds \(rows) of \(expected) embeddings. "
        + "Run `neiro index` on your folders again: it encodes those that are missing."
    case .wrongDimension(let expected, let found):
      return "The encoder made an embedding of \(found) numbers; its identity says \(expected)."
    case .badEncoderManifest(let path, let reason):
      return "\(path) cannot be used: \(reason). "
        + "Delete it; `neiro encoders list` makes it anew from the model's files."

    case .noSuchClip(let text, let lookedIn, let libraryFiles):
      return Self.noSuchClip(text, lookedIn: lookedIn, libraryFiles: libraryFiles)
    case .ambiguousClip(let text, let paths, let clips):
      let rest = clips > paths.count ? " and \(clips - paths.count) more" : ""
      return "\"\(text)\" names \(clips) different clips: \(paths.joined(separator: ", "))\(rest). "
        + "Give more of the path, or the content hash."
    case .clipIsFolder(let path):
      return "\(path) is a folder; a clip is one audio file."

    case .sameClip(let clip):
      return "Both clips are the same sound (\(clip.hex.prefix(12))…). A pair needs two."
    case .emptyLabeller:
      return "The labeller has no name. Give one, for instance with --labeller NAME."
    case .reservedTaste(let taste):
      return "No taste can be called “\(taste)”, which stands for every one. Choose another name."
    case .emptyNote:
      return "A note needs a text."
    case .unheard(let clip):
      return "The clip \(clip.hex.prefix(12))… was not heard, so nothing was saved. "
        + "Hear both clips before answering."
    case .badDetails(let reason):
      return "These details of an answer can't be: \(reason). Nothing was saved."
    case .nothingToUndo(let event):
      return "There is no event \(event) that stands, so nothing was undone."
    case .noSuchSession(let id):
      return "There is no labelling session \(id) in this database."
    case .alreadyAnswered(let a, let b):
      return "The pair \(a.hex.prefix(12))…, \(b.hex.prefix(12))… already has an answer in this "
        + "session. Undo that one first."
    case .badTable(let path, let reason):
      return "\(path) is not a table of labels: \(reason). "
        + "The first line has to be clip_a,clip_b,label,labeller,created_at."
    case .notLabels(let path, let reason):
      return "\(path) holds no labels of Neiro: \(reason)."
    case .badLines(let path, let lines):
      let count = lines.count == 1 ? "One line" : "\(lines.count) lines"
      return "\(count) of \(path) cannot be used, so nothing was imported:\n"
        + lines.map { "  line \($0.line): \($0.reason)" }.joined(separator: "\n")

    case .noSuchRecipe(let name, let path, let available):
      let others =
        available.isEmpty
        ? "That folder has no recipes." : "There are: \(available.joined(separator: ", "))."
      return "There is no recipe \(name) (\(path)). \(others)"
    case .badRecipe(let path, let line, let reason):
      return "\(path)\(line.map { ", line \($0)" } ?? ""): \(reason)."
    case .unknownRecipeKeys(let path, let keys, let allowed):
      let named = keys.map { key in
        "\(key.path)\(key.line.map { " (line \($0))" } ?? "")"
      }
      return "\(path) has keys that no recipe knows: \(named.joined(separator: ", ")). "
        + "Known are: \(allowed.joined(separator: ", "))."
    }
  }

  private static func noSuchClip(
    _ text: String, lookedIn folders: [String], libraryFiles: Int?
  ) -> String {
    var sentence = "No clip \"\(text)\": there is no such file"
    if !folders.isEmpty { sentence += " (looked in \(folders.joined(separator: ", ")))" }
    if let libraryFiles {
      sentence += ", and none of the library's \(libraryFiles) files ends in that path"
    }
    return sentence + ". Give a path from here, the end of a path in the library, or a content hash"
      + (libraryFiles == nil ? "." : "; or index its folder first with `neiro index FOLDER`.")
  }
}

extension FileProblem {
  /// What is the matter, in the middle of a sentence.
  public var words: String {
    switch self {
    case .missing: "there is no such file"
    case .isFolder: "it is a folder"
    case .notFolder: "part of the path is not a folder"
    case .notPermitted: "permission denied"
    case .readOnly: "the disk is read-only"
    case .diskFull: "the disk is full"
    case .notRegular: "it is not a regular file"
    case .other(let message): message
    }
  }

  var mending: String {
    switch self {
    case .diskFull: "Free some space and run the same command again: what was done is kept."
    case .readOnly, .notPermitted: "Choose a folder that you may write to with --workspace."
    default: "Check the path and try again."
    }
  }
}
