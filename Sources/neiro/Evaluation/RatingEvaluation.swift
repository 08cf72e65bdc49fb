import Foundation
import NeiroAudio
import NeiroCommands
import NeiroCore
import NeiroEvaluation
import NeiroPairs
import NeiroRetrieval
import NeiroStore

/// Sounds that people rated, compared by each system.
struct RatingEvaluation {
  let ratings: RatingMatrix
  let study: String
  /// The files' names, in the order of their bytes, which is that of the matrix.
  let names: [String]
  /// n × n of each system.
  let similarities: [[[Double]]]

  /// - Parameters:
  ///   - file: A matrix of dissimilarities.
  ///   - folder: The sounds, one file each.
  ///   - methods: The systems.
  ///   - library: Whose encoder and base they are.
  /// - Throws: `EvaluationError`, ``EvaluateFailure``, what encoding throws.
  init(_ file: URL, sounds folder: URL, by methods: [RankingMethod], in library: Library) throws {
    ratings = try RatingMatrix(contentsOf: file)
    study = file.deletingPathExtension().lastPathComponent
      .replacing(/_dissimilarity_matrix$/, with: "")
    let found: [URL]
    do {
      found = try FileManager.default.contentsOfDirectory(
        at: folder, includingPropertiesForKeys: [.isRegularFileKey], options: .skipsHiddenFiles)
    } catch {
      throw EvaluationError.unreadable(file: folder.path, reason: error.localizedDescription)
    }
    let files = found.filter {
      (try? $0.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile == true
    }
    .sorted { $0.lastPathComponent.utf8.lexicographicallyPrecedes($1.lastPathComponent.utf8) }
    guard files.count == ratings.count else {
      throw EvaluateFailure.soundCount(
        ratings: file.path, rows: ratings.count, folder: folder.path, sounds: files.count)
    }
    names = files.map(\.lastPathComponent)
    let encoder = library.queries
    let embeddings = try files.map { file in
      try Interrupt.check()
      return try TargetError.naming(file.path) { try encoder.embedding(of: file) }
    }
    let gallery = try FlatGallery(
      clips: files.map { try ClipID(contentsOfFileAt: $0.path) },
      embeddings: EmbeddingMatrix(
        dimension: library.gallery.dimension, values: embeddings.flatMap(\.values)))
    similarities = try methods.map { method in
      try Interrupt.check()
      let own = try RankingMethod(method, on: gallery)
      var table = [[Double]](
        repeating: [Double](repeating: 1, count: files.count), count: files.count)
      for i in files.indices {
        for j in files.indices.dropFirst(i + 1) {
          let similarity = try own.similarity(RowPair(i, j))
          (table[i][j], table[j][i]) = (similarity, similarity)
        }
      }
      return table
    }
  }
}
