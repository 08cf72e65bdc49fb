/// How far a misspelt name is from those that exist.
enum EditDistance {
  /// The stamps that are most likely meant: those that hold `text`; if none does, those that are
  /// nearest to it, as a whole or by what follows the time.
  static func nearest(_ count: Int, to text: String, among names: [String]) -> [String] {
    let wanted = text.lowercased()
    let holding = names.filter { !wanted.isEmpty && $0.lowercased().contains(wanted) }
    guard holding.isEmpty else { return Array(holding.prefix(count)) }
    let ranked = names.enumerated().map { place, name in
      let whole = levenshtein(Array(wanted), Array(name.lowercased()))
      let end = name.lowercased().split(separator: "-", maxSplits: 1).last ?? ""
      return (min(whole, levenshtein(Array(wanted), Array(end))), place, name)
    }
    return ranked.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.prefix(count).map(\.2)
  }

  /// The fewest insertions, deletions and replacements that turn `a` into `b`.
  static func levenshtein(_ a: [Character], _ b: [Character]) -> Int {
    var row = Array(0...b.count)
    for (i, letter) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in b.enumerated() {
        let replaced = diagonal + (letter == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
      }
    }
    return row[b.count]
  }
}
