public import NeiroAudio
public import NeiroCore
internal import Foundation

/// A window of a longer sound, encoded.
public struct EncodedWindow: Sendable {
  public let seconds: Range<Double>
  /// nil for silence, in which there is nothing to encode.
  public let embedding: Embedding?
}

/// Encodes a file of any length window by window: several at once, in the order of time, with no
/// more than those in memory.
public struct EncodedWindows {
  private let encoder: any AudioEncoder
  private var windows: AudioWindows
  private let batchCount: Int
  /// What ended the reading; thrown when all that was read before is given.
  private var failure: AudioError?

  /// - Parameters:
  ///   - windows: At the encoder's rate.
  ///   - encoder: Encodes each window for itself.
  ///   - batchCount: How many are given at once; nil for two for each core.
  public init(_ windows: AudioWindows, by encoder: any AudioEncoder, batchCount: Int? = nil) {
    self.windows = windows
    self.encoder = encoder
    self.batchCount = max(1, batchCount ?? 2 * ProcessInfo.processInfo.activeProcessorCount)
  }

  /// The next windows; none after the last.
  ///
  /// - Throws: ``AudioError`` where the file can't be read any further; ``WindowFailure`` if a window
  ///   can't be encoded; `EncodingError.unavailable` if none can.
  public mutating func next() throws -> [EncodedWindow] {
    var batch: [AudioWindow] = []
    if let failure { throw failure }
    while batch.count < batchCount {
      do {
        guard let window = try windows.next() else { break }
        batch.append(window)
      } catch {
        guard !batch.isEmpty else { throw error }
        failure = error
        break
      }
    }
    let encoder = encoder
    return try Parallel.map(batch) { window in
      Result { try Self.encode(window, by: encoder) }
    }.map { try $0.get() }
  }

  private static func encode(
    _ window: AudioWindow, by encoder: any AudioEncoder
  ) throws -> EncodedWindow {
    guard !window.isSilent else {
      return EncodedWindow(seconds: window.seconds, embedding: nil)
    }
    do {
      let embedding = try encoder.encode([window.waveform]).first
      return EncodedWindow(seconds: window.seconds, embedding: embedding)
    } catch EncodingError.silent, EncodingError.noDirection {
      return EncodedWindow(seconds: window.seconds, embedding: nil)
    } catch EncodingError.unavailable(let reason) {
      throw EncodingError.unavailable(reason: reason)
    } catch {
      throw WindowFailure(second: window.seconds.lowerBound, reason: "\(error)")
    }
  }
}

/// Why a window could not be encoded.
public struct WindowFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// Where it begins.
  public let second: Double
  /// The encoder's words.
  public let reason: String

  public var description: String {
    String(format: "the window at %.2f s can't be encoded: ", second) + reason
  }
}
