import ArgumentParser
import NeiroCommands
import NeiroCore
import NeiroEncoding
import NeiroHead
import NeiroRetrieval
import NeiroStore

/// `--head` and `--raw`: who ranks.
struct HeadOptions: ParsableArguments {
  @Option(help: "The head to rank with (default: the one trained last).")
  var head: String?

  @Flag(help: "Rank by the encoder alone.")
  var raw = false

  func validate() throws {
    guard head == nil || !raw else { throw ValidationError("--head and --raw exclude each other.") }
  }

  /// The head that was asked for, or else the newest one that was trained for this encoder.
  ///
  /// - Returns: nil where ranking is to be raw.
  /// - Throws: ``HeadChoiceError`` or ``CheckpointError``.
  func choose(for library: Library) throws -> Checkpoint? {
    guard !raw else { return nil }
    if let head {
      let checkpoint = try Checkpoint(contentsOf: library.workspace.checkpointFolder(named: head))
      guard checkpoint.manifest.encoder == library.encoder.identity else {
        throw HeadChoiceError.otherEncoder(
          head: head, trained: checkpoint.manifest.encoder, asked: library.encoder.identity)
      }
      return checkpoint
    }
    for name in library.workspace.checkpointNames() {
      let folder = library.workspace.checkpointFolder(named: name)
      // A damaged head that nobody asked for is passed over; asked for, it is an error.
      guard let checkpoint = try? Checkpoint(contentsOf: folder),
        checkpoint.manifest.encoder == library.encoder.identity
      else { continue }
      return checkpoint
    }
    return nil
  }
}

enum HeadChoiceError: Error, CustomStringConvertible {
  case otherEncoder(head: String, trained: EncoderIdentity, asked: EncoderIdentity)

  var description: String {
    switch self {
    case .otherEncoder(let head, let trained, let asked):
      "Head “\(head)” was trained on embeddings of \(trained), this library has those of \(asked). "
        + "Train it again with `neiro train --name \(head)`."
    }
  }
}

extension Library {
  /// A reranker for the chosen head; raw where there is none.
  func reranker(_ checkpoint: Checkpoint?) throws -> Reranker {
    try Reranker(
      gallery: gallery, head: checkpoint?.head, alpha: Float(checkpoint?.manifest.alpha ?? 0))
  }
}
