import ArgumentParser
import NeiroCommands
import NeiroCore
import NeiroEncoding
import NeiroHead
import NeiroRetrieval
import NeiroStore

/// `--head`, `--adapted` and `--raw`: who ranks.
struct HeadOptions: ParsableArguments {
  @Option(help: "The head to rank with (default: the one trained last on the taste).")
  var head: String?

  @Flag(help: "Rank without a head, by what the library learnt from itself.")
  var adapted = false

  @Flag(help: "Rank by the encoder alone.")
  var raw = false

  func validate() throws {
    guard [head != nil, adapted, raw].count(where: \.self) <= 1 else {
      throw ValidationError("--head, --adapted and --raw exclude each other.")
    }
  }

  /// The head that was asked for, on the base it stands on; or else the newest one of this encoder
  /// that learnt the taste and stands on the library's base; or else that base alone.
  ///
  /// - Throws: ``HeadChoiceError`` or ``CheckpointError``.
  func choose(for library: Library, taste: String = Taste.usual) throws -> RankingChoice {
    guard !raw else { return .raw }
    if let head { return try .head(named: head, in: library) }
    return try adapted ? .adapted(in: library) : .usual(for: library, taste: taste)
  }
}

extension RankingChoice {
  /// What ranks for somebody who names no head: the newest one of this encoder that learnt the taste
  /// and stands on the library's base; or else that base alone; or else the encoder.
  ///
  /// - Parameters:
  ///   - library: What is ranked.
  ///   - taste: The taste.
  ///   - note: Says which head could have ranked and doesn't, and why.
  /// - Returns: Who ranks.
  /// - Throws: `UnusableBase`.
  static func usual(
    for library: Library, taste: String = Taste.usual, note: (String) -> Void = Output.note
  ) throws -> RankingChoice {
    let base = try library.base()
    if let checkpoint = newestHead(of: library, taste, note) {
      if base?.isStoodOn(by: checkpoint) ?? true { return RankingChoice(checkpoint, in: library) }
      let name = checkpoint.manifest.name
      let again = library.encoder.identity.command("train", "--name \(name)")
      note(
        "Ranked without head “\(name)”, which doesn't stand on what the library has learnt from "
          + "itself. Train it again with `\(again)`, or name it with --head.")
    }
    return base.map { RankingChoice($0, in: library) } ?? .raw
  }

  private static func newestHead(
    of library: Library, _ taste: String, _ note: (String) -> Void
  ) -> Checkpoint? {
    var ofOtherTaste: String?
    for name in library.workspace.checkpointNames() {
      // A damaged head that nobody asked for is passed over; asked for, it is an error.
      guard let checkpoint = try? library.workspace.head(named: name),
        checkpoint.manifest.encoder == library.encoder.identity
      else { continue }
      if checkpoint.hasLearnt(taste) { return checkpoint }
      ofOtherTaste = ofOtherTaste ?? name
    }
    if let ofOtherTaste {
      note(
        "Ranked without head “\(ofOtherTaste)”, which learnt another taste than "
          + "\(taste == Taste.usual ? "the usual one" : "“\(taste)”"). "
          + "Name it with --head \(ofOtherTaste).")
    }
    return nil
  }
}

extension Checkpoint {
  /// Whether it may rank for somebody who names no head: one of another taste would rank wrongly.
  fileprivate func hasLearnt(_ taste: String) -> Bool {
    manifest.labelSelection?.tastes?.contains(taste) != false
  }
}

extension BaseCheckpoint {
  /// Whether a head that is trained now would stand on what this one stands on.
  fileprivate func isStoodOn(by head: Checkpoint) -> Bool {
    head.manifest.base?.fingerprint
      == (manifest.verdict.decision == .useBase ? map.fingerprint : nil)
  }
}

/// Who ranks a library: the encoder alone, a base, or a personal head on what it stands on.
struct RankingChoice {
  static let raw = RankingChoice(checkpoint: nil, adaptation: nil)

  let checkpoint: Checkpoint?
  let adaptation: Adaptation?

  private init(checkpoint: Checkpoint?, adaptation: Adaptation?) {
    self.checkpoint = checkpoint
    self.adaptation = adaptation
  }

  init(_ base: BaseCheckpoint, in library: Library) {
    self.init(checkpoint: nil, adaptation: library.adaptation(base.map))
  }

  init(_ checkpoint: Checkpoint, in library: Library) {
    self.init(checkpoint: checkpoint, adaptation: checkpoint.base.map(library.adaptation))
  }

  /// A head of this encoder.
  ///
  /// - Throws: ``HeadChoiceError`` or ``CheckpointError``.
  static func head(named name: String, in library: Library) throws -> RankingChoice {
    let checkpoint = try library.workspace.head(named: name)
    guard checkpoint.manifest.encoder == library.encoder.identity else {
      throw HeadChoiceError.otherEncoder(
        head: name, trained: checkpoint.manifest.encoder, asked: library.encoder.identity)
    }
    return RankingChoice(checkpoint, in: library)
  }

  /// What the library learnt from itself.
  ///
  /// - Throws: ``HeadChoiceError/notAdapted(_:)``, `UnusableBase`.
  static func adapted(in library: Library) throws -> RankingChoice {
    guard let base = try library.base() else {
      throw HeadChoiceError.notAdapted(library.encoder.identity)
    }
    return RankingChoice(base, in: library)
  }

  /// What ranked before the head.
  var withoutHead: RankingChoice { RankingChoice(checkpoint: nil, adaptation: adaptation) }

  /// α of the personal head; 0 without one.
  var alphas: RoleAlphas { checkpoint?.manifest.gate.alphas ?? RoleAlphas(loops: 0, oneShots: 0) }

  /// What turns a score into a probability; nil where the head takes no part.
  ///
  /// It is fitted to scores of one-shots: those of loops, which presets stand in for, are others.
  func calibration(_ role: RetrievalRole) -> Calibration? {
    role == .gallery && alphas.oneShots > 0 ? checkpoint?.manifest.calibration : nil
  }
}

enum HeadChoiceError: Error, CustomStringConvertible {
  case otherEncoder(head: String, trained: EncoderIdentity, asked: EncoderIdentity)
  case notAdapted(EncoderIdentity)

  var description: String {
    switch self {
    case .otherEncoder(let head, let trained, let asked):
      "Head “\(head)” was trained on embeddings of \(trained), this library has those of \(asked). "
        + "Train it again with `\(asked.command("train", "--name \(head)"))`."
    case .notAdapted(let encoder):
      "The library has not learnt from itself yet. Let it, with `\(encoder.command("adapt"))`."
    }
  }
}

extension Library {
  /// A reranker for what was chosen.
  func reranker(_ choice: RankingChoice) throws -> Reranker {
    let head = choice.checkpoint?.head
    let base = choice.adaptation?.map
    let baseKey = base?.fingerprint ?? "none"
    // The head takes both embeddings by the base's share, which no fingerprint tells.
    var key = FNV1a()
    for part in [head?.fingerprint, base?.fingerprint, base.map { "\($0.alphas.oneShots)" }] {
      key.combine("\(part ?? "") ")
    }
    let headKey = key.hex
    return try Reranker(
      gallery: gallery, adaptation: choice.adaptation, head: head, alphas: choice.alphas,
      kept: { [cache, table] compute in
        cache.kept(
          "personal", width: head?.projectionDimension ?? 0, by: headKey, besides: Self.otherHeads,
          of: table, compute: compute)
      },
      copies: QuantizedCopies { [cache, table] part, matrix in
        let (key, others) =
          switch part {
          case .raw: (Self.rawKey, 0)
          case .adapted: (baseKey, 0)
          case .head: (headKey, Self.otherHeads)
          }
        return cache.quantized(part, matrix, by: key, besides: others, of: table)
      })
  }

  /// How many heads' projections stay kept beside those of the head that ranks now.
  private static let otherHeads = 7
}
