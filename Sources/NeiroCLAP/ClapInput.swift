/// What the audio tower takes: log-mel spectra of one sound.
public struct ClapInput: Equatable, Sendable {
  /// 1, or 4 for a tower that fuses: the whole sound, then its front, middle and back.
  public let channelCount: Int
  /// Decibels, channel after channel, frame after frame.
  ///
  /// *Shapes*: channels × frames × mel bands.
  public let levels: [Float]
  /// Whether a tower that fuses is to look at the close-ups. Others don't ask.
  public var isLonger: Bool

  init(channelCount: Int, levels: [Float], isLonger: Bool) {
    self.channelCount = channelCount
    self.levels = levels
    self.isLonger = isLonger
  }
}
