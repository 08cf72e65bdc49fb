/// The largest of many elements, as a heap whose first element is the least that is still in.
struct Largest<Element: Comparable & Sendable>: Sendable {
  private let limit: Int
  private(set) var elements: [Element] = []

  /// - Parameter limit: How many to keep, at least one.
  init(_ limit: Int) { self.limit = limit }

  /// What an element has to exceed to get in; nil while there is room.
  var least: Element? { elements.count < limit ? nil : elements[0] }

  /// Keeps the element if it is large enough.
  mutating func insert(_ element: Element) {
    if elements.count < limit {
      elements.append(element)
      siftUp()
    } else if element > elements[0] {
      elements[0] = element
      siftDown()
    }
  }

  /// Moves the last element up to where no parent is greater.
  private mutating func siftUp() {
    var child = elements.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard elements[child] < elements[parent] else { return }
      elements.swapAt(child, parent)
      child = parent
    }
  }

  /// Moves the first element down to where no child is smaller.
  private mutating func siftDown() {
    var parent = 0
    while 2 * parent + 1 < elements.count {
      let left = 2 * parent + 1
      let right = left + 1
      let smaller = right < elements.count && elements[right] < elements[left] ? right : left
      guard elements[smaller] < elements[parent] else { return }
      elements.swapAt(smaller, parent)
      parent = smaller
    }
  }
}
