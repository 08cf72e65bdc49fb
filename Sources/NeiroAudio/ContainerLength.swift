import CSndfile

/// Compares the length that a container promises with the bytes that are there, for the formats in
/// which libsndfile itself silently makes do with less.
enum ContainerLength {
  /// The share of the promised bytes that may be missing.
  private static let tolerance = 0.01

  static func check(_ sound: SoundFile) throws(AudioError) {
    switch sound.container {
    case Int(SF_FORMAT_WAV), Int(SF_FORMAT_WAVEX):
      try check(sound, dataChunk: "data", isBigEndian: false)
    case Int(SF_FORMAT_AIFF):
      try check(sound, dataChunk: "SSND", isBigEndian: true)
    case Int(SF_FORMAT_OGG):
      try checkLastOggPage(of: sound.file)
    default:
      break
    }
  }

  /// Walks the chunks of a RIFF or FORM file up to the one with the samples.
  private static func check(
    _ sound: SoundFile, dataChunk: String, isBigEndian: Bool
  ) throws(AudioError) {
    let file = sound.file
    var offset = 12
    // A bound, so that a file of nothing but empty chunks is not walked for ever.
    for _ in 0..<10_000 {
      let header = file.bytes(at: offset, count: 8)
      guard header.count == 8 else { return }
      let sizeBytes = isBigEndian ? Array(header[4...]) : header[4...].reversed()
      let size = sizeBytes.reduce(0) { $0 << 8 | Int($1) }
      offset += 8
      if header.prefix(4).elementsEqual(dataChunk.utf8) {
        // Programs that write to a pipe cannot know the size, and leave zero or the highest number.
        guard size > 0, size < 0x7FFF_F000 || size <= file.byteCount - offset else { return }
        try compare(sound, promised: size, found: max(0, file.byteCount - offset))
        return
      }
      offset += size + size % 2
    }
  }

  private static func compare(
    _ sound: SoundFile, promised: Int, found: Int
  ) throws(AudioError) {
    guard Double(found) < Double(promised) * (1 - tolerance) else { return }
    let foundSeconds = Double(sound.promisedFrameCount ?? 0) / Double(sound.sampleRateHz)
    throw .truncated(
      promisedSeconds: foundSeconds * Double(promised) / Double(max(1, found)),
      foundSeconds: foundSeconds)
  }

  /// An Ogg file ends with a whole page that bears the end-of-stream mark (RFC 3533, section 6).
  private static func checkLastOggPage(of file: RegularFile) throws(AudioError) {
    let largestPage = 27 + 255 + 255 * 255
    // Twice the largest page, so that a whole one is seen even if tags or padding follow it.
    let start = max(0, file.byteCount - 2 * largestPage)
    let tail = file.bytes(at: start, count: file.byteCount - start)
    let capture = Array("OggS".utf8)
    var index = tail.count - 27
    while index >= 0 {
      // The letters may also stand in the sound's own bytes: such a place is passed over.
      if tail[index] == capture[0], tail[index..<index + 4].elementsEqual(capture),
        isWholeLastPage(tail[index...])
      {
        return
      }
      index -= 1
    }
    throw .cutOff
  }

  /// Whether `bytes` begin with a page that is all there and bears the end-of-stream mark.
  private static func isWholeLastPage(_ bytes: ArraySlice<UInt8>) -> Bool {
    let page = Array(bytes.prefix(27))
    let (version, flags, segmentCount) = (page[4], page[5], Int(page[26]))
    let segments = bytes.dropFirst(27).prefix(segmentCount)
    guard version == 0, flags & 0x04 != 0, segments.count == segmentCount else { return false }
    return 27 + segmentCount + segments.reduce(0) { $0 + Int($1) } <= bytes.count
  }
}
