internal import Foundation

/// A place in a sound as players show it.
public enum ClockTime {
  /// `0:07.50`, `12:03.00`, `1:02:03.25`: minutes and seconds, hours where there are some.
  ///
  /// - Parameter seconds: 0 or more.
  public static func text(_ seconds: Double) -> String {
    let hundredths = Int((seconds * 100).rounded())
    let (minutes, rest) = (hundredths / 6000, hundredths % 6000)
    let tail = String(format: "%02d.%02d", rest / 100, rest % 100)
    return minutes < 60
      ? "\(minutes):\(tail)" : String(format: "%d:%02d:", minutes / 60, minutes % 60) + tail
  }
}
