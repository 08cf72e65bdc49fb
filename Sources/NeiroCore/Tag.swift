internal import Foundation

/// A word that a person gives to clips, to find them by: `pad`, `für live`, ``favourite``.
///
/// `Pad`, ` pad ` and `PAD` are one tag, and so are two ways to write an `ü`.
public struct Tag: Hashable, Sendable {
  /// Lower-cased and composed (NFC), without space around it.
  public let name: String

  /// What a person likes best.
  public static let favourite = Tag(checked: "favourite")

  /// The most characters of a name, each Unicode scalar counted.
  public static let longestName = 64

  /// - Parameter text: The name as a person writes it.
  /// - Throws: ``TagError`` for what can't be a name.
  public init(_ text: String) throws(TagError) {
    let name = text.trimmingCharacters(in: .whitespacesAndNewlines)
      .lowercased().precomposedStringWithCanonicalMapping
    let scalars = name.unicodeScalars
    guard scalars.contains(where: { !Self.isJoiner($0) }) else { throw .empty }
    if let scalar = scalars.first(where: Self.isInvisible) { throw .invisibleCharacter(scalar) }
    guard !scalars.contains(",") else { throw .comma(name) }
    guard scalars.count <= Self.longestName else { throw .tooLong(scalars.count) }
    self.name = name
  }

  private init(checked name: String) {
    self.name = name
  }

  /// What a terminal doesn't show or obeys: control characters, line ends, marks of direction.
  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    case .format: !isJoiner(scalar)
    default: false
    }
  }

  /// Between the letters of some scripts, and the parts of one emoji.
  private static func isJoiner(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "\u{200C}" || scalar == "\u{200D}"
  }
}

extension Tag: Comparable {
  public static func < (left: Tag, right: Tag) -> Bool { left.name < right.name }
}

extension Tag: CustomStringConvertible {
  public var description: String { name }
}

/// Why a text can't be the name of a tag.
public enum TagError: Error, Hashable, Sendable, CustomStringConvertible {
  case empty
  case tooLong(Int)
  case comma(String)
  case invisibleCharacter(Unicode.Scalar)

  public var description: String {
    switch self {
    case .empty: "A tag needs a name."
    case .tooLong(let length):
      "A tag's name has up to \(Tag.longestName) characters, not \(length)."
    case .comma(let name): "“\(name)” can't be a tag: its name has a comma."
    case .invisibleCharacter(let scalar):
      "A tag's name can't have the invisible character U+\(Self.hex(scalar))."
    }
  }

  private static func hex(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
