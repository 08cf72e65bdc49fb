import NeiroCore

extension EmbeddingMatrix {
  /// The dot product of each row with `vector` (D numbers): N numbers.
  func similarities(to vector: [Float]) -> [Float] {
    let count = rowCount
    return [Float](unsafeUninitializedCapacity: count) { scores, initialized in
      // Each row writes one number of its own, so the parts never meet.
      nonisolated(unsafe) let scores = scores
      Parallel.forEachPart(of: count, operations: count * dimension) { part in
        withRows { rows in
          vector.withUnsafeBufferPointer { vector in
            for row in part {
              let values = rows[row * dimension..<(row + 1) * dimension]
              scores.initializeElement(
                at: row, to: UnitVector.dot(vector, UnsafeBufferPointer(rebasing: values)))
            }
          }
        }
      }
      initialized = count
    }
  }
  /// The dot product of each row with each of `vectors` (D numbers): N numbers for each vector, to
  /// the bit those of one vector at a time. A row is read from memory once for all of them.
  func similarities(to vectors: [[Float]]) -> [[Float]] {
    let (count, width) = (rowCount, vectors.count)
    guard width > 0 else { return [] }
    let flat = vectors.flatMap(\.self)
    let table = [Float](unsafeUninitializedCapacity: count * width) { scores, initialized in
      nonisolated(unsafe) let scores = scores
      Parallel.forEachPart(of: count, operations: count * dimension * width) { part in
        withRows { rows in
          flat.withUnsafeBufferPointer { vectors in
            // As many rows as stay in the first cache while every vector passes.
            for start in stride(from: part.lowerBound, to: part.upperBound, by: 8) {
              for index in 0..<width {
                let vector = UnsafeBufferPointer(
                  rebasing: vectors[index * dimension..<(index + 1) * dimension])
                for row in start..<min(start + 8, part.upperBound) {
                  let values = rows[row * dimension..<(row + 1) * dimension]
                  scores.initializeElement(
                    at: index * count + row,
                    to: UnitVector.dot(vector, UnsafeBufferPointer(rebasing: values)))
                }
              }
            }
          }
        }
      }
      initialized = count * width
    }
    return (0..<width).map { Array(table[$0 * count..<($0 + 1) * count]) }
  }
}
