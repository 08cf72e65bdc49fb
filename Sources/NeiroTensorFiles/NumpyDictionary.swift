/// The Python dictionary in the header of an `.npy` file:
/// `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`.
struct NumpyDictionary {
  /// The type of the numbers, such as `<f4`; a list of fields as it is written.
  let description: String
  let isFortran: Bool
  let shape: [Int]

  /// - Throws: ``FormatFlaw/damaged(reason:)``.
  init(_ bytes: UnsafeRawBufferPointer) throws(FormatFlaw) {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let order = Self.value(of: "fortran_order", in: text),
      let description = Self.value(of: "descr", in: text),
      let shape = Self.value(of: "shape", in: text), shape.hasPrefix("("), shape.hasSuffix(")"),
      ["True", "False"].contains(order)
    else { throw .damaged(reason: "its header is not the dictionary that NumPy writes") }
    self.description = description.filter { $0 != "'" }
    isFortran = order == "True"
    var lengths: [Int] = []
    for length in shape.dropFirst().dropLast().split(separator: ",") {
      guard let length = Int(length.filter { $0 != " " }), length >= 0 else {
        throw .damaged(reason: "its header has the impossible shape \(shape)")
      }
      lengths.append(length)
    }
    self.shape = lengths
  }

  /// What stands behind `'key':` up to the comma that ends it.
  private static func value(of key: String, in text: String) -> Substring? {
    guard let start = text.firstRange(of: "'\(key)':")?.upperBound else { return nil }
    var depth = 0
    var end = start
    scan: while end < text.endIndex {
      switch text[end] {
      case "(", "[": depth += 1
      case ")", "]": depth -= 1
      case ",", "}": if depth == 0 { break scan }
      default: break
      }
      end = text.index(after: end)
    }
    guard depth == 0 else { return nil }
    return text[start..<end].drop { $0 == " " }
  }
}
