import Foundation

/// Plays one sound file at a time, while the program goes on.
protocol ClipPlaying: AnyObject {
  /// Begins to play a file from its start, instead of whatever plays.
  func play(_ file: URL) throws

  /// Silence, at once.
  func stop()

  /// Whether the file still plays.
  ///
  /// - Throws: ``PlayerError/failed(player:file:)`` if it could not be played; once.
  var isPlaying: Bool { get throws }
}
