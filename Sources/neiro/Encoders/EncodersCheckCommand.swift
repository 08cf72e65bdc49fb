import ArgumentParser
import Foundation
import NeiroCommands
import NeiroCore
import NeiroEncoding
import NeiroStore

struct EncodersCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Tell who an encoder is and whether it works.",
    discussion: """
      Shows its identity, under which its embeddings are cached, and lets it hear unlike sounds and \
      read unlike texts: an encoder that finds them all the same is broken. The exit code is then 2.

      Examples:
        neiro encoders check clap
        neiro encoders check clap spectral --json
      """)

  @Argument(help: "Names of encoders.")
  var names: [String]

  @OptionGroup var workspaceOptions: WorkspaceOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let workspace = try Workspace(root: workspaceOptions.folder)
    var reports: [EncoderReport] = []
    for name in names {
      let encoder = try EncoderRegistry.encoder(named: name, others: .init(in: workspace))
      reports.append(try EncoderReport(encoder, in: workspace))
    }
    if output.json {
      try Output.json(reports)
    } else {
      reports.forEach { $0.print() }
    }
    if reports.contains(where: { !$0.problems.isEmpty }) { throw ExitCode.someInputsFailed }
  }
}

/// Who an encoder is, and what came of its self-test; also its JSON.
struct EncoderReport: Encodable {
  let name: String
  let identity: String
  let dimension: Int
  /// The identity of what its pass yields too, if anything.
  @NullIfNone var style: String?
  @NullIfNone var styleDimension: Int?
  /// nil for an encoder that ran elsewhere.
  @NullIfNone var check: EncoderCheck?
  /// What is wrong, as sentences; empty if nothing is.
  let problems: [String]

  enum CodingKeys: String, CodingKey {
    case name, identity, dimension, style, check, problems
    case styleDimension = "style_dimension"
  }

  init(_ encoder: any AudioEncoder, in workspace: Workspace) throws {
    name = encoder.identity.name
    identity = encoder.identity.description
    dimension = encoder.identity.dimension
    style = encoder.companions.first?.identity.description
    styleDimension = encoder.companions.first?.identity.dimension
    let check = encoder is ImportedEncoder ? nil : try EncoderCheck(encoder)
    self.check = check
    let flaw = try workspace.encoderManifest(named: name)?.flaw
    problems = (flaw.map { [$0] } ?? []) + (check?.problems ?? [])
  }

  func print() {
    Output.line("\(Terminal.bold(name))")
    Output.line("  identity  \(identity), \(dimension) numbers")
    if let style, let styleDimension {
      Output.line("  style     \(style), \(styleDimension) numbers")
    }
    guard let check else {
      Output.line("  sounds    its vectors were imported, it encodes nothing here")
      return
    }
    Output.line("  sounds    \(Self.told(check.soundCosine, "unlike sounds"))")
    Output.line(
      "  texts     \(check.textCosine.map { Self.told($0, "unlike texts") } ?? "reads none")")
    for problem in problems { Output.line("  \(Terminal.red("broken"))    \(problem)") }
  }

  private static func told(_ cosine: Double, _ things: String) -> String {
    "\(things) have a mean cosine of \(String(format: "%.3f", cosine))"
  }
}
