import ArgumentParser
import Foundation
import NeiroCommands
import NeiroCore
import NeiroEncoding
import NeiroHead
import NeiroStore

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Tell what the workspace holds and what is wrong with it.",
    discussion: """
      Example:
        neiro status
      """)

  @OptionGroup var libraryOptions: LibraryOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let report = try StatusReport(libraryOptions)
    if output.json { try Output.json(report) } else { report.print() }
  }
}

/// What a workspace holds; also its JSON.
private struct StatusReport: Encodable {
  struct Head: Encodable {
    let name: String
    let decision: GateVerdict.Decision?
    let alphas: RoleAlphas?
    /// Why it cannot be used.
    let problem: String?
  }

  let workspace: String
  let encoder: String
  private let openedEncoder: any AudioEncoder
  private var identity: EncoderIdentity { openedEncoder.identity }
  let clips: Int
  let presets: Int
  let loops: Int
  let files: Int
  let missing: [String]
  let failed: [FailedFile]
  let labels: [String: Int]
  let labellers: [String]
  let heads: [Head]
  let base: Base?

  private enum CodingKeys: String, CodingKey {
    case workspace, encoder, clips, presets, loops, files, missing, failed, labels, labellers
    case heads, base
  }

  struct Base: Encodable {
    let name: String
    let decision: BaseVerdict.Decision?
    let alphas: RoleAlphas?
    /// Presets in the library when it was adapted.
    let presets: Int?
    /// Whether the library has grown so much since that adapting again would pay.
    let isOutgrown: Bool
    /// Why it cannot be used.
    let problem: String?

    enum CodingKeys: String, CodingKey {
      case name, decision, alphas, presets, problem
      case isOutgrown = "outgrown"
    }
  }

  init(_ options: LibraryOptions) throws {
    let workspace = try options.openWorkspace()
    openedEncoder = try options.openEncoder()
    let identity = openedEncoder.identity
    self.workspace = workspace.root.path
    encoder = identity.description
    let cache = try options.openCache(workspace)
    let counts = try cache?.counts()
    clips = counts?.clips ?? 0
    presets = counts?.presets ?? 0
    loops = counts?.loops ?? 0
    files = counts?.files ?? 0
    missing = try cache?.missingFiles().filter { $0.foundAt == nil }.map(\.path) ?? []
    failed = try cache?.failedFiles() ?? []
    var labels = Dictionary(uniqueKeysWithValues: PairLabel.allCases.map { ($0.rawValue, 0) })
    if FileManager.default.fileExists(atPath: workspace.labelDatabaseFile.path) {
      let database = try LabelDatabase(file: workspace.labelDatabaseFile)
      for label in try database.currentLabels() { labels[label.label.rawValue, default: 0] += 1 }
      labellers = try database.labellers()
    } else {
      labellers = []
    }
    self.labels = labels
    base = Self.base(in: workspace, of: identity, presets: counts?.presets ?? 0)
    heads = workspace.checkpointNames().filter { !$0.hasPrefix(BaseManifest.namePrefix) }.map {
      name in
      do {
        let manifest = try Checkpoint(contentsOf: workspace.checkpointFolder(named: name)).manifest
        let problem =
          manifest.encoder == identity ? nil : "it was trained for \(manifest.encoder)"
        return Head(
          name: name, decision: manifest.gate.decision, alphas: manifest.gate.alphas,
          problem: problem)
      } catch {
        return Head(name: name, decision: nil, alphas: nil, problem: "\(error)")
      }
    }
  }

  private static func base(
    in workspace: Workspace, of encoder: EncoderIdentity, presets: Int
  ) -> Base? {
    do {
      guard let manifest = try workspace.base(of: encoder)?.manifest else { return nil }
      return Base(
        name: manifest.name, decision: manifest.verdict.decision, alphas: manifest.verdict.alphas,
        presets: manifest.libraryPresets,
        isOutgrown: BaseManifest.isOutgrown(
          learntFrom: manifest.libraryPresets, presets: presets), problem: nil)
    } catch {
      return Base(
        name: BaseManifest.name(for: encoder), decision: nil, alphas: nil, presets: nil,
        isOutgrown: false, problem: error.problem)
    }
  }

  /// Whether adapting would pay, as a sentence.
  private var advice: String? {
    guard base?.problem == nil else { return nil }
    return AdaptAdvice.sentence(
      learntFrom: base?.presets, presets: presets, encoder: openedEncoder)
  }

  private var baseText: String {
    guard let base else { return "none yet" }
    guard let decision = base.decision, let alphas = base.alphas else {
      return "\(base.problem ?? ""): run `\(identity.command("adapt"))` again"
    }
    return "\(decision.rawValue), α \(alphas.loops) for loops, \(alphas.oneShots) for presets; "
      + "learnt from \(base.presets ?? 0) presets"
  }

  func print() {
    Output.line("Workspace  \(workspace)")
    Output.line(
      "Library    \(LibraryText.holding(presets: presets, loops: loops)) in \(files) files, "
        + "encoded by \(encoder)")
    let counts = PairLabel.allCases.map { "\(labels[$0.rawValue] ?? 0) \($0.rawValue)" }
    Output.line(
      "Labels     \(counts.joined(separator: ", "))"
        + (labellers.isEmpty ? "" : ", by \(labellers.joined(separator: ", "))"))
    if clips > 0 { Output.line("Base       \(baseText)") }
    if heads.isEmpty { Output.line("Heads      none yet") }
    for (index, head) in heads.enumerated() {
      let alphas = head.alphas ?? RoleAlphas(loops: 0, oneShots: 0)
      let state =
        head.problem ?? head.decision.map {
          "\($0.rawValue), α \(alphas.loops) for loops, \(alphas.oneShots) for presets"
        } ?? ""
      Output.line("\(index == 0 ? "Heads  " : "       ")    \(head.name): \(state)")
    }
    list(missing, "\(missing.count) files are gone")
    list(failed.map { "\($0.path): \($0.reason)" }, "\(failed.count) files could not be indexed")
    if let advice { Output.note(advice) }
    if clips == 0 {
      Output.note("Nothing is indexed yet. Begin with `\(identity.command("index", "DIR"))`.")
    }
  }

  private func list(_ lines: [String], _ heading: String) {
    guard !lines.isEmpty else { return }
    Output.line("\n\(heading):")
    for line in lines { Output.line("  \(line)") }
  }
}
