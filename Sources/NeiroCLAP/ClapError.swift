/// Why a CLAP model cannot be used: facts only; `description` makes the sentence.
public enum ClapError: Error, Hashable, Sendable {
  case noFolder(path: String)
  case missingFile(folder: String, name: String, remedy: String)
  case badConfiguration(path: String, reason: String)
  case unknownArchitecture(path: String, found: String)
  case missingTensor(name: String, path: String)
  case wrongShape(tensor: String, expected: [Int], found: [Int], path: String)
  case badTensor(name: String, path: String, reason: String)
  case badTokenizer(path: String, reason: String)
  /// The tokenizer has more words than the text tower has rows for.
  case tokenizerMismatch(path: String, words: Int, rows: Int)
  case textTooLong(tokens: Int, limit: Int)
}

extension ClapError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noFolder(let path):
      "There is no folder \(path). Put a CLAP model there: config.json, model.safetensors, "
        + "tokenizer.json."
    case .missingFile(let folder, let name, let remedy):
      "\(folder) lacks \(name). \(remedy)"
    case .badConfiguration(let path, let reason):
      "\(path) can't be used: \(reason)."
    case .unknownArchitecture(let path, let found):
      "\(path) describes \(found), and only CLAP with an HTSAT audio tower and a RoBERTa text tower "
        + "is known."
    case .missingTensor(let name, let path):
      "\(path) lacks the tensor \(name): it is cut short, or of another architecture."
    case .wrongShape(let tensor, let expected, let found, let path):
      "Tensor \(tensor) of \(path) has shape \(found), \(expected) is expected: config.json belongs "
        + "to another model, or the file is of another architecture."
    case .badTensor(let name, let path, let reason):
      "Tensor \(name) of \(path) can't be used: \(reason)."
    case .badTokenizer(let path, let reason):
      "\(path) is no tokenizer of RoBERTa's kind: \(reason)."
    case .tokenizerMismatch(let path, let words, let rows):
      "\(path) has \(words) words, the text tower has rows for \(rows): the tokenizer belongs to "
        + "another model."
    case .textTooLong(let tokens, let limit):
      "The text is \(tokens) tokens long, the model reads up to \(limit). Shorten it."
    }
  }
}
