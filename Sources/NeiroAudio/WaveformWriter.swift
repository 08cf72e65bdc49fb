import CSndfile
public import Foundation

extension Waveform {
  /// Writes a mono WAV file of 16 bits a sample, in place of a file that may be there. Samples
  /// beyond full scale are clipped.
  ///
  /// Where that fails, no half-written file is left behind.
  ///
  /// - Throws: ``AudioError/unwritable(reason:)``; `file` is not named in it.
  public func writeWAV(to file: URL) throws(AudioError) {
    try WaveWriter.write(samples, channelCount: 1, sampleRateHz: sampleRateHz, to: file)
  }
}

enum WaveWriter {
  /// Writes a WAV file of 16 bits a sample, or nothing; samples beyond full scale are clipped.
  static func write(
    _ interleaved: [Float], channelCount: Int, sampleRateHz: Int, to file: URL
  ) throws(AudioError) {
    let descriptor = open(file.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .unwritable(reason: String(cString: strerror(errno))) }
    var information = SF_INFO()
    information.samplerate = Int32(sampleRateHz)
    information.channels = Int32(channelCount)
    information.format = Int32(SF_FORMAT_WAV) | Int32(SF_FORMAT_PCM_16)
    // libsndfile closes the descriptor, also where it fails.
    guard let handle = sf_open_fd(descriptor, Int32(SFM_WRITE), &information, 1) else {
      throw .unwritable(reason: String(cString: sf_strerror(nil)))
    }
    sf_command(handle, Int32(SFC_SET_CLIPPING), nil, Int32(SF_TRUE))
    let written = Int(sf_write_float(handle, interleaved, sf_count_t(interleaved.count)))
    let reason = written == interleaved.count ? nil : String(cString: sf_strerror(handle))
    let closing = sf_close(handle)
    if let reason = reason ?? (closing == 0 ? nil : String(cString: sf_error_number(closing))) {
      try? FileManager.default.removeItem(at: file)
      throw .unwritable(reason: reason)
    }
  }
}
