import Foundation
import NeiroCore
import NeiroStore
import NeiroTestSupport
import Testing

@Suite struct QueryStoreTests {
  private let encoder = EncoderIdentity(
    name: "fake", weightsHash: "0123456789ab", preprocessingVersion: 1, dimension: 2)

  @Test func keepsSoundsAndTextsApart() throws {
    try withTemporaryFolder { folder in
      // Given
      let workspace = try Workspace(root: folder)
      let clip = try #require(ClipID(hex: String(repeating: "ab", count: 32)))
      let up = try #require(Embedding(normalizing: [0, 1]))
      let right = try #require(Embedding(normalizing: [1, 0]))

      // When
      let store = try QueryStore(in: workspace, encoder: encoder)
      try store.keep(up, of: .sound(clip))
      try store.keep(right, of: .text("warm pad", encoder: "tower"))

      // Then another opening finds them
      let again = try QueryStore(in: workspace, encoder: encoder)
      #expect(try again.embedding(of: .sound(clip)) == up)
      #expect(try again.embedding(of: .text("warm pad", encoder: "tower")) == right)
      #expect(try again.embedding(of: .text("warm pad", encoder: "other")) == nil)
      #expect(try again.embedding(of: .text("Warm pad", encoder: "tower")) == nil)
    }
  }

  @Test func anEmbeddingOfAnotherLengthIsAsGoodAsAbsent() throws {
    try withTemporaryFolder { folder in
      let workspace = try Workspace(root: folder)
      let store = try QueryStore(in: workspace, encoder: encoder)
      let long = try #require(Embedding(normalizing: [1, 2, 3]))
      try store.keep(long, of: .text("a", encoder: "tower"))
      #expect(try store.embedding(of: .text("a", encoder: "tower")) == nil)
    }
  }
}
