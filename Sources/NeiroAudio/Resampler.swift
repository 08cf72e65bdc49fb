import CSoxr

/// Streaming sample-rate conversion of one mono signal by libsoxr, high quality (20 bit, linear
/// phase), on the calling thread. Equal input gives equal bits, however it is cut into blocks.
final class Resampler {
  private let resampler: soxr_t
  private let ratio: Double

  convenience init(fromHz: Int, toHz: Int) throws(AudioError) {
    try self.init(ratio: Double(fromHz) / Double(toHz))
  }

  /// - Parameter ratio: Samples taken for each one made.
  /// - Throws: ``AudioError/resampling(reason:)``.
  init(ratio: Double) throws(AudioError) {
    var failure: soxr_error_t?
    var inOut = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I)
    var quality = soxr_quality_spec(UInt(SOXR_20_BITQ), 0)
    var runtime = soxr_runtime_spec(1)
    guard
      let resampler = soxr_create(
        ratio, 1, 1, &failure, &inOut, &quality, &runtime)
    else { throw .resampling(reason: failure.map { String(cString: $0) } ?? "out of memory") }
    self.resampler = resampler
    self.ratio = 1 / ratio
  }

  deinit { soxr_delete(resampler) }

  /// Converts `block` and appends what is ready to `output`.
  func append(_ block: UnsafeBufferPointer<Float>, to output: inout [Float]) throws(AudioError) {
    var rest = block
    while !rest.isEmpty {
      let taken = try process(rest, to: &output).taken
      rest = UnsafeBufferPointer(rebasing: rest[taken...])
    }
  }

  /// Appends what is still on its way. Nothing can be converted after that.
  func finish(_ output: inout [Float]) throws(AudioError) {
    while try process(nil, to: &output).made > 0 {}
  }

  private func process(
    _ block: UnsafeBufferPointer<Float>?, to output: inout [Float]
  ) throws(AudioError) -> (taken: Int, made: Int) {
    let capacity = Int(Double(block?.count ?? 4096) * ratio) + 256
    var taken = 0
    var made = 0
    var failure: soxr_error_t?
    let ready = [Float](unsafeUninitializedCapacity: capacity) { buffer, count in
      failure = soxr_process(
        resampler, block?.baseAddress, block?.count ?? 0, &taken,
        buffer.baseAddress, capacity, &made)
      count = made
    }
    if let failure { throw .resampling(reason: String(cString: failure)) }
    guard taken > 0 || made > 0 || block == nil else {
      throw .resampling(reason: "libsoxr takes no input")
    }
    output.append(contentsOf: ready)
    return (taken, made)
  }
}
