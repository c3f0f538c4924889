/// Shuffling and picking whose outcome depends on the seed alone; the standard library may change its algorithms.
extension RandomSource {
  /// Puts elements into random order (Fisher and Yates).
  mutating func shuffle<Element>(_ elements: inout [Element]) {
    for last in stride(from: elements.count - 1, to: 0, by: -1) { elements.swapAt(last, below(last + 1)) }
  }

  /// One of the elements, or nil when there is none.
  mutating func pick<Element>(_ elements: [Element]) -> Element? {
    elements.isEmpty ? nil : elements[below(elements.count)]
  }
}
