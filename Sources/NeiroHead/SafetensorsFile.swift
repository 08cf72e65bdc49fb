public import Foundation
internal import NeiroTensorFiles

/// Named float32 tensors in the safetensors format.
///
/// Reading executes nothing and trusts nothing: every offset is checked against the file.
///
/// *Source*: <https://github.com/huggingface/safetensors#format>.
public struct SafetensorsFile: Equatable, Sendable {
  public struct Tensor: Equatable, Sendable {
    public let shape: [Int]
    /// As many numbers as the product of `shape`, row-major.
    public let values: [Float]

    public init(shape: [Int], values: [Float]) {
      precondition(shape.reduce(1, *) == values.count, "values don't fill the shape")
      self.shape = shape
      self.values = values
    }
  }

  public var tensors: [String: Tensor]

  public init(tensors: [String: Tensor]) {
    self.tensors = tensors
  }

  /// Decodes the bytes of a file.
  ///
  /// - Throws: ``CheckpointError/damagedWeights(reason:)``.
  public init(decoding data: Data) throws(CheckpointError) {
    let decoded = data.withUnsafeBytes { bytes in
      Result { () throws(CheckpointError) in try Self(decoding: bytes) }
    }
    self = try decoded.get()
  }

  init(decoding bytes: UnsafeRawBufferPointer) throws(CheckpointError) {
    tensors = try Self.tensors(in: bytes)
  }

  private static func tensors(
    in bytes: UnsafeRawBufferPointer
  ) throws(CheckpointError) -> [String: Tensor] {
    let header: SafetensorsHeader
    do {
      header = try SafetensorsHeader(of: bytes)
    } catch {
      throw .damagedWeights(reason: error.reason)
    }
    var tensors: [String: Tensor] = [:]
    for (name, entry) in header.entries {
      guard entry.type == .float32 else {
        throw .damagedWeights(reason: "tensor \(name) is \(entry.typeName), and only F32 is read")
      }
      tensors[name] = Tensor(
        shape: entry.shape, values: values(UnsafeRawBufferPointer(rebasing: bytes[entry.bytes])))
    }
    return tensors
  }

  /// Little-endian float32.
  private static func values(_ bytes: UnsafeRawBufferPointer) -> [Float] {
    let count = bytes.count / MemoryLayout<Float>.size
    var values = [Float](unsafeUninitializedCapacity: count) { values, initialized in
      UnsafeMutableRawBufferPointer(values).copyMemory(
        from: UnsafeRawBufferPointer(rebasing: bytes.prefix(4 * count)))
      initialized = count
    }
    if 1.littleEndian != 1 {
      for index in values.indices {
        values[index] = Float(bitPattern: UInt32(littleEndian: values[index].bitPattern))
      }
    }
    return values
  }

  /// The file's bytes; the same tensors always give the same bytes.
  public func encoded() throws(CheckpointError) -> Data {
    var entries: [String: Entry] = [:]
    var body = Data()
    for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
      let start = body.count
      for value in tensor.values {
        withUnsafeBytes(of: value.bitPattern.littleEndian) { body.append(contentsOf: $0) }
      }
      entries[name] = Entry(dtype: "F32", shape: tensor.shape, offsets: [start, body.count])
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    guard var header = try? encoder.encode(entries) else {
      throw .damagedWeights(reason: "a tensor's name is no text")
    }
    // Padded with spaces so that the numbers start on a multiple of 8, as the format asks.
    header.append(contentsOf: [UInt8](repeating: 0x20, count: (8 - header.count % 8) % 8))
    var data = withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) }
    data.append(header)
    data.append(body)
    return data
  }

  private struct Entry: Encodable {
    let dtype: String
    let shape: [Int]
    let offsets: [Int]

    enum CodingKeys: String, CodingKey {
      case dtype, shape
      case offsets = "data_offsets"
    }
  }
}
