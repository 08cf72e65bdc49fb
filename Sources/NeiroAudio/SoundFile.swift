import CSndfile
import Foundation

/// One file opened with libsndfile, and the reading of blocks from it.
final class SoundFile {
  let information: SF_INFO
  let file: RegularFile
  private let handle: OpaquePointer

  init(_ file: RegularFile) throws(AudioError) {
    self.file = file
    var information = SF_INFO()
    // By descriptor, hence without a name: libsndfile then goes by content alone, and does not take
    // any garbage called *.vox or *.gsm for headerless audio.
    //
    // It gets a descriptor of its own, to close when it likes: what it cannot open it closes even
    // when told not to, and a second close of ours would hit whatever another thread had opened
    // under that number since, a database for instance.
    let own = fcntl(file.descriptor, F_DUPFD_CLOEXEC, 0)
    guard own >= 0 else { throw .unreadable(reason: String(cString: strerror(errno))) }
    guard let handle = sf_open_fd(own, Int32(SFM_READ), &information, 1) else {
      throw .notAudio(reason: Self.openingFailure())
    }
    self.handle = handle
    self.information = information
  }

  deinit { sf_close(handle) }

  var sampleRateHz: Int { Int(information.samplerate) }
  var channelCount: Int { Int(information.channels) }

  /// How many frames the header promises; nil where it does not know.
  var promisedFrameCount: Int? {
    let frames = Int(information.frames)
    // The highest number is SF_COUNT_MAX, libsndfile's word for unknown.
    return frames > 0 && frames < Int.max ? frames : nil
  }

  /// Reads up to `frameCount` frames, channels interleaved. 0 at the end or at an error, see
  /// ``failure``.
  func read(into buffer: UnsafeMutablePointer<Float>, frameCount: Int) -> Int {
    max(0, Int(sf_readf_float(handle, buffer, sf_count_t(frameCount))))
  }

  /// libsndfile's words for the last error of this file, nil when there was none.
  var failure: String? {
    sf_error(handle) == SF_ERR_NO_ERROR ? nil : Self.sentence(sf_strerror(handle))
  }

  /// Container and encoding in words, such as `WAV (Microsoft), Signed 16 bit PCM`.
  var format: String {
    let parts = [SF_FORMAT_TYPEMASK, SF_FORMAT_SUBMASK].compactMap { mask -> String? in
      var entry = SF_FORMAT_INFO()
      entry.format = information.format & Int32(mask)
      let size = Int32(MemoryLayout<SF_FORMAT_INFO>.size)
      guard sf_command(nil, Int32(SFC_GET_FORMAT_INFO), &entry, size) == 0 else { return nil }
      return entry.name.map { String(cString: $0) }
    }
    return parts.isEmpty ? "unknown" : parts.joined(separator: ", ")
  }

  var container: Int { Int(information.format) & Int(SF_FORMAT_TYPEMASK) }

  /// libsndfile keeps the reason of a failed opening in one global place, which another thread
  /// may meanwhile have cleared.
  private static func openingFailure() -> String {
    guard sf_error(nil) != SF_ERR_NO_ERROR, let text = sentence(sf_strerror(nil)) else {
      return "the format is not recognised"
    }
    return text
  }

  /// libsndfile's messages start with "Error : " or a capital and end with a full stop.
  private static func sentence(_ text: UnsafePointer<CChar>?) -> String? {
    guard var text = text.map({ String(cString: $0) }) else { return nil }
    if text.hasPrefix("Error : ") { text.removeFirst(8) }
    while text.hasSuffix(".") || text.hasSuffix(" ") || text.hasSuffix("\n") { text.removeLast() }
    return text.isEmpty ? nil : text
  }
}
