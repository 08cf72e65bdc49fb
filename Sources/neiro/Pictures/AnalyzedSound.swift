import Foundation
import NeiroAudio

/// What `neiro analyze` keeps of a sound: its numbers, and what pictures and lists of frames need of
/// the rest where they are asked for.
struct AnalyzedSound: Sendable {
  let file: String
  let information: AudioDecoder.Information
  let durationSeconds: Double
  let frameCount: Int
  let heardFrameCount: Int
  /// nil where nothing is heard.
  let values: [Descriptor: Statistics]
  /// By coefficient, 0 first; empty where nothing is heard.
  let mfcc: [Statistics]
  let attack: AttackTime?
  /// nil unless a picture is drawn.
  let drawing: SoundDrawing?
  /// nil unless frames are asked for.
  let frames: FrameDescriptors?

  /// - Parameters:
  ///   - file: As the person wrote it.
  ///   - columns: How many stretches of time a drawing has at most; nil for none.
  ///   - keepsFrames: Whether every frame is kept.
  /// - Throws: `AudioError` with the reason; `file` is not named in it.
  init(_ file: String, columns: Int?, keepsFrames: Bool) throws(AudioError) {
    let url = URL(fileURLWithPath: file)
    self.file = file
    information = try AudioDecoder.info(url)
    let found = try FrameDescriptors(contentsOf: url)
    durationSeconds = found.durationSeconds
    frameCount = found.count
    let heard = found.heardFrames
    heardFrameCount = heard.count
    values = Dictionary(
      uniqueKeysWithValues: Descriptor.allCases.compactMap { descriptor in
        let series = descriptor.series(of: found)
        return Statistics(heard.map { series[$0] }).map { (descriptor, $0) }
      })
    mfcc = (0..<FrameDescriptors.coefficientCount).compactMap { coefficient in
      Statistics(
        heard.map { Double(found.mfcc[$0 * FrameDescriptors.coefficientCount + coefficient]) })
    }
    attack = found.attack
    drawing = columns.map { SoundDrawing(found, columns: $0) }
    frames = keepsFrames ? found : nil
  }
}

extension FrameDescriptors {
  /// Of a file, read piece by piece at 44 100 Hz, silence and all.
  ///
  /// - Throws: `AudioError` with the reason; `file` is not named in it.
  init(contentsOf file: URL) throws(AudioError) {
    // Windows that don't overlap, but for the last, which ends with the sound.
    var source = try AudioWindows(
      file, sampleRateHz: Self.sampleRateHz, windowSeconds: 1, hopSeconds: 1)
    var stream = FrameDescriptorStream()
    var end = 0
    while let window = try source.next() {
      window.waveform.samples.withUnsafeBufferPointer { samples in
        stream.append(UnsafeBufferPointer(rebasing: samples[(end - window.firstSample)...]))
      }
      end = window.firstSample + window.waveform.samples.count
    }
    self = stream.finish()
  }
}
