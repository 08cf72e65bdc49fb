import Foundation

/// The text of a file with labels.
enum LabelText {
  /// - Parameters:
  ///   - file: Where it is.
  ///   - refusal: The error for a file that is no text, given why.
  /// - Returns: All of it.
  /// - Throws: ``StoreError/unreadable(path:problem:)``, `refusal`.
  static func read(
    _ file: URL, orThrow refusal: (_ reason: String) -> StoreError
  ) throws(StoreError) -> String {
    let data: Data
    do {
      data = try Data(contentsOf: file)
    } catch {
      throw .unreadable(path: file.path, problem: FileProblem(error))
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw refusal("it is not UTF-8 text")
    }
    return text
  }
}
