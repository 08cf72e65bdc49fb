import CSndfile
import Foundation

/// Formats that libsndfile writes, with how far a decoded sine may be from the written one.
enum WrittenFormat: String, CaseIterable {
  case flac, vorbis, opus, mp3, aiff

  var code: Int {
    switch self {
    case .flac: Int(SF_FORMAT_FLAC) | Int(SF_FORMAT_PCM_24)
    case .vorbis: Int(SF_FORMAT_OGG) | Int(SF_FORMAT_VORBIS)
    case .opus: Int(SF_FORMAT_OGG) | Int(SF_FORMAT_OPUS)
    case .mp3: Int(SF_FORMAT_MPEG) | Int(SF_FORMAT_MPEG_LAYER_III)
    case .aiff: Int(SF_FORMAT_AIFF) | Int(SF_FORMAT_PCM_16)
    }
  }

  var tolerance: Double {
    switch self {
    case .flac: 1e-6
    case .aiff: 5e-5
    case .vorbis, .opus, .mp3: 0.05
    }
  }

  var rates: [Int] {
    switch self {
    case .opus: [48_000, 24_000]
    case .mp3: [44_100, 48_000, 22_050]
    case .flac, .vorbis, .aiff: [44_100, 48_000, 22_050, 96_000]
    }
  }
}

struct SoundFileWriterError: Error {
  let reason: String
}

/// Writes channels of one length to `file`.
func write(
  _ channels: [[Float]], sampleRateHz: Int, format: WrittenFormat, to file: URL
) throws {
  var information = SF_INFO()
  information.samplerate = Int32(sampleRateHz)
  information.channels = Int32(channels.count)
  information.format = Int32(format.code)
  guard let handle = sf_open(file.path, Int32(SFM_WRITE), &information) else {
    throw SoundFileWriterError(reason: String(cString: sf_strerror(nil)))
  }
  defer { sf_close(handle) }
  let count = channels[0].count
  let interleaved = (0..<count).flatMap { frame in channels.map { $0[frame] } }
  guard sf_writef_float(handle, interleaved, sf_count_t(count)) == count else {
    throw SoundFileWriterError(reason: String(cString: sf_strerror(handle)))
  }
}
