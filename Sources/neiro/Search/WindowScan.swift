import Foundation
import NeiroAudio
import NeiroCommands
import NeiroCore
import NeiroEncoding

/// The windows of a file, each compared with what is looked for.
struct WindowScan {
  struct Window {
    let seconds: Range<Double>
    /// By target; nil for silence.
    let similarities: [Double]?
  }

  /// As far as the file was read, in the order of time.
  private(set) var windows: [Window] = []
  /// Whether somebody asked for an early end.
  private(set) var wasInterrupted = false
  /// Why the file could not be read to its end.
  private(set) var failure: String?

  /// - Parameters:
  ///   - source: At the encoder's rate.
  ///   - targets: What to compare with, by the same encoder.
  ///   - encoder: Encodes the windows.
  /// - Throws: What has nothing to do with the file.
  init(of source: AudioWindows, for targets: [Embedding], encoder: any AudioEncoder) throws {
    Interrupt.listen()
    var progress = ProgressLine()
    defer { progress.clear() }
    var encoded = EncodedWindows(source, by: encoder)
    do {
      while !Interrupt.isRequested {
        let batch = try encoded.next()
        guard !batch.isEmpty else { return }
        windows += batch.map { window in
          Window(
            seconds: window.seconds,
            similarities: window.embedding.map { sound in targets.map { Self.cosine($0, sound) } })
        }
        progress.update(
          windows.count, of: max(windows.count, source.promisedCount ?? 0), "windows")
      }
      wasInterrupted = true
    } catch {
      guard error is AudioError || error is WindowFailure else { throw error }
      failure = "\(error)"
    }
  }

  /// How far the file was read.
  var seconds: Double { windows.last?.seconds.upperBound ?? 0 }

  private static func cosine(_ a: Embedding, _ b: Embedding) -> Double {
    a.values.withUnsafeBufferPointer { a in
      b.values.withUnsafeBufferPointer { Double(UnitVector.dot(a, $0)) }
    }
  }
}
