/// Why vectors can't be imported at all.
enum EmbeddingImportError: Error, CustomStringConvertible {
  case noNames(path: String)
  case noOneTensor(path: String, names: [String])
  case noSuchTensor(name: String, path: String, names: [String])
  case empty(path: String)
  case noPaths(path: String, reason: String)
  case countsDisagree(rows: Int, lines: Int)
  case otherDimension(name: String, there: Int, found: Int)
  case isModel(name: String)
  case nothingUsable(rows: Int)

  var description: String {
    switch self {
    case .noNames(let path):
      "\(path) holds one array without a name: leave --tensor out."
    case .noOneTensor(let path, let names) where names.isEmpty:
      "\(path) has no tensor of rows and columns. Save N × D floating-point numbers."
    case .noOneTensor(let path, let names):
      "\(path) has several tensors of rows and columns: \(names.joined(separator: ", ")). Name one "
        + "with --tensor."
    case .noSuchTensor(let name, let path, let names):
      "\(path) has no tensor “\(name)” of rows and columns. "
        + (names.isEmpty ? "There is none." : "There are: \(names.joined(separator: ", ")).")
    case .empty(let path):
      "\(path) has no rows, or rows without numbers."
    case .noPaths(let path, let reason):
      "\(path) can't be read: \(reason). Give a text file with one path a line."
    case .countsDisagree(let rows, let lines):
      "There are \(rows) rows and \(lines) lines of paths. Row 1 belongs to line 1, and so on: as "
        + "many are needed of both."
    case .otherDimension(let name, let there, let found):
      "The vectors of “\(name)” have \(there) numbers, these have \(found). Import them under another "
        + "name, or in the place of all the others with --replace."
    case .isModel(let name):
      "“\(name)” is a model in Checkpoints/encoders, which makes its own vectors. Give another name "
        + "with --encoder."
    case .nothingUsable(let rows):
      "None of the \(rows) rows can be used, so nothing was imported."
    }
  }
}
