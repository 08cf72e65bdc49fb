import Foundation
import NeiroCore
import NeiroTestSupport
import Testing

@testable import NeiroHead

@Suite struct BaseCheckpointTests {
  /// The sample base, written, for a test to damage.
  private func withBase(_ body: (URL) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let place = folder.appendingPathComponent("base-test")
      try SampleBase.checkpoint().write(to: place)
      try body(place)
    }
  }

  /// Writes the tensors of `folder` anew, changed.
  private func change(
    _ folder: URL, _ body: (inout [String: SafetensorsFile.Tensor]) -> Void
  ) throws {
    let file = folder.appendingPathComponent("head.safetensors")
    var weights = try SafetensorsFile(decoding: Data(contentsOf: file))
    body(&weights.tensors)
    try weights.encoded().write(to: file)
  }

  @Test func readsWhatItWrote() throws {
    try withBase { folder in
      let base = try BaseCheckpoint(contentsOf: folder)
      #expect(base == SampleBase.checkpoint())
      #expect(base.map.alphas == RoleAlphas(loops: 1, oneShots: 0.5))
    }
  }

  @Test func theSameBaseHasTheSameBytes() throws {
    try withBase { folder in
      let again = folder.deletingLastPathComponent().appendingPathComponent("again")
      try SampleBase.checkpoint().write(to: again)
      for name in ["manifest.json", "head.safetensors"] {
        #expect(
          try Data(contentsOf: folder.appendingPathComponent(name))
            == Data(contentsOf: again.appendingPathComponent(name)))
      }
    }
  }

  @Test(arguments: ["base.query.mean", "base.query.map", "base.gallery.mean", "base.gallery.map"])
  func everyTensorIsNeeded(tensor: String) throws {
    try withBase { folder in
      try change(folder) { $0[tensor] = nil }
      #expect(throws: CheckpointError.damagedWeights(reason: "it has no tensor \(tensor)")) {
        try BaseCheckpoint(contentsOf: folder)
      }
    }
  }

  @Test(arguments: [
    ("base.query.mean", [3], [2]), ("base.gallery.map", [3, 3], [2, 3]),
    ("base.query.map", [3, 3], [9]),
  ])
  func everyTensorHasTheShapeOfTheManifest(
    tensor: String, expected: [Int], found: [Int]
  ) throws {
    try withBase { folder in
      try change(folder) {
        $0[tensor] = .init(
          shape: found, values: [Float](repeating: 1, count: found.reduce(1, *)))
      }
      #expect(
        throws: CheckpointError.shapesDisagree(expected: expected, found: found, tensor: tensor)
      ) { try BaseCheckpoint(contentsOf: folder) }
    }
  }

  @Test func numbersThatAreNotFiniteAreRefused() throws {
    try withBase { folder in
      try change(folder) { $0["base.gallery.mean"] = .init(shape: [3], values: [0, .nan, 0]) }
      #expect(
        throws: CheckpointError.damagedWeights(
          reason: "tensor base.gallery.mean holds numbers that are not finite")
      ) { try BaseCheckpoint(contentsOf: folder) }
    }
  }

  @Test func aMissingHalfAndATruncatedHalfAreRefused() throws {
    for name in ["manifest.json", "head.safetensors"] {
      try withBase { folder in
        let file = folder.appendingPathComponent(name)
        let whole = try Data(contentsOf: file)
        try whole.prefix(whole.count / 2).write(to: file)
        let error = #expect(throws: CheckpointError.self) {
          try BaseCheckpoint(contentsOf: folder)
        }
        switch error {
        case .damagedManifest: #expect(name == "manifest.json")
        case .damagedWeights: #expect(name == "head.safetensors")
        default: Issue.record("\(String(describing: error))")
        }
        try FileManager.default.removeItem(at: file)
        #expect(throws: CheckpointError.notFound(folder: folder.path)) {
          try BaseCheckpoint(contentsOf: folder)
        }
      }
    }
  }

  @Test func aBaseIsNoHeadAndAHeadIsNoBase() throws {
    try withBase { folder in
      #expect(throws: CheckpointError.unknownHead("base")) { try Checkpoint(contentsOf: folder) }
      #expect(CheckpointError.unknownHead("base").description.contains("--adapted"))
      try SampleHead.checkpoint(on: nil).write(to: folder)
      #expect(throws: CheckpointError.unknownHead("personal")) {
        try BaseCheckpoint(contentsOf: folder)
      }
    }
  }

  @Test func aLibraryFindsItsOwnBaseOrIsToldToMakeItAnew() throws {
    try withBase { folder in
      #expect(
        try BaseCheckpoint.find(in: folder, of: SampleBase.encoder) == SampleBase.checkpoint())
      let newer = EncoderIdentity(
        name: "test", weightsHash: "0123456789ab", preprocessingVersion: 2, dimension: 3)
      #expect(try BaseCheckpoint.find(in: folder, of: newer) == nil)
      let nowhere = folder.appendingPathComponent("nowhere")
      #expect(try BaseCheckpoint.find(in: nowhere, of: SampleBase.encoder) == nil)

      try change(folder) { $0["base.query.map"] = nil }
      let error = #expect(throws: UnusableBase.self) {
        try BaseCheckpoint.find(in: folder, of: SampleBase.encoder)
      }
      #expect(
        error?.description
          == "The base “base-test” can't be used: head.safetensors is damaged: it has no tensor "
          + "base.query.map. Make it anew with `neiro adapt`, or search with --raw.")
    }
  }

  @Test func anOlderHeadInTheBasesPlaceIsSaidToBeThat() throws {
    try withBase { folder in
      try Data("{\"format\": 2, \"head\": \"residual\"}".utf8)
        .write(to: folder.appendingPathComponent("manifest.json"))
      let error = #expect(throws: UnusableBase.self) {
        try BaseCheckpoint.find(in: folder, of: SampleBase.encoder)
      }
      #expect(
        error?.description == "The base “base-test” can't be used: its folder holds a head that an "
          + "older Neiro made. Make it anew with `neiro adapt`, or search with --raw.")
    }
  }

  @Test func aHeadKeepsACopyOfItsBase() throws {
    try withTemporaryFolder { folder in
      let place = folder.appendingPathComponent("mine")
      let map = SampleBase.map(dimension: 3)
      let written = SampleHead.checkpoint(on: map)
      try written.write(to: place)
      let read = try Checkpoint(contentsOf: place)
      #expect(read == written)
      #expect(read.base == map)
      #expect(read.manifest.base?.name == "base-test")
      #expect(read.manifest.base?.fingerprint == read.base?.fingerprint)

      try change(place) { $0["base.query.map"] = nil }
      #expect(throws: CheckpointError.damagedWeights(reason: "it has no tensor base.query.map")) {
        try Checkpoint(contentsOf: place)
      }
    }
  }

  @Test(arguments: [1, 2])
  func aHeadOfAnOlderNeiroIsToBeTrainedAgain(format: Int) throws {
    try withTemporaryFolder { folder in
      try SampleHead.checkpoint(on: nil).write(to: folder)
      let file = folder.appendingPathComponent("manifest.json")
      // Of its manifest only this much is looked at.
      try Data("{\"format\": \(format), \"head\": \"residual\", \"rank\": 2}".utf8).write(to: file)
      let error = #expect(throws: CheckpointError.olderFormat) {
        try Checkpoint(contentsOf: folder)
      }
      #expect(
        error?.description == "The head was made by an older Neiro, which trained another kind. "
          + "Train it again with `neiro train`.")
    }
  }
}

/// A head of random numbers.
enum SampleHead {
  static func checkpoint(
    of head: ProjectionHead = HeadParts(rank: 2).head(dimension: 3, seed: 5), on base: BaseMap?
  ) -> Checkpoint {
    let pair = ClipPair(SyntheticEmbeddings.clip(1), SyntheticEmbeddings.clip(3))
    let manifest = CheckpointManifest(
      name: "mine", kind: .residual, encoder: SampleBase.encoder,
      base: base.map { BaseReference(name: "base-test", map: $0) }, head: head,
      gate: SampleVerdict.gate(), recipe: TrainingRecipe(), labels: LabelCounts(), labelsHash: "00",
      trainedClips: [SyntheticEmbeddings.clip(1)], heldOutClips: [SyntheticEmbeddings.clip(2)],
      outOfFold: [OutOfFoldScore(pair: pair, isSimilar: true, before: 0.5, after: 0.75)],
      calibration: Calibration(slope: 4, offset: -2))
    return Checkpoint(manifest: manifest, head: head, base: base)
  }
}
