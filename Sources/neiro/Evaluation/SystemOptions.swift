import ArgumentParser
import NeiroEncoding
import NeiroStore
import NeiroCommands
import NeiroCore
import NeiroEvaluation
import NeiroHead

/// `--head`, `--all-heads`, `--adapted` and `--raw`: who is compared.
struct SystemOptions: ParsableArguments {
  @Option(
    name: .customLong("head"), parsing: .singleValue,
    help: ArgumentHelp(
      "A head to compare; several may be named (default: the one trained last).",
      valueName: "head"))
  var heads: [String] = []

  @Flag(help: "Compare every head of this encoder.")
  var allHeads = false

  @Flag(help: "Without a head: the encoder alone, and what the library learnt from itself.")
  var adapted = false

  @Flag(help: "The encoder alone.")
  var raw = false

  func validate() throws {
    guard [!heads.isEmpty, allHeads, adapted, raw].count(where: \.self) <= 1 else {
      throw ValidationError("--head, --all-heads, --adapted and --raw exclude each other.")
    }
    guard Set(heads).count == heads.count else {
      throw ValidationError("--head names a head twice.")
    }
  }

  /// Everything that is to rank, in the order of the columns.
  ///
  /// - Parameters:
  ///   - library: What is ranked.
  ///   - baseline: What `--against` names: a system that ranks too, though none of the flags asks
  ///     for it.
  /// - Returns: Everything that ranks, and who of it does so only as the baseline.
  /// - Throws: ``HeadChoiceError``, ``CheckpointError``, ``EvaluateFailure/noHeads(_:)``.
  func methods(
    for library: Library, against baseline: String? = nil
  ) throws -> (all: [RankingMethod], onlyBaseline: RankingSystem?) {
    var choices = try headChoices(in: library)
    var base = raw ? nil : try baseChoice(of: choices, in: library)
    var added: RankingChoice?
    if let baseline, !library.workspace.evaluationNames().contains(baseline) {
      if baseline == RankingSystem.adapted.key, base == nil {
        base = try .adapted(in: library)
        added = base
      } else if isOtherHead(baseline, than: choices, in: library) {
        let head = try RankingChoice.head(named: baseline, in: library)
        choices.insert(head, at: 0)
        added = head
      }
    }
    let systems = RankingSystem.all(
      adapted: base != nil,
      heads: choices.map { ($0.checkpoint?.manifest.name ?? "", $0.adaptation != nil) })
    let all = [RankingChoice.raw] + (base.map { [$0] } ?? []) + choices
    return (
      try zip(systems, all).map { try RankingMethod($0, $1, in: library) },
      added.flatMap { added in
        systems.first {
          added.checkpoint == nil
            ? $0 == .adapted : $0.kind == .head && $0.head == added.checkpoint?.manifest.name
        }
      }
    )
  }

  private func isOtherHead(
    _ name: String, than choices: [RankingChoice], in library: Library
  ) -> Bool {
    let ranked = choices.compactMap { $0.checkpoint?.manifest.name }
    // What a column is called stays the column.
    let titles = RankingSystem.all(adapted: true, heads: ranked.map { ($0, false) }).flatMap {
      [$0.key, $0.title]
    }
    return !(ranked + titles).contains(name) && !name.hasPrefix(BaseManifest.namePrefix)
      && library.workspace.checkpointNames().contains(name)
  }

  private func headChoices(in library: Library) throws -> [RankingChoice] {
    if raw || adapted { return [] }
    if !heads.isEmpty { return try heads.map { try .head(named: $0, in: library) } }
    guard allHeads else {
      let usual = try RankingChoice.usual(for: library)
      return usual.checkpoint == nil ? [] : [usual]
    }
    let names = library.workspace.checkpointNames().filter {
      !$0.hasPrefix(BaseManifest.namePrefix)
    }
    let found = names.sorted().compactMap { name -> RankingChoice? in
      let folder = library.workspace.checkpointFolder(named: name)
      do {
        let checkpoint = try Checkpoint(contentsOf: folder)
        return checkpoint.manifest.encoder == library.encoder.identity
          ? RankingChoice(checkpoint, in: library) : nil
      } catch {
        Output.note("Left out: head “\(name)”. \(error)")
        return nil
      }
    }
    guard !found.isEmpty else { throw EvaluateFailure.noHeads(library.encoder.identity) }
    return found
  }

  /// What ranks without labels: the base that the heads stand on, else the library's.
  private func baseChoice(
    of heads: [RankingChoice], in library: Library
  ) throws -> RankingChoice? {
    if heads.isEmpty, adapted { return try .adapted(in: library) }
    let based = heads.filter { $0.adaptation != nil }
    let first = based.first?.withoutHead
    for other in based.dropFirst()
    where other.adaptation?.map.fingerprint != first?.adaptation?.map.fingerprint {
      Output.note(
        "Head “\(other.checkpoint?.manifest.name ?? "")” stands on another base than the column "
          + "“adapted” shows.")
    }
    if let first { return first }
    do {
      return try library.base().map { RankingChoice($0, in: library) }
    } catch let error where !heads.isEmpty {
      Output.note("\(error)")
      return nil
    }
  }
}
