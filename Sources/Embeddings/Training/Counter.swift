import Synchronization

/// Hands out 0, 1, 2 and so on to workers, each once.
final class Counter: Sendable {
  private let value = Atomic<Int>(0)

  /// The next number, or nil when `bound` is reached.
  func next(below bound: Int) -> Int? {
    let number = value.add(1, ordering: .relaxed).oldValue
    return number < bound ? number : nil
  }
}
