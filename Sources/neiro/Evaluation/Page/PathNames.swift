/// What a page calls files: their paths without the folders that all of them share.
struct PathNames {
  private let shared: [Substring]

  init(_ paths: [String]) {
    var shared = paths.first.map { Array($0.split(separator: "/").dropLast()) } ?? []
    for path in paths.dropFirst() {
      let folders = path.split(separator: "/").dropLast()
      let same = zip(shared, folders).prefix { $0 == $1 }.count
      shared.removeLast(shared.count - same)
    }
    self.shared = shared
  }

  func name(of path: String) -> String {
    parts(of: path).joined(separator: "/")
  }

  /// The first folder below those that all share; nil for a file that lies there itself.
  func group(of path: String) -> String? {
    let parts = parts(of: path)
    return parts.count > 1 ? String(parts[0]) : nil
  }

  private func parts(of path: String) -> [Substring] {
    let parts = path.split(separator: "/")
    return parts.starts(with: shared) ? Array(parts.dropFirst(shared.count)) : parts
  }
}
