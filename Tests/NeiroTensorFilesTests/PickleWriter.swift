/// Pickles made operation by operation, as `torch.save` makes them.
enum PickleWriter {
  static let start: [UInt8] = [0x80, 2]

  static func text(_ text: String) -> [UInt8] {
    [0x58] + little(UInt32(text.utf8.count)) + Array(text.utf8)
  }

  static func global(_ module: String, _ name: String) -> [UInt8] {
    Array("c\(module)\n\(name)\n".utf8)
  }

  static func integer(_ number: Int) -> [UInt8] {
    [0x8A, 8] + little(Int64(number))
  }

  static func tuple(_ values: [[UInt8]]) -> [UInt8] {
    [0x28] + values.flatMap(\.self) + [0x74]
  }

  static func tensor(
    storage: String = "FloatStorage", key: String = "0", count: Int, offset: Int = 0, shape: [Int],
    strides: [Int]
  ) -> [UInt8] {
    let id = tuple([
      text("storage"), global("torch", storage), text(key), text("cpu"), integer(count),
    ])
    return global("torch._utils", "_rebuild_tensor_v2")
      + tuple([
        id + [0x51], integer(offset), tuple(shape.map(integer)), tuple(strides.map(integer)),
        [0x89], global("collections", "OrderedDict") + [0x29, 0x52],
      ]) + [0x52]
  }

  static func dictionary(_ members: [(String, [UInt8])]) -> [UInt8] {
    [0x7D, 0x28] + members.flatMap { text($0.0) + $0.1 } + [0x75]
  }

  /// The file of a dictionary with one tensor of two numbers.
  static func file(
    _ pickle: [UInt8], numbers: [Float] = [1, 2], method: UInt16 = 0,
    besides: [ZipWriter.Member] = [], isLong: Bool = false
  ) -> [UInt8] {
    ZipWriter(isLong: isLong).archive(
      [
        .init(name: "m/data.pkl", contents: start + pickle + [0x2E]),
        .init(name: "m/data/0", contents: bytes(numbers), method: method),
      ] + besides)
  }

  static let pair = dictionary([("a", tensor(count: 2, shape: [2], strides: [1]))])
}
