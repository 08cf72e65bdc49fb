import Foundation
import NeiroTensorFiles
import NeiroTestSupport
import Testing

@Suite struct SafetensorsFileTests {
  private func file(_ header: String, body: [UInt8]) -> [UInt8] {
    little(UInt64(header.utf8.count)) + Array(header.utf8) + body
  }

  private let two = """
    {"__metadata__":{"format":"pt","a\\u00e9\\ud83c\\udfb5":[1,{"b":null}]},
     "a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},
     "b.c":{"dtype":"I16","shape":[1,2],"data_offsets":[8,12]},
     "none":{"dtype":"F32","shape":[0,4],"data_offsets":[8,8]}}
    """

  private var sound: [UInt8] { file(two, body: bytes([1.5, -2]) + [1, 0, 2, 0]) }

  @Test func tensorsAreReadWithTheirTypes() throws {
    try withFile(sound) { url in
      let file = try TensorFile(contentsOf: url)
      #expect(file.format == .safetensors)
      #expect(file.tensors.keys.sorted() == ["a", "b.c", "none"])
      let a = try #require(file.tensors["a"])
      #expect(a.shape == [2] && a.type == .float32)
      #expect(try a.floats() == [1.5, -2])
      let c = try #require(file.tensors["b.c"])
      #expect(c.shape == [1, 2] && c.type == .int16 && c.mappedFloats == nil)
      #expect(throws: TensorFileError.self) { try c.floats() }
      #expect(try file.tensors["none"]?.floats() == [])
    }
  }

  @Test func numbersAreMappedWhereTheyAreAligned() throws {
    let entry = #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#
    for padding in 0..<8 {
      let header = entry + String(repeating: " ", count: padding)
      try withFile(file(header, body: bytes([3, 4]))) { url in
        let tensor = try #require(try TensorFile(contentsOf: url).tensors["a"])
        #expect(try tensor.floats() == [3, 4])
        let isAligned = (8 + header.utf8.count).isMultiple(of: 4)
        #expect(tensor.mappedFloats.map { Array($0.values) } == (isAligned ? [3, 4] : nil))
      }
    }
  }

  @Test func mappedNumbersOutliveTheirFile() throws {
    let entry = #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}  "#
    let mapped = try withFile(file(entry, body: bytes([3, 4]))) { url in
      try TensorFile(contentsOf: url).tensors["a"]?.mappedFloats
    }
    #expect(mapped.map { Array($0.values) } == [3, 4])
  }

  @Test func everyHalfIsConvertedExactly() throws {
    let patterns = (0...UInt16.max).map { $0 }
    let size = 2 * patterns.count
    let header = """
      {"h":{"dtype":"F16","shape":[65536],"data_offsets":[0,\(size)]},\
      "b":{"dtype":"BF16","shape":[65536],"data_offsets":[\(size),\(2 * size)]}}
      """
    let body = patterns.flatMap { little($0) }
    try withFile(file(header, body: body + body)) { url in
      let tensors = try TensorFile(contentsOf: url).tensors
      let halves = try #require(try tensors["h"]?.floats())
      // Sign, 5 bits of exponent, 10 of fraction, by their definition.
      let wrong = zip(patterns, halves).filter { pattern, value in
        let sign: Double = pattern >> 15 == 0 ? 1 : -1
        let exponent = Int(pattern >> 10 & 31)
        let fraction = Double(pattern & 1023)
        guard exponent < 31 else {
          return fraction == 0 ? value != Float(sign * .infinity) : !value.isNaN
        }
        let expected =
          exponent == 0 ? fraction * 0x1p-24 : (1024 + fraction) * exp2(Double(exponent - 25))
        return Double(value) != sign * expected
      }
      #expect(wrong.isEmpty)
      let brains = try #require(try tensors["b"]?.floats())
      #expect(zip(patterns, brains).allSatisfy { UInt32($0) << 16 == $1.bitPattern || $1.isNaN })
    }
  }

  @Test func everyTruncationIsRefused() throws {
    for length in 0..<sound.count {
      guard case .damaged = try flaw(of: Array(sound.prefix(length))) else {
        Issue.record("\(length) bytes were accepted")
        continue
      }
    }
  }

  @Test func noSingleByteCrashesTheReader() throws {
    let whole = sound
    try withFile(whole) { url in
      let handle = try FileHandle(forUpdating: url)
      for (place, byte) in whole.enumerated() {
        for change: UInt8 in [1, 2, 4, 8, 16, 32, 64, 128, 255] {
          try handle.seek(toOffset: UInt64(place))
          try handle.write(contentsOf: [byte ^ change])
          readsOrThrows(url)
        }
        try handle.seek(toOffset: UInt64(place))
        try handle.write(contentsOf: [byte])
      }
      #expect(readsOrThrows(url))
    }
  }

  @Test(arguments: [
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,400]}}"#, "outside"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}"#, "another size"),
    (#"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#, "impossible shape"),
    (#"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}}"#, "impossible"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#, "outside"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}"#, "outside"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[-4,4]}}"#, "outside"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, "belong to no tensor"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, "belong to none"),
    (
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"#
        + #""b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, "overlaps"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"#
        + #""a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, "JSON"
    ),
    (#"{"a":{"dtype":"F32","shape":[2],"shape":[2],"data_offsets":[0,8]}}"#, "JSON"),
    (#"{"a":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}"#, "JSON"),
    (#"{"a":{"dtype":"F32","data_offsets":[0,8]}}"#, "JSON"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} x"#, "JSON"),
    (#"{"a":"\ud800"}"#, "JSON"), (#"{"a":{"#, "JSON"), ("{", "JSON"),
  ])
  func liesInTheHeaderAreRefused(header: String, reason: String) throws {
    let error = try flaw(of: file(header, body: bytes([1, 2])))
    guard case .damaged = error else {
      Issue.record("\(header): \(error as Any)")
      return
    }
    #expect(error?.description.contains(reason) == true, "\(error as Any)")
  }

  @Test func impossibleHeadersAreRefused() throws {
    for length in [UInt64(200), 100_000_001, UInt64(Int64.max), .max] {
      let error = try flaw(of: little(length) + Array("{}".utf8))
      #expect(error?.description.contains("its header claims \(length)") == true)
    }
    let deep = #"{"__metadata__":"# + String(repeating: "[", count: 100_000)
    #expect(try flaw(of: file(deep, body: []))?.description.contains("JSON") == true)
  }

  @Test func aTypeOfTheFutureIsNamed() throws {
    let error = try flaw(
      of: file(#"{"a":{"dtype":"F99","shape":[2],"data_offsets":[0,8]}}"#, body: bytes([1, 2])))
    #expect(error?.description.contains("F99") == true)
  }

  @Test func everyTypeOfTheFormatHasItsSize() throws {
    let sizes = [
      "BOOL": 8, "U8": 8, "I8": 8, "F8_E5M2": 8, "F8_E4M3": 8, "F8_E8M0": 8, "I16": 16, "U16": 16,
      "F16": 16, "BF16": 16, "I32": 32, "U32": 32, "F32": 32, "F64": 64, "I64": 64, "U64": 64,
      "C64": 64, "F4": 4, "F6_E2M3": 6, "F6_E3M2": 6,
    ]
    #expect(Set(NumberType.allCases.map(\.rawValue)) == Set(sizes.keys))
    for (name, bits) in sizes {
      let header = #"{"a":{"dtype":"\#(name)","shape":[8],"data_offsets":[0,\#(bits)]}}"#
      try withFile(file(header, body: [UInt8](repeating: 1, count: bits))) { url in
        let tensor = try #require(try TensorFile(contentsOf: url).tensors["a"])
        #expect(tensor.type.bits == bits && tensor.type.rawValue == name)
        #expect(((try? tensor.floats()) != nil) == tensor.type.isReadable, "\(name)")
      }
    }
  }
}
