/// Disjoint sets with path compression.
struct UnionFind<Element: Hashable & Comparable> {
  private var parents: [Element: Element]

  init(_ elements: some Sequence<Element>) {
    parents = Dictionary(elements.map { ($0, $0) }, uniquingKeysWith: { first, _ in first })
  }

  mutating func root(of element: Element) -> Element {
    var root = element
    while let parent = parents[root], parent != root { root = parent }
    var step = element
    while let parent = parents[step], parent != root {
      parents[step] = root
      step = parent
    }
    return root
  }

  mutating func join(_ a: Element, _ b: Element) {
    let (low, high) = (min(root(of: a), root(of: b)), max(root(of: a), root(of: b)))
    parents[high] = low
  }

  /// Each in order, and the sets by their first elements.
  var groups: [[Element]] { groups(within: Set(parents.keys)) }

  func groups(within elements: Set<Element>) -> [[Element]] {
    var copy = self
    let byRoot = Dictionary(grouping: elements.sorted()) { copy.root(of: $0) }
    return byRoot.values.sorted { $0[0] < $1[0] }
  }
}
