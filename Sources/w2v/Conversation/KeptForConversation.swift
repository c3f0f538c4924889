import Synchronization

/// What a conversation has loaded, so that its next question need not load it again.
///
/// A name says what is kept down to the folder, for a question may be asked of another model than those before. Outside of a
/// conversation nothing is kept. Safe to use from any thread.
enum KeptForConversation {
  private static let kept = Mutex<[String: any Sendable]?>(nil)

  /// Begins to keep things, from nothing.
  static func begin() { kept.withLock { $0 = [:] } }

  /// Whether questions are asked one after the other.
  static var isUnderWay: Bool { kept.withLock { $0 != nil } }

  /// What was made under a name before, or else what `make` makes now.
  static func value<Value: Sendable>(_ name: String, _ make: () throws -> Value) rethrows -> Value {
    if let value = kept.withLock({ $0?[name] }) as? Value { return value }
    let value = try make()
    kept.withLock { $0?[name] = value }
    return value
  }
}
