import Foundation
import NeiroTensorFiles
import NeiroTestSupport
import Testing

@Suite struct TorchFileTests {
  private struct Expected: Decodable {
    let shape: [Int]
    let type: String
    let values: [Double]
  }

  @Test(arguments: ["state.bin", "checkpoint.pt"])
  func filesOfPyTorchGiveItsNumbers(name: String) throws {
    let all = try JSONDecoder().decode(
      [String: [String: Expected]].self,
      from: Data(contentsOf: Fixtures.file("pickle/expected.json")))
    let expected = try #require(all[name])
    let file = try TensorFile(contentsOf: Fixtures.file("pickle/\(name)"))
    #expect(file.format == .pytorch)
    #expect(Set(file.tensors.keys) == Set(expected.keys))
    for (name, expected) in expected {
      let tensor = try #require(file.tensors[name])
      #expect(tensor.shape == expected.shape, "\(name)")
      #expect("\(tensor.type)" == expected.type)
      guard tensor.type.isReadable else {
        #expect(throws: TensorFileError.self) { try tensor.floats() }
        continue
      }
      #expect(try tensor.floats() == expected.values.map { Float($0) }, "\(name)")
    }
  }

  @Test func numbersThatLieAsNeededAreNotCopied() throws {
    let tensors = try TensorFile(contentsOf: Fixtures.file("pickle/state.bin")).tensors
    for name in ["single", "second_rows", "parameter", "empty", "scalar"] {
      let tensor = try #require(tensors[name])
      #expect(try tensor.mappedFloats.map { Array($0.values) } == tensor.floats(), "\(name)")
    }
    for name in ["transposed", "every_other", "expanded", "deep", "half", "double"] {
      let tensor = try #require(tensors[name])
      #expect(tensor.mappedFloats == nil, "\(name)")
    }
    let single = try #require(tensors["single"])
    let values = try single.floats()
    #expect(try single.rows(1..<3).floats() == Array(values[6..<18]))
    #expect(single.rows(1..<3).shape == [2, 6])
    let transposed = try #require(tensors["transposed"])
    #expect(try transposed.rows(5..<6).floats() == [5, 11, 17, 23].map { values[$0] })
  }

  @Test func archivesBeyondFourGigabytesAreRead() throws {
    try withFile(PickleWriter.file(PickleWriter.pair, isLong: true)) { file in
      let tensors = try TensorFile(contentsOf: file).tensors
      #expect(try tensors["a"]?.floats() == [1, 2])
    }
  }

  @Test func whatIsNotInTheListIsInert() throws {
    // os.system("x") would run at the REDUCE; BUILD and SETITEM on its result too.
    let call = PickleWriter.global("os", "system") + PickleWriter.tuple([PickleWriter.text("x")])
    let pickle = PickleWriter.dictionary([
      ("evil", call + [0x52] + [0x7D, 0x62]),
      ("object", PickleWriter.global("a", "B") + [0x29, 0x81]),
      ("state_dict", PickleWriter.pair),
    ])
    try withFile(PickleWriter.file(pickle)) { file in
      let tensors = try TensorFile(contentsOf: file).tensors
      #expect(tensors.keys.sorted() == ["a"])
    }
  }

  @Test func deepNestingNeedsNoStack() throws {
    let deep = [UInt8](repeating: 0x85, count: 300_000)  // a tuple in a tuple in a tuple …
    let pickle = PickleWriter.dictionary([
      ("deep", [0x29] + deep), ("a", PickleWriter.tensor(count: 2, shape: [2], strides: [1])),
    ])
    try withFile(PickleWriter.file(pickle)) { file in
      let tensors = try TensorFile(contentsOf: file).tensors
      #expect(try tensors["a"]?.floats() == [1, 2])
    }
  }

  @Test(arguments: [
    (2, 1, [2], [1]), (2, -1, [2], [1]), (2, 0, [3], [1]), (2, 0, [2], [-1]), (2, 0, [-2], [1]),
    (2, 0, [2], [2]), (2, 0, [2, 1], [1]), (3, 0, [2], [1]), (-2, 0, [2], [1]),
    (2, 0, [1 << 62, 4], [1, 1]), (2, 0, [1 << 40], [0]), (2, .max, [2], [.max]),
  ])
  func tensorsOutsideTheirStorageAreRefused(
    count: Int, offset: Int, shape: [Int], strides: [Int]
  ) throws {
    let tensor = PickleWriter.tensor(count: count, offset: offset, shape: shape, strides: strides)
    let error = try flaw(of: PickleWriter.file(PickleWriter.dictionary([("a", tensor)])))
    guard case .damaged(_, let reason) = error else {
      Issue.record("\(error as Any)")
      return
    }
    #expect(reason.contains("tensor a"))
  }

  @Test func everyTruncationIsRefused() throws {
    let whole = try Array(Data(contentsOf: Fixtures.file("pickle/plain.pt")))
    try withFile(whole) { file in
      let handle = try FileHandle(forWritingTo: file)
      for length in (0..<whole.count).reversed() {
        try handle.truncate(atOffset: UInt64(length))
        #expect(!readsOrThrows(file), "\(length)")
      }
    }
  }

  @Test func noSingleByteCrashesTheReader() throws {
    let whole = PickleWriter.file(PickleWriter.pair)
    try withFile(whole) { file in
      let handle = try FileHandle(forUpdating: file)
      var opened = 0
      for (place, byte) in whole.enumerated() {
        for change in UInt8(1)...255 {
          try handle.seek(toOffset: UInt64(place))
          try handle.write(contentsOf: [byte ^ change])
          if readsOrThrows(file) { opened += 1 }
        }
        try handle.seek(toOffset: UInt64(place))
        try handle.write(contentsOf: [byte])
      }
      // Most bytes matter; those of the numbers themselves and of unused fields don't.
      #expect(opened > 0 && opened < 255 * whole.count / 2)
      #expect(readsOrThrows(file))
    }
  }

  @Test func otherFormatsAreNamedWithWhatToDo() throws {
    let pair = PickleWriter.pair
    let cases: [([UInt8], String, String)] = [
      ([0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9], "before 1.6", "torch.save"),
      ([0x80, 0x04, 0x95, 0, 0, 0, 0, 0, 0, 0, 0], "bare pickle", "torch.save"),
      ([UInt8](repeating: 65, count: 257) + Array("ustar\u{0}".utf8), "tar", "torch.save"),
      (Array("GGUF".utf8) + [3, 0, 0, 0, 0, 0], "GGUF", "safetensors"),
      ([0x89] + Array("HDF\r\n\u{1A}\n".utf8) + [0, 0], "HDF5", "safetensors"),
      ([0x08, 0x07, 0x12] + Array("pytorch".utf8), "ONNX", "safetensors"),
      ([0x93] + Array("NUMPY".utf8) + [1, 0, 0, 0], "NumPy", "safetensors"),
      ([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3], "gzip", "gunzip"),
      (Array("version https://git-lfs.github.com/spec/v1\n".utf8), "Git LFS", "git lfs pull"),
      (Array("<!DOCTYPE html><html></html>".utf8), "web page", "Download"),
      (Array("nothing of the kind".utf8), "no format", "torch.save"),
      (PickleWriter.file(pair, method: 8), "compressed", "torch.save"),
      (
        PickleWriter.file(pair, besides: [.init(name: "m/constants.pkl", contents: [])]),
        "TorchScript", "torch.jit.load"
      ),
      (
        PickleWriter.file(
          pair, besides: [.init(name: "m/byteorder", contents: Array("big".utf8))]),
        "“big”", "safetensors"
      ),
      (ZipWriter().archive([.init(name: "a.npy", contents: [1])]), "npz", "save_file"),
      (ZipWriter().archive([.init(name: "a", contents: [1])]), "zip", "unpack"),
      (PickleWriter.file([0x29]), "no dictionary", "state_dict"),
      (PickleWriter.file([0x7D]), "without tensors", "state_dict"),
      (PickleWriter.file([0x95]), "0x95", "torch.save"),
    ]
    for (bytes, found, remedy) in cases {
      let error = try #require(try flaw(of: bytes), "\(found)")
      guard case .unsupported = error else {
        Issue.record("\(error)")
        continue
      }
      #expect(error.description.contains(found) && error.description.contains(remedy), "\(error)")
    }
  }

  @Test func whatCannotBeOpenedIsSaid() throws {
    try withTemporaryFolder { folder in
      let none = folder.appendingPathComponent("none")
      for file in [folder, none, URL(fileURLWithPath: "/dev/null")] {
        let error = #expect(throws: TensorFileError.self) { try TensorFile(contentsOf: file) }
        guard case .unreadable = error else {
          Issue.record("\(error as Any)")
          continue
        }
      }
    }
  }
}
