import Synchronization

/// Hands out a number, the next, the one after that and so on to workers, each once.
final class Counter: Sendable {
  private let value: Atomic<Int>

  init(from first: Int = 0) { value = Atomic(first) }

  /// The next number, or nil when `bound` is reached.
  func next(below bound: Int) -> Int? {
    let number = value.add(1, ordering: .relaxed).oldValue
    return number < bound ? number : nil
  }

  /// One more than the last number handed out, or more where a bound was met.
  var taken: Int { value.load(ordering: .relaxed) }
}
