public import Foundation

extension Workspace {
  /// Where evaluations are kept that later ones are compared with.
  public var evaluationsFolder: URL {
    root.appending(path: "Training/evaluations", directoryHint: .isDirectory)
  }

  /// The file of an evaluation.
  public func evaluationFile(named name: String) -> URL {
    evaluationsFolder.appending(path: "\(name).json", directoryHint: .notDirectory)
  }

  /// The evaluations that were kept, in alphabetical order; empty if there are none.
  public func evaluationNames() -> [String] {
    let names = try? FileManager.default.contentsOfDirectory(atPath: evaluationsFolder.path)
    return (names ?? []).filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }
      .map { String($0.dropLast(5)) }.sorted()
  }

  /// Keeps an evaluation: at any instant there is the old one or the new one, whole.
  ///
  /// - Throws: ``StoreError/unwritable(path:problem:)``.
  public func writeEvaluation(_ data: Data, named name: String) throws(StoreError) {
    try makeFolder(evaluationsFolder)
    try FileWriting.replace(evaluationFile(named: name).path, with: [UInt8](data))
  }
}
