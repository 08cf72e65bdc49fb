import Foundation
import NeiroTestSupport
import Testing

@testable import NeiroCore

private func identity(_ name: String, _ dimension: Int, hash: String = "0123456789ab")
  -> EncoderIdentity
{
  EncoderIdentity(
    name: name, weightsHash: hash, preprocessingVersion: 1, dimension: dimension)
}

@Suite struct JoinedIdentityTests {
  private let joined = EncoderIdentity(joining: [identity("clap", 5), identity("bark", 3)])

  @Test func theOrderInWhichPartsAreNamedDoesntMatter() {
    #expect(joined == EncoderIdentity(joining: [identity("bark", 3), identity("clap", 5)]))
    #expect(joined.name == "bark+clap")
    #expect(joined.dimension == 8)
    #expect(joined.description.hasPrefix("bark+clap-v1-") && joined.weightsHash.count == 12)
  }

  @Test func blocksCoverTheColumns() {
    #expect(
      joined.blocks == [
        EmbeddingBlock(name: "bark", columns: 0..<3), EmbeddingBlock(name: "clap", columns: 3..<8),
      ])
    #expect(identity("clap", 5).blocks == [EmbeddingBlock(name: "clap", columns: 0..<5)])
  }

  @Test func anotherVersionOfAPartIsAnotherIdentity() {
    let other = EncoderIdentity(
      joining: [identity("clap", 5, hash: "ba9876543210"), identity("bark", 3)])
    #expect(other != joined && other.description != joined.description)
  }

  @Test func jsonKeepsThePartsAndStaysAsItWasWithoutThem() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let plain = identity("clap", 5)
    let old =
      #"{"dimension":5,"name":"clap","preprocessingVersion":1,"weightsHash":"0123456789ab"}"#
    #expect(String(decoding: try encoder.encode(plain), as: UTF8.self) == old)
    for identity in [plain, joined] {
      let json = try encoder.encode(identity)
      #expect(try JSONDecoder().decode(EncoderIdentity.self, from: json) == identity)
    }
  }

  @Test func commandsNameEveryEncoderButTheDefault() {
    #expect(joined.command("index", "DIR") == "neiro index --encoder bark+clap DIR")
    #expect(identity("spectral", 5).command("adapt") == "neiro adapt")
  }
}

@Suite struct JoinedEmbeddingTests {
  private let parts = [
    SyntheticEmbeddings.random(count: 6, dimension: 7, seed: 1),
    SyntheticEmbeddings.random(count: 9, dimension: 20, seed: 2),
    SyntheticEmbeddings.random(count: 5, dimension: 3, seed: 3),
  ]
  /// Four clips, in other rows of each part.
  private let rows = [[5, 0, 2, 3], [8, 1, 4, 0], [0, 1, 2, 4]]

  private func dot(_ a: [Float], _ b: [Float]) -> Double {
    zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }

  @Test func itsCosineIsTheMeanOfThePartsCosines() throws {
    let joined = EmbeddingMatrix(joining: parts, rows: rows)
    #expect(joined.rowCount == 4 && joined.dimension == 30)
    for a in 0..<4 {
      for b in 0..<4 {
        let cosines = parts.indices.map { dot(parts[$0][rows[$0][a]], parts[$0][rows[$0][b]]) }
        let mean = cosines.reduce(0, +) / 3
        #expect(abs(dot(joined[a], joined[b]) - mean) < 1e-6)
      }
    }
  }

  @Test func aRowIsTheJoinedEmbedding() throws {
    let joined = EmbeddingMatrix(joining: parts, rows: rows)
    for clip in 0..<4 {
      let embeddings = try parts.indices.map { part in
        try #require(Embedding(normalizing: parts[part][rows[part][clip]]))
      }
      let scale = Float(1 / 3.0.squareRoot())
      let plain = embeddings.flatMap(\.values).map { $0 * scale }
      #expect(Embedding(joining: embeddings).values == plain)
      expectClose(Embedding(joining: embeddings).values, joined[clip], within: 1e-7)
    }
  }

  @Test func noClipsAreNoRows() {
    #expect(EmbeddingMatrix(joining: parts, rows: [[], [], []]).rowCount == 0)
  }
}
