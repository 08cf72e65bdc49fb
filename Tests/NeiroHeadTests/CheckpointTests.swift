import Foundation
import NeiroCore
import NeiroTestSupport
import Testing

@testable import NeiroHead

@Suite struct CheckpointTests {
  private static let checkpoint = SampleHead.checkpoint(on: nil)

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
      try text.replacingOccurrences(
        of: "\"format\" : \(CheckpointManifest.currentFormat)", with: "\"format\" : 99"
      )
      .write(to: file, atomically: true, encoding: .utf8)
      let known = CheckpointManifest.currentFormat
      #expect(throws: CheckpointError.newerFormat(found: 99, known: known)) {
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

/// What a manifest may tell of a head, and what it may not.
@Suite struct HeadShapeTests {
  @Test(arguments: HeadParts.all)
  func everyKindReadsBack(parts: HeadParts) throws {
    try withTemporaryFolder { folder in
      let written = SampleHead.checkpoint(
        of: parts.head(dimension: 3, seed: 9), on: SampleBase.map(dimension: 3))
      try written.write(to: folder)
      let read = try Checkpoint(contentsOf: folder)
      #expect(read == written)
      #expect(read.head.fingerprint == written.head.fingerprint)
      #expect(read.manifest.shape == HeadShape(written.head))
    }
  }

  private static let whole = HeadParts(isWeighted: true, rank: 2, directions: 2, keys: 2)

  /// A checkpoint with these values in its manifest's shape.
  private func checkpoint(_ changes: [(key: String, json: String)], in folder: URL) throws {
    try SampleHead.checkpoint(of: Self.whole.head(dimension: 3, seed: 9), on: nil)
      .write(to: folder)
    let file = folder.appendingPathComponent("manifest.json")
    var text = try String(contentsOf: file, encoding: .utf8)
    for (key, json) in changes {
      let shape = try #require(text.range(of: "\"shape\" : {"))
      let line = try #require(
        text.range(
          of: "\"\(key)\" : [^,\n]*,?", options: .regularExpression,
          range: shape.upperBound..<text.endIndex))
      let comma = text[line].hasSuffix(",") ? "," : ""
      text.replaceSubrange(line, with: json.isEmpty ? "" : "\"\(key)\" : \(json)\(comma)")
    }
    try text.write(to: file, atomically: true, encoding: .utf8)
  }

  @Test(
    arguments: [
      [("directions", "0")], [("directions", "-1")], [("directions", "1000000000000")],
      [("keys", "-1")], [("rank", "-1")], [("dimension", "0")], [("dimension", "-3")],
      [("temperature", "0")], [("temperature", "-0.1")], [("temperature", "NaN")],
      [("temperature", "1e999")], [("scale", "1e999")], [("scale", "NaN")],
      [("directions", "null")], [("temperature", "null")], [("keys", "null")],
      [("directions", "1.5")], [("directions", "9223372036854775808")],
    ] as [[(key: String, json: String)]])
  func anImpossibleShapeIsOneSentence(changes: [(key: String, json: String)]) throws {
    try withTemporaryFolder { folder in
      try checkpoint(changes, in: folder)
      let error = #expect(throws: CheckpointError.self) { try Checkpoint(contentsOf: folder) }
      guard case .damagedManifest? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      let text = try #require(error?.description)
      #expect(text.hasPrefix("manifest.json is damaged: "))
      #expect(text.hasSuffix("Train the head again or restore the file."))
      #expect(!text.contains("\n"))
    }
  }

  @Test(
    arguments: [
      ([("directions", "3")], "memory.basis"), ([("keys", "1")], "memory.keys"),
      ([("rank", "1")], "residual.down"), ([("dimension", "4")], "memory.basis"),
    ] as [([(key: String, json: String)], String)])
  func aShapeThatIsNotTheTensorsIsRefused(
    changes: [(key: String, json: String)], tensor: String
  ) throws {
    try withTemporaryFolder { folder in
      try checkpoint(changes, in: folder)
      let error = #expect(throws: CheckpointError.self) { try Checkpoint(contentsOf: folder) }
      guard case .shapesDisagree(_, _, let found)? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(found == tensor)
    }
  }

  @Test(arguments: [
    "weights", "residual.down", "residual.up", "memory.basis", "memory.linear", "memory.keys",
    "memory.values",
  ])
  func everyTensorIsNeeded(name: String) throws {
    try withTemporaryFolder { folder in
      try checkpoint([], in: folder)
      let file = folder.appendingPathComponent("head.safetensors")
      var weights = try SafetensorsFile(decoding: Data(contentsOf: file))
      let tensor = try #require(weights.tensors[name])
      weights.tensors[name] = nil
      try weights.encoded().write(to: file)
      #expect(throws: CheckpointError.damagedWeights(reason: "it has no tensor \(name)")) {
        try Checkpoint(contentsOf: folder)
      }
      weights.tensors[name] = .init(
        shape: tensor.shape, values: tensor.values.dropLast() + [.infinity])
      try weights.encoded().write(to: file)
      #expect(
        throws: CheckpointError.damagedWeights(
          reason: "tensor \(name) holds numbers that are not finite")
      ) { try Checkpoint(contentsOf: folder) }
    }
  }

  @Test func textNamesTheParts() {
    #expect(HeadShape(HeadParts().head(dimension: 3, seed: 1)).text == "3")
    #expect(
      HeadShape(Self.whole.head(dimension: 3, seed: 1)).text
        == "3, weighted, rank 2, 2 directions, 2 keys")
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
