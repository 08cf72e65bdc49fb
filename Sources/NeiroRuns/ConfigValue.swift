public import Foundation

/// A value of a config: JSON as it stands, since every kind of training has a recipe of its own.
public enum ConfigValue: Hashable, Codable, Sendable {
  case null
  case flag(Bool)
  /// Decimal, so that a seed of 64 bits and a rate of 0.002 both keep all their digits.
  case number(Decimal)
  case text(String)
  case list([ConfigValue])
  case object([String: ConfigValue])

  /// What `value` is as JSON.
  ///
  /// - Throws: An `EncodingError`.
  public init(encoding value: some Encodable) throws {
    self = try JSONDecoder().decode(Self.self, from: JSONEncoder().encode(value))
  }

  public init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let flag = try? value.decode(Bool.self) {
      self = .flag(flag)
    } else if let number = try? value.decode(Decimal.self) {
      self = .number(number)
    } else if let text = try? value.decode(String.self) {
      self = .text(text)
    } else if let list = try? value.decode([ConfigValue].self) {
      self = .list(list)
    } else {
      self = .object(try value.decode([String: ConfigValue].self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .flag(let flag): try container.encode(flag)
    case .number(let number): try container.encode(number)
    case .text(let text): try container.encode(text)
    case .list(let list): try container.encode(list)
    case .object(let object): try container.encode(object)
    }
  }

  /// Every value that holds no others, by its dotted key: `weights.pair`, `alphas`.
  public var leaves: [String: ConfigValue] {
    guard case .object(let object) = self else { return [:] }
    var leaves: [String: ConfigValue] = [:]
    for (key, value) in object {
      if case .object = value {
        for (inner, leaf) in value.leaves { leaves["\(key).\(inner)"] = leaf }
      } else {
        leaves[key] = value
      }
    }
    return leaves
  }
}

extension ConfigValue: CustomStringConvertible {
  public var description: String {
    switch self {
    case .null: "–"
    case .flag(let flag): flag ? "true" : "false"
    case .number(let number): "\(number)"
    case .text(let text): text
    case .list(let list): list.map(\.description).joined(separator: ", ")
    case .object: leaves.sorted { $0.key < $1.key }.map { "\($0): \($1)" }.joined(separator: ", ")
    }
  }
}
