import Foundation
import NeiroRetrieval
import NeiroStore
import NeiroCore
import NeiroEvaluation

/// What the documents of some qrels are: rows of the library, or nothing that is in it.
struct QueryDocuments {
  /// The number of each document; negative for those that no row is.
  private var numbers: [String: Int] = [:]
  /// What files that are written call a row: as the qrels do, if they name it.
  private var names: [Int: String] = [:]
  /// Documents that are no presets of the library: they can't be found.
  private(set) var notThere = 0

  var count: Int { numbers.count }

  /// - Parameters:
  ///   - judged: The qrels.
  ///   - folder: Where their paths start from.
  ///   - library: Where to look.
  init(_ judged: Qrels, seenFrom folder: URL, in library: Library) {
    let resolver = library.resolver(from: folder)
    for path in Set(judged.grades.values.flatMap(\.keys)).sorted() {
      if let clip = try? resolver.clip(path), let row = library.row(of: clip) {
        numbers[path] = row
        names[row] = names[row] ?? path
        if library.neverResults.contains(clip) { notThere += 1 }
      } else {
        notThere += 1
        numbers[path] = -notThere
      }
    }
    for (path, number) in numbers where number < 0 { names[number] = path }
  }

  /// The grades by number; of several paths with one content, the best.
  func grades(_ grades: [String: Int], withoutRow query: Int?) -> [Int: Int] {
    var result: [Int: Int] = [:]
    for (path, grade) in grades {
      guard let number = numbers[path], number != query else { continue }
      result[number] = max(grade, result[number] ?? grade)
    }
    return result
  }

  /// What a document is called in files that are written; nil for a row that the qrels don't name.
  func name(_ number: Int) -> String? { names[number] }

  /// The number of a document as a run file calls it; nil for one that the qrels don't name.
  var numberOfRunName: [String: Int] {
    Dictionary(numbers.map { (RunFile.documentName($0.key), $0.value) }) { first, _ in first }
  }

  /// What identifies a document wherever its file lies.
  func identity(_ number: Int, in library: Library) -> String {
    number < 0 ? names[number] ?? "" : library.gallery.clips[number].hex
  }
}
