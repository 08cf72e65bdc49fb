internal import Foundation
public import NeiroHead

/// `Tests/Fixtures/head.json`: heads of every kind, and what PyTorch projects by them.
public struct HeadFixture: Decodable, Sendable {
  public struct Head: Decodable, Sendable {
    public let name: String
    /// z of each of the embeddings, row-major.
    public let projections: [Double]
    private let weights: [Float]?
    private let down: [Float]?
    private let up: [Float]?
    private let scale: Float?
    private let basis: [Float]?
    private let linear: [Float]?
    private let keys: [Float]?
    private let values: [Float]?
    private let temperature: Float?

    public func head(in fixture: HeadFixture) -> ProjectionHead {
      ProjectionHead(
        residual: down ?? [], up ?? [], dimension: fixture.dimension,
        rank: down == nil ? 0 : fixture.rank, scale: scale ?? 1, weights: weights,
        memory: basis.map {
          ClipMemory(
            basis: $0, linear: linear ?? [], keys: keys ?? [], values: values ?? [],
            directions: fixture.directions, temperature: temperature ?? 1)
        })
    }
  }

  /// Scores of pairs, with the slope and the offset of Platt scaling that SciPy fits.
  public struct CalibrationCase: Decodable, Sendable {
    public let scores: [Double]
    public let isSimilar: [Bool]
    public let slope: Double
    public let offset: Double
  }

  public let dimension: Int
  public let rank: Int
  public let directions: Int
  /// Rows of unit length.
  public let embeddings: [Float]
  public let heads: [Head]
  public let calibrations: [CalibrationCase]

  public static func read() throws -> HeadFixture {
    try JSONDecoder().decode(
      HeadFixture.self, from: Data(contentsOf: Fixtures.file("head.json")))
  }

  /// The embeddings one by one.
  public var rows: [[Float]] {
    stride(from: 0, to: embeddings.count, by: dimension).map {
      Array(embeddings[$0..<$0 + dimension])
    }
  }
}
