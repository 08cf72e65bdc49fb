internal import Foundation

/// One of the ways in which a person finds sounds alike: what is similar as a pad need not be similar
/// as a bass. Answers of different tastes don't contradict each other.
public enum Taste {
  /// The taste of whoever names none.
  public static let usual = "default"
  /// Stands for every taste where one is chosen; no taste is called so.
  public static let all = "all"

  /// The name as it is stored: without surrounding space; ``usual`` for an empty one.
  public static func named(_ text: String) -> String {
    let name = text.trimmingCharacters(in: .whitespacesAndNewlines)
    return name.isEmpty ? usual : name
  }
}
