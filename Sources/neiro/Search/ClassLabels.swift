import ArgumentParser
import Foundation
import NeiroStore

/// `--labels`, `--labels-file` and `--template`: the classes, and the words that describe them.
struct ClassLabels: ParsableArguments {
  @Option(help: ArgumentHelp("The classes, with commas between.", valueName: "a,b,…"))
  var labels: String?

  @Option(help: "A text file with the classes, one a line.")
  var labelsFile: String?

  @Option(help: "The text that stands for a class; {} is its label.")
  var template = "This is a sound of {}."

  private static let place = "{}"

  func validate() throws {
    guard (labels == nil) != (labelsFile == nil) else {
      throw ValidationError("Name the classes with either --labels or --labels-file.")
    }
    guard template.contains(Self.place) else {
      throw ValidationError("--template needs {} where the label goes.")
    }
    guard let labels else { return }
    do {
      try Self.check(Self.trimmed(labels.split(separator: ",")), of: "--labels")
    } catch {
      throw ValidationError("\(error)")
    }
  }

  /// The classes, in the person's order.
  ///
  /// - Throws: ``ClassLabelError`` for a file that can't be used.
  func read() throws -> [String] {
    if let labels { return Self.trimmed(labels.split(separator: ",")) }
    let path = labelsFile ?? ""
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw ClassLabelError.unreadable(file: path, reason: "\(FileProblem(error).words).")
    }
    guard var text = String(validating: data, as: UTF8.self) else {
      throw ClassLabelError.notUTF8(file: path)
    }
    if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
    let labels = Self.trimmed(text.split(whereSeparator: \.isNewline))
    try Self.check(labels, of: path)
    return labels
  }

  /// What the encoder reads for each of `labels`.
  func prompts(for labels: [String]) -> [String] {
    labels.map { template.replacing(Self.place, with: $0) }
  }

  private static func trimmed(_ labels: [Substring]) -> [String] {
    labels.map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
  }

  private static func check(_ labels: [String], of source: String) throws(ClassLabelError) {
    guard labels.count >= 2 else { throw .tooFew(source: source, count: labels.count) }
    var seen: Set<String> = []
    for label in labels where !seen.insert(label).inserted {
      throw .repeated(source: source, label: label)
    }
  }
}

enum ClassLabelError: Error, CustomStringConvertible {
  case unreadable(file: String, reason: String)
  case notUTF8(file: String)
  case tooFew(source: String, count: Int)
  case repeated(source: String, label: String)

  var description: String {
    switch self {
    case .unreadable(let file, let reason): "\(file) cannot be read: \(reason)"
    case .notUTF8(let file): "\(file) is not UTF-8 text. Save it as UTF-8."
    case .tooFew(let source, let count):
      "\(source) names \(LibraryText.counted(count, "label")); probabilities are shared between two "
        + "or more. To find one kind of sound, use `neiro search --text`."
    case .repeated(let source, let label): "\(source) names “\(label)” twice."
    }
  }
}
