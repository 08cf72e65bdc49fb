import ArgumentParser
import Foundation
import NeiroEvaluation
import NeiroStore

/// The files that an evaluation reads and writes: none may be lost to another.
struct EvaluationFiles {
  /// A file, and the option that names it.
  typealias Named = (option: String, path: String)

  let inputs: [Named]
  let outputs: [Named]

  /// Says before the work what would destroy a file or fail after it.
  ///
  /// - Throws: `ValidationError` if something that is written would replace something that is read
  ///   or written too, `EvaluationError.unreadable`, ``EvaluateFailure/unwritable(_:reason:)``.
  func check() throws {
    var known = inputs.map { (option: $0.option, path: $0.path, isRead: true) }
    for output in outputs {
      if let other = known.first(where: { Self.areSame($0.path, output.path) }) {
        throw ValidationError(
          "\(output.option) would write \(output.path), which \(other.option) "
            + "\(other.isRead ? "reads" : "writes too"): give it another name.")
      }
      known.append((output.option, output.path, false))
    }
    for input in inputs { try Self.checkInput(input.path) }
    for output in outputs { try Self.checkPlace(of: output.path) }
  }

  private static func areSame(_ a: String, _ b: String) -> Bool {
    standardised(a) == standardised(b)
  }

  /// The one path of a file, there or not, by whatever links and dots it was named.
  private static func standardised(_ path: String) -> String {
    let file = URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath()
    return file.deletingLastPathComponent().resolvingSymlinksInPath()
      .appendingPathComponent(file.lastPathComponent).path
  }

  /// A pipe is a file to read from too, but only once: nothing is opened here.
  private static func checkInput(_ path: String) throws {
    var isFolder: ObjCBool = false
    let isThere = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    guard isThere, !isFolder.boolValue, FileManager.default.isReadableFile(atPath: path) else {
      let problem: FileProblem =
        !isThere ? .missing : isFolder.boolValue ? .isFolder : .notPermitted
      throw EvaluationError.unreadable(file: path, reason: "\(problem.words).")
    }
  }

  private static func checkPlace(of path: String) throws {
    let file = URL(fileURLWithPath: path).resolvingSymlinksInPath()
    let found = try? FileManager.default.attributesOfItem(atPath: file.path)
    if let kind = found?[.type] as? FileAttributeType, kind != .typeRegular {
      let problem = kind == .typeDirectory ? FileProblem.isFolder : .notRegular
      throw EvaluateFailure.unwritable(path, reason: problem.words)
    }
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder) else {
      throw EvaluateFailure.unwritable(path, reason: "there is no folder \(folder.path)")
    }
    guard isFolder.boolValue else {
      throw EvaluateFailure.unwritable(path, reason: FileProblem.notFolder.words)
    }
    guard FileManager.default.isWritableFile(atPath: folder.path) else {
      throw EvaluateFailure.unwritable(path, reason: FileProblem.notPermitted.words)
    }
  }
}
