import CSndfile
public import Foundation

extension Waveform {
  /// The sound as an MP3 file of few bytes, which every browser plays: mono, 22,050 Hz, some 3 kB a
  /// second, its end faded out where it was cut.
  ///
  /// - Parameter seconds: How much of it, from its beginning.
  /// - Returns: The bytes of the file.
  /// - Throws: ``AudioError``; also where this machine's libsndfile can't write MP3.
  public func preview(seconds: Double) throws(AudioError) -> Data {
    var part = try prefix(seconds: seconds).resampled(toHz: 22_050)
    if durationSeconds > seconds { part = part.fadedOut(seconds: 0.1) }
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(
      "neiro-\(UUID().uuidString).mp3")
    defer { try? FileManager.default.removeItem(at: file) }
    try part.writeMP3(to: file)
    do {
      return try Data(contentsOf: file)
    } catch {
      throw .unwritable(reason: error.localizedDescription)
    }
  }

  private func fadedOut(seconds: Double) -> Waveform {
    let count = min(samples.count, Int(seconds * Double(sampleRateHz)))
    var faded = samples
    for place in 0..<count {
      faded[samples.count - 1 - place] *= Float(place) / Float(count)
    }
    return Waveform(samples: faded, sampleRateHz: sampleRateHz)
  }

  private func writeMP3(to file: URL) throws(AudioError) {
    var information = SF_INFO()
    information.samplerate = Int32(sampleRateHz)
    information.channels = 1
    information.format = Int32(SF_FORMAT_MPEG) | Int32(SF_FORMAT_MPEG_LAYER_III)
    guard let handle = sf_open(file.path, Int32(SFM_WRITE), &information) else {
      throw .unwritable(reason: String(cString: sf_strerror(nil)))
    }
    // The mode comes first: the level means a bit rate then, 24 kbit/s.
    var mode = Int32(SF_BITRATE_MODE_CONSTANT)
    sf_command(handle, Int32(SFC_SET_BITRATE_MODE), &mode, Int32(MemoryLayout<Int32>.size))
    var level = 0.9
    sf_command(handle, Int32(SFC_SET_COMPRESSION_LEVEL), &level, Int32(MemoryLayout<Double>.size))
    let clipped = samples.map { max(-1, min(1, $0)) }
    let written = Int(sf_write_float(handle, clipped, sf_count_t(clipped.count)))
    let reason = written == clipped.count ? nil : String(cString: sf_strerror(handle))
    let closing = sf_close(handle)
    if let reason = reason ?? (closing == 0 ? nil : String(cString: sf_error_number(closing))) {
      throw .unwritable(reason: reason)
    }
  }
}
