public import Foundation

/// A name with what there is to say of it, one of the `facts` at the head of a page.
public enum PageFact {
  /// - Returns: A pair of a `<dl>`.
  public static func html(_ name: String, _ value: String) -> HTML {
    "<div><dt>\(name)</dt><dd>\(value)</dd></div>"
  }

  /// - Returns: `21 November 2026, 22:49 UTC`.
  public static func text(_ date: Date) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_GB")
    formatter.timeZone = TimeZone(secondsFromGMT: 0)
    formatter.dateFormat = "d MMMM yyyy, HH:mm 'UTC'"
    return formatter.string(from: date)
  }
}
