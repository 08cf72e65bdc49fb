public import Foundation

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

  /// The largest header that the format allows, in bytes.
  private static let maximumHeaderBytes = 100_000_000

  /// Decodes the bytes of a file.
  ///
  /// - Throws: ``CheckpointError/damagedWeights(reason:)``.
  public init(decoding data: Data) throws(CheckpointError) {
    guard data.count >= 8 else {
      throw .damagedWeights(reason: "it is only \(data.count) bytes long")
    }
    let data = Data(data)  // indices from 0
    let headerBytes = data.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard headerBytes <= Self.maximumHeaderBytes, Int(headerBytes) <= data.count - 8 else {
      throw .damagedWeights(reason: "its header claims \(headerBytes) of \(data.count) bytes")
    }
    let body = data.dropFirst(8 + Int(headerBytes))
    let entries: [String: Entry]
    do {
      entries = try JSONDecoder().decode(Header.self, from: data[8..<8 + Int(headerBytes)]).entries
    } catch {
      throw .damagedWeights(reason: "its header is not the JSON that safetensors prescribes")
    }
    var tensors: [String: Tensor] = [:]
    for (name, entry) in entries {
      tensors[name] = try Self.tensor(named: name, entry, in: body)
    }
    self.tensors = tensors
  }

  private static func tensor(
    named name: String, _ entry: Entry, in body: Data
  ) throws(CheckpointError) -> Tensor {
    guard entry.dtype == "F32" else {
      throw .damagedWeights(reason: "tensor \(name) is \(entry.dtype), and only F32 is read")
    }
    var count = 1
    for length in entry.shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: length)
      guard length >= 0, !overflow, product <= body.count else {
        throw .damagedWeights(reason: "tensor \(name) has the impossible shape \(entry.shape)")
      }
      count = product
    }
    guard entry.offsets.count == 2, entry.offsets[0] >= 0, entry.offsets[1] <= body.count,
      entry.offsets[1] - entry.offsets[0] == 4 * count
    else {
      throw .damagedWeights(reason: "tensor \(name) lies outside the file or has another size")
    }
    let bytes = body.dropFirst(entry.offsets[0]).prefix(4 * count)
    let values = bytes.withUnsafeBytes { raw in
      (0..<count).map {
        Float(
          bitPattern: UInt32(
            littleEndian: raw.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
      }
    }
    return Tensor(shape: entry.shape, values: values)
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
    guard var header = try? encoder.encode(Header(entries: entries)) else {
      throw .damagedWeights(reason: "a tensor's name is no text")
    }
    // Padded with spaces so that the numbers start on a multiple of 8, as the format asks.
    header.append(contentsOf: [UInt8](repeating: 0x20, count: (8 - header.count % 8) % 8))
    var data = withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) }
    data.append(header)
    data.append(body)
    return data
  }

  private struct Entry: Codable {
    let dtype: String
    let shape: [Int]
    let offsets: [Int]

    enum CodingKeys: String, CodingKey {
      case dtype, shape
      case offsets = "data_offsets"
    }
  }

  /// The JSON header: one entry a tensor, and perhaps `__metadata__`, which is passed over.
  private struct Header: Codable {
    let entries: [String: Entry]

    init(entries: [String: Entry]) {
      self.entries = entries
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Name.self)
      var entries: [String: Entry] = [:]
      for key in container.allKeys where key.stringValue != "__metadata__" {
        entries[key.stringValue] = try container.decode(Entry.self, forKey: key)
      }
      self.entries = entries
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Name.self)
      for (name, entry) in entries { try container.encode(entry, forKey: Name(stringValue: name)) }
    }

    struct Name: CodingKey {
      let stringValue: String
      var intValue: Int? { nil }

      init(stringValue: String) {
        self.stringValue = stringValue
      }

      init?(intValue: Int) { nil }
    }
  }
}
