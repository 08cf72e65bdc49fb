import NeiroCore
import NeiroHead
import NeiroRetrieval
import NeiroStore

/// Clips of a library with a path for each.
struct LibraryPaths {
  private(set) var records: [ClipRecord] = []
  /// The path of each record.
  private(set) var lines: [String] = []
  /// Paths that no line of text can hold.
  private(set) var unwritable: [String] = []

  init(of clips: [ClipRecord], in library: Library) throws {
    for record in clips {
      guard let path = try library.cache.paths(of: record.clip).first else { continue }
      if path.utf8.contains(0x0A) || path.utf8.last == 0x0D {
        unwritable.append(path)
      } else {
        records.append(record)
        lines.append(path)
      }
    }
  }
}

extension Library {
  /// The embeddings of some clips, in their order.
  func rows(of records: [ClipRecord]) -> EmbeddingMatrix {
    gallery.embeddings.rows(records.map(\.row))
  }

  /// What a base or a head makes of some clips, each in its own role.
  ///
  /// - Returns: A row of unit length for each; nil where only the encoder ranks.
  func projections(of records: [ClipRecord], by choice: RankingChoice) throws -> EmbeddingMatrix? {
    guard choice.checkpoint != nil else {
      return choice.adaptation?.projections.rows(records.map(\.row))
    }
    let reranker = try reranker(choice)
    guard let gallery = reranker.headProjections else { return nil }
    var values: [Float] = []
    values.reserveCapacity(records.count * gallery.dimension)
    for record in records {
      switch record.role {
      case .gallery: values += gallery[record.row]
      case .query:
        let embedding = Embedding(normalizingUnlessUnit: self.gallery.embeddings[record.row])
        values +=
          try embedding.flatMap {
            try reranker.headProjection(
              of: $0, as: .query, excluding: neverResults.union([record.clip]))
          } ?? [Float](repeating: 0, count: gallery.dimension)
      }
    }
    return EmbeddingMatrix(dimension: gallery.dimension, values: values)
  }
}

extension EmbeddingMatrix {
  /// Some rows, in the order of their numbers here.
  fileprivate func rows(_ rows: [Int]) -> EmbeddingMatrix {
    EmbeddingMatrix(mapping: rows, of: self, width: dimension, operations: 1) { _, row, copy in
      for column in row.indices { copy[column] = row[column] }
    }
  }
}
