public import Foundation

/// WAV files made byte by byte, without the library under test.
public struct WaveFile {
  public enum Encoding: String, CaseIterable, Sendable {
    case pcm16, pcm24, pcm32, float32

    public var bytesPerSample: Int {
      switch self {
      case .pcm16: 2
      case .pcm24: 3
      case .pcm32, .float32: 4
      }
    }

    /// The step between neighbouring values at full scale.
    public var resolution: Double {
      switch self {
      case .pcm16: 0x1p-15
      case .pcm24, .pcm32, .float32: 0x1p-23
      }
    }
  }

  public let bytes: [UInt8]

  /// - Parameters:
  ///   - channels: One array for each channel, all of one length.
  ///   - sampleRateHz: For the header.
  ///   - encoding: How to write a sample.
  ///   - declaredByteCount: What the header says about the size of the samples; nil: the truth.
  public init(
    channels: [[Float]], sampleRateHz: Int, encoding: Encoding = .pcm16,
    declaredByteCount: UInt32? = nil
  ) {
    var data: [UInt8] = []
    for frame in 0..<(channels.first?.count ?? 0) {
      for channel in channels { data += Self.encode(channel[frame], encoding) }
    }
    let size = declaredByteCount ?? UInt32(data.count)
    let frameSize = channels.count * encoding.bytesPerSample
    var header = Array("RIFF".utf8) + Self.little(size &+ 36, 4) + Array("WAVEfmt ".utf8)
    header += Self.little(16, 4) + Self.little(encoding == .float32 ? 3 : 1, 2)
    header += Self.little(UInt32(channels.count), 2) + Self.little(UInt32(sampleRateHz), 4)
    header += Self.little(UInt32(sampleRateHz * frameSize), 4) + Self.little(UInt32(frameSize), 2)
    header += Self.little(UInt32(8 * encoding.bytesPerSample), 2) + Array("data".utf8)
    bytes = header + Self.little(size, 4) + data
  }

  public func write(to file: URL) throws {
    try Data(bytes).write(to: file)
  }

  private static func encode(_ sample: Float, _ encoding: Encoding) -> [UInt8] {
    let bits = 8 * encoding.bytesPerSample
    guard encoding != .float32 else { return little(sample.bitPattern, 4) }
    let scale = Double(sign: .plus, exponent: bits - 1, significand: 1)
    let value = (Double(sample) * scale).rounded()
    let whole = Int32(max(-scale, min(scale - 1, value)))
    return little(UInt32(bitPattern: whole), encoding.bytesPerSample)
  }

  private static func little(_ value: UInt32, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt32(8 * $0)) }
  }
}

/// `seconds` of a sine, `amplitude` in full scale.
public func sine(
  hertz: Double, seconds: Double, sampleRateHz: Int, amplitude: Double = 0.5
) -> [Float] {
  (0..<Int(seconds * Double(sampleRateHz))).map { index in
    Float(amplitude * sin(2 * .pi * hertz * Double(index) / Double(sampleRateHz)))
  }
}
