internal import Foundation
public import NeiroCore

/// Embeddings that tests can reason about.
public enum SyntheticEmbeddings {
  /// A clip that is told from others by `number` alone.
  public static func clip(_ number: Int) -> ClipID {
    var digest = [UInt8](repeating: 0, count: 32)
    withUnsafeBytes(of: UInt64(number).bigEndian) { bytes in
      digest.replaceSubrange(0..<8, with: bytes)
    }
    guard let clip = ClipID(digest: digest) else { preconditionFailure("32 bytes are a digest") }
    return clip
  }

  /// Unit vectors in the plane at `degrees`: the cosine of two is that of the angle between them.
  public static func angles(_ degrees: [Double]) -> EmbeddingMatrix {
    let values = degrees.flatMap { degrees in
      [Float(cos(degrees * .pi / 180)), Float(sin(degrees * .pi / 180))]
    }
    return EmbeddingMatrix(dimension: 2, values: values)
  }

  /// `count` random directions.
  public static func random(count: Int, dimension: Int, seed: UInt64) -> EmbeddingMatrix {
    var generator = SeededGenerator(seed: seed)
    let values = (0..<count).flatMap { _ in
      let row = (0..<dimension).map { _ in Float(generator.normal()) }
      return UnitVector.normalized(row) ?? row
    }
    return EmbeddingMatrix(dimension: dimension, values: values)
  }

  /// `kinds` × `perKind` clips. Clips of a kind agree in the first half of the columns, which is
  /// faint; the second half is loud and says nothing. Raw cosine finds a kind poorly, and a head
  /// that turns the second half down finds it well.
  public static func kinds(
    _ kinds: Int, perKind: Int, dimension: Int, seed: UInt64
  ) -> EmbeddingMatrix {
    var generator = SeededGenerator(seed: seed)
    let half = dimension / 2
    var values: [Float] = []
    for _ in 0..<kinds {
      let centre = (0..<half).map { _ in Float(generator.normal()) }
      for _ in 0..<perKind {
        let signal = centre.map { $0 + 0.3 * Float(generator.normal()) }
        let noise = (half..<dimension).map { _ in 1.6 * Float(generator.normal()) }
        let row = signal + noise
        values += UnitVector.normalized(row) ?? row
      }
    }
    return EmbeddingMatrix(dimension: dimension, values: values)
  }
}
