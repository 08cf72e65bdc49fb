import ArgumentParser
import Foundation
import NeiroCommands
import NeiroCore
import NeiroEncoding
import NeiroStore

struct EncodersAddCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Copy a CLAP model into the workspace.",
    discussion: """
      The folder is one as Hugging Face has it: config.json, model.safetensors or pytorch_model.bin, \
      preprocessor_config.json, and tokenizer.json or vocab.json with merges.txt. Or it holds one of \
      LAION's .pt files, with RoBERTa's vocab.json and merges.txt beside it. Without a tokenizer the \
      model hears, but doesn't read. Files are read, never executed.

      Examples:
        neiro encoders add ~/Downloads/clap-htsat-unfused --name clap
        neiro encoders add ~/Downloads/larger_clap_general
      """)

  @Argument(help: "The folder of the model.")
  var folder: String

  @Option(help: "What to call it (default: the folder's name).")
  var name: String?

  @Flag(help: "Put it in the place of an encoder of that name.")
  var replace = false

  @OptionGroup var workspaceOptions: WorkspaceOptions
  @OptionGroup var output: OutputOptions

  private var source: URL { URL(fileURLWithPath: folder, isDirectory: true).standardizedFileURL }
  private var encoderName: String { name ?? source.lastPathComponent }

  func validate() throws {
    guard EncoderManifest.isAllowed(name: encoderName) else {
      throw ValidationError(
        "“\(encoderName)” can't be an encoder's name: \(EncoderManifest.nameRule). "
          + "Give one with --name.")
    }
    guard !EncoderRegistry.names.contains(encoderName) else {
      throw ValidationError("“\(encoderName)” is built in. Give another name with --name.")
    }
  }

  func run() throws {
    let workspace = try Workspace(root: workspaceOptions.folder)
    let place = workspace.encoderFolder(named: encoderName)
    guard replace || !FileManager.default.fileExists(atPath: place.path) else {
      throw EncoderAddError.exists(encoderName)
    }
    guard source.resolvingSymlinksInPath() != place.resolvingSymlinksInPath() else {
      throw EncoderAddError.alreadyThere(encoderName)
    }
    let found = try TorchWorker.find().describe(source, as: encoderName)
    try workspace.replaceEncoder(named: encoderName) { staging in
      for file in found.files {
        // Hugging Face's cache is made of links.
        try FileManager.default.copyItem(
          at: source.appendingPathComponent(file.name).resolvingSymlinksInPath(),
          to: staging.appendingPathComponent(file.name))
      }
      try EncoderManifest(found, filesIn: staging).write(to: staging)
    }
    guard let encoder = try workspace.encoder(named: encoderName) else { return }
    let report = try EncoderReport(encoder, in: workspace)
    if output.json {
      try Output.json(report)
    } else {
      Output.note("Added \(encoderName): \(found.summary).")
      report.print()
      Output.note("Index with it: `\(encoder.identity.command("index", "DIR"))`.")
    }
    if !report.problems.isEmpty { throw ExitCode.someInputsFailed }
  }
}

enum EncoderAddError: Error, CustomStringConvertible {
  case exists(String)
  case alreadyThere(String)

  var description: String {
    switch self {
    case .exists(let name):
      "There is an encoder “\(name)” already. Give another name with --name, or put this one in its "
        + "place with --replace."
    case .alreadyThere(let name):
      "“\(name)” lies in the workspace already: check it with `neiro encoders check \(name)`."
    }
  }
}
