/// Bytes that many read and nobody changes: a mapped file, or memory that was filled once.
public final class ByteBlock: @unchecked Sendable {
  /// Valid as long as this object lives.
  public let bytes: UnsafeRawBufferPointer
  private let forget: (@Sendable (UnsafeRawBufferPointer) -> Void)?
  private let release: @Sendable () -> Void

  /// Takes over bytes that somebody else laid out.
  ///
  /// - Parameters:
  ///   - bytes: Readable until `release` is called.
  ///   - forget: Gives back the memory of a part, which is read again when it is looked at; nil where
  ///     that can't be.
  ///   - release: Called once, when this object goes.
  public init(
    _ bytes: UnsafeRawBufferPointer, forget: (@Sendable (UnsafeRawBufferPointer) -> Void)? = nil,
    release: @escaping @Sendable () -> Void
  ) {
    self.bytes = bytes
    self.forget = forget
    self.release = release
  }

  /// Memory of its own, all zero before it is filled, aligned to a cache line.
  public convenience init(count: Int, fill: (UnsafeMutableRawBufferPointer) -> Void) {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 64)
    memory.initializeMemory(as: UInt8.self, repeating: 0)
    fill(memory)
    // A pointer cannot be captured by a Sendable closure; its address can.
    let address = UInt(bitPattern: memory.baseAddress)
    self.init(UnsafeRawBufferPointer(memory)) {
      UnsafeMutableRawPointer(bitPattern: address)?.deallocate()
    }
  }

  deinit { release() }

  /// Says that a part of the bytes was read through and isn't needed soon.
  public func forget(_ part: UnsafeRawBufferPointer) { forget?(part) }

  /// Lends the bytes, and keeps them for as long as `body` runs.
  public func withBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    defer { withExtendedLifetime(self) {} }
    return try body(bytes)
  }

  /// A number that other bytes hardly share: to tell what was damaged, not to withstand an attacker.
  /// A product and a shift for each 8 bytes, in four sums that don't wait for one another, since a
  /// library has megabytes to check at every start.
  ///
  /// - Precondition: A multiple of 8 bytes, aligned to 8.
  public static func checksum(of bytes: UnsafeRawBufferPointer) -> UInt64 {
    precondition(bytes.count.isMultiple(of: 8), "whole words")
    func add(_ word: UInt64, to sum: inout UInt64) {
      sum = (sum ^ word) &* 0x9e37_79b9_7f4a_7c15
      sum ^= sum >> 29
    }
    func word(_ offset: Int) -> UInt64 { bytes.load(fromByteOffset: offset, as: UInt64.self) }
    // From unlike starts, so that sums that change places are seen.
    let start: UInt64 = 0xcbf2_9ce4_8422_2325
    var (first, second, third, fourth) = (start, start &+ 1, start &+ 2, start &+ 3)
    let whole = bytes.count & ~31
    for offset in stride(from: 0, to: whole, by: 32) {
      add(word(offset), to: &first)
      add(word(offset + 8), to: &second)
      add(word(offset + 16), to: &third)
      add(word(offset + 24), to: &fourth)
    }
    for offset in stride(from: whole, to: bytes.count, by: 8) { add(word(offset), to: &first) }
    for sum in [second, third, fourth] { add(sum, to: &first) }
    return first
  }
}
