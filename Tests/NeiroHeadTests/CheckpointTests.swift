import Foundation
import NeiroCore
import NeiroTestSupport
import Testing

@testable import NeiroHead

@Suite struct CheckpointTests {
  private static let checkpoint: Checkpoint = {
    var generator = SeededGenerator(seed: 5)
    let numbers = (0..<12).map { _ in Float(generator.normal()) }
    let head = ProjectionHead(
      residual: Array(numbers[..<6]), Array(numbers[6...]), dimension: 3, rank: 2, scale: 0.5)
    let verdict = GateVerdict(
      decision: .useHead, alpha: 0.5, topTenGain: .init(mean: 0.1, low: 0.05, high: 0.2),
      rankGain: .init(mean: 0.4, low: 0.1, high: 0.7), groups: 20, better: 30,
      worse: 10)
    let manifest = CheckpointManifest(
      name: "mine",
      encoder: EncoderIdentity(
        name: "test", weightsHash: "0123456789ab", preprocessingVersion: 1, dimension: 3),
      base: nil,
      head: head, gate: verdict, recipe: TrainingRecipe(), labels: LabelCounts(),
      labelsHash: "00", trainedClips: [SyntheticEmbeddings.clip(1)],
      heldOutClips: [SyntheticEmbeddings.clip(2)])
    return Checkpoint(manifest: manifest, head: head, base: nil)
  }()

  @Test func readsWhatItWrote() throws {
    try withTemporaryFolder { folder in
      let place = folder.appendingPathComponent("mine")
      try Self.checkpoint.write(to: place)
      #expect(try Checkpoint(contentsOf: place) == Self.checkpoint)
    }
  }

  @Test func theSameCheckpointHasTheSameBytesAndReplacesTheOldOne() throws {
    try withTemporaryFolder { folder in
      let place = folder.appendingPathComponent("mine")
      try Self.checkpoint.write(to: place)
      let files = try ["manifest.json", "head.safetensors"].map {
        try Data(contentsOf: place.appendingPathComponent($0))
      }
      try Self.checkpoint.write(to: place)
      let again = try ["manifest.json", "head.safetensors"].map {
        try Data(contentsOf: place.appendingPathComponent($0))
      }
      #expect(files == again)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["mine"])
    }
  }

  @Test func aFailedWriteLeavesTheOldCheckpoint() throws {
    try withTemporaryFolder { folder in
      let place = folder.appendingPathComponent("mine")
      try Self.checkpoint.write(to: place)
      #expect(throws: CancellationError.self) {
        try AtomicFolder.replace(place) { staging in
          try Data("half".utf8).write(to: staging.appendingPathComponent("manifest.json"))
          throw CancellationError()
        }
      }
      #expect(try Checkpoint(contentsOf: place) == Self.checkpoint)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["mine"])
    }
  }

  @Test func refusesANewerFormat() throws {
    try withTemporaryFolder { folder in
      try Self.checkpoint.write(to: folder)
      let file = folder.appendingPathComponent("manifest.json")
      let text = try String(contentsOf: file, encoding: .utf8)
      try text.replacingOccurrences(of: "\"format\" : 2", with: "\"format\" : 99")
        .write(to: file, atomically: true, encoding: .utf8)
      #expect(throws: CheckpointError.newerFormat(found: 99, known: 2)) {
        try Checkpoint(contentsOf: folder)
      }
    }
  }

  @Test func refusesWeightsThatDontBelongToTheManifest() throws {
    try withTemporaryFolder { folder in
      try Self.checkpoint.write(to: folder)
      let wrong = SafetensorsFile(tensors: [
        "residual.down": .init(shape: [2, 2], values: [1, 2, 3, 4]),
        "residual.up": .init(shape: [2, 2], values: [1, 2, 3, 4]),
      ])
      try wrong.encoded().write(to: folder.appendingPathComponent("head.safetensors"))
      #expect(
        throws: CheckpointError.shapesDisagree(
          expected: [3, 2], found: [2, 2], tensor: "residual.down")
      ) { try Checkpoint(contentsOf: folder) }
    }
  }
}

@Suite struct SafetensorsTests {
  private static let file = SafetensorsFile(tensors: [
    "a": .init(shape: [2, 3], values: [1, 2, 3, 4, 5, 6]),
    "b": .init(shape: [], values: [-0.5]),
    "c": .init(shape: [0, 4], values: []),
  ])

  @Test func roundTrips() throws {
    #expect(try SafetensorsFile(decoding: Self.file.encoded()) == Self.file)
  }

  @Test func everyTruncationIsRefused() throws {
    let data = try Self.file.encoded()
    for length in 0..<data.count {
      #expect(throws: CheckpointError.self) { try SafetensorsFile(decoding: data.prefix(length)) }
    }
  }

  @Test(arguments: [
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,400]}}"#,
    #"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[-4,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#,
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[-9223372036854775808,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}"#,
    #"{"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}"#,
    #"[1,2]"#,
  ])
  func liesInTheHeaderAreRefused(header: String) {
    var data = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) }
    data.append(Data(header.utf8))
    data.append(Data(repeating: 0, count: 8))
    #expect(throws: CheckpointError.self) { try SafetensorsFile(decoding: data) }
  }
}

@Suite struct ProjectionHeadTests {
  @Test func zeroIsTheIdentity() {
    let head = ProjectionHead(
      residual: [0, 0, 0], [1, 2, 3], dimension: 3, rank: 1, scale: 1)
    expectClose(head.project([0.6, 0, 0.8]), [0.6, 0, 0.8], within: 1e-7)
  }

  @Test func followsItsFormula() {
    // Uᵀx = 0.6, so x + 2·V·0.6 = [0.6, 1.2, 0.8], of length √(0.36 + 1.44 + 0.64).
    let head = ProjectionHead(residual: [1, 0, 0], [0, 1, 0], dimension: 3, rank: 1, scale: 2)
    let length = Float(2.44).squareRoot()
    expectClose(
      head.project([0.6, 0, 0.8]), [0.6 / length, 1.2 / length, 0.8 / length], within: 1e-7)
  }
}
