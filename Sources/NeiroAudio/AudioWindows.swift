public import Foundation

/// Reads a file of any length as overlapping windows of its mono sound, in bounded memory.
///
/// Windows of W samples begin each H samples, and one more ends with the sound where they leave a
/// rest. A sound no longer than a window is one window, as short as it is. Silence is kept, so that
/// a window's place is its time in the file.
public struct AudioWindows {
  /// How many windows the file's header promises; nil where it doesn't know.
  public let promisedCount: Int?

  private let sampleRateHz: Int
  private let windowLength: Int
  private let hop: Int
  private var source: MonoSource
  /// nil where there is nothing to resample.
  private let resampler: Resampler?

  private var samples: [Float] = []
  /// The place in the sound of `samples[0]`.
  private var firstSample = 0
  /// Where the next whole window begins.
  private var nextStart = 0
  private var endOfLast = 0
  private var isAtEnd = false

  /// - Parameters:
  ///   - file: A file that ``AudioDecoder`` reads.
  ///   - sampleRateHz: The rate of the windows' waveforms.
  ///   - windowSeconds: The length of a window; at least a sample.
  ///   - hopSeconds: From the start of one window to that of the next; at least a sample.
  /// - Throws: ``AudioError`` with the reason; `file` is not named in it.
  public init(
    _ file: URL, sampleRateHz: Int, windowSeconds: Double, hopSeconds: Double
  ) throws(AudioError) {
    let sound = try AudioDecoder.open(file, sampleRateHz: sampleRateHz)
    func count(_ seconds: Double) -> Int {
      // A bound, so that no length overflows; a day is longer than any window.
      Int(max(1, min(seconds, 86_400) * Double(sampleRateHz)).rounded())
    }
    let (window, hop) = (count(windowSeconds), count(hopSeconds))
    self.sampleRateHz = sampleRateHz
    windowLength = window
    self.hop = hop
    source = MonoSource(whole: sound)
    resampler =
      sound.sampleRateHz == sampleRateHz
      ? nil : try Resampler(fromHz: sound.sampleRateHz, toHz: sampleRateHz)
    promisedCount = sound.promisedFrameCount.map { frames in
      let samples = Double(frames) * Double(sampleRateHz) / Double(sound.sampleRateHz)
      return 1 + Int((max(0, samples - Double(window)) / Double(hop)).rounded(.up))
    }
  }

  /// The next window; nil after the last.
  ///
  /// - Throws: ``AudioError/damaged(second:reason:)``, ``AudioError/truncated(promisedSeconds:foundSeconds:)``
  ///   and others where the file turns out not to be what it seemed; what was read before is good.
  public mutating func next() throws(AudioError) -> AudioWindow? {
    while end < nextStart + windowLength, !isAtEnd {
      try read()
      forget()
    }
    if end >= nextStart + windowLength {
      let window = self.window(from: nextStart)
      nextStart += hop
      return window
    }
    // What the whole windows left over.
    guard end > endOfLast else { return nil }
    return window(from: max(0, end - windowLength))
  }

  private var end: Int { firstSample + samples.count }

  private mutating func window(from start: Int) -> AudioWindow {
    let slice = samples[(start - firstSample)...].prefix(windowLength)
    endOfLast = start + slice.count
    return AudioWindow(
      firstSample: start, waveform: Waveform(samples: Array(slice), sampleRateHz: sampleRateHz))
  }

  private mutating func read() throws(AudioError) {
    guard let block = try source.next() else {
      isAtEnd = true
      try resampler?.finish(&samples)
      return
    }
    guard let resampler else { return samples.append(contentsOf: block) }
    try block.withUnsafeBufferPointer { (block) throws(AudioError) in
      try resampler.append(block, to: &samples)
    }
  }

  /// Drops what no window will ask for: neither the next one nor one that ends with the sound.
  private mutating func forget() {
    let spent = min(nextStart, end - windowLength) - firstSample
    // Not for a few samples: the rest would be moved each time.
    guard spent > windowLength else { return }
    samples.removeFirst(spent)
    firstSample += spent
  }
}
