import Synchronization

/// The first error that one of several workers met.
final class FirstError: Sendable {
  private let value = Mutex<(any Error)?>(nil)

  var error: (any Error)? { value.withLock { $0 } }

  func set(_ error: any Error) { value.withLock { $0 = $0 ?? error } }
}
