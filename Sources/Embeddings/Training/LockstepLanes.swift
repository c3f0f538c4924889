#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A training whose result does not depend on the number of threads: always eight lanes, which step at the same time.
///
/// In a round every lane computes the gradients of one chunk of its own against weights that nobody changes. When all
/// have, every lane applies the gradients of all lanes, in their order, to its own eighth of the rows; then the next
/// round begins. So each row sees the same updates in the same order, however many threads carry the lanes, and nothing
/// races. (Mini-batches of eight chunks, with each gradient applied by itself.) A lane without a chunk takes part until no
/// lane has one.
///
/// Lanes are threads, of which only so many run at once as there are permits; the others sleep.
final class LockstepLanes: @unchecked Sendable {  // All state is read and written under the lock.
  /// How many lanes there are, and so the most threads that are of use. Part of the result: another number, other bytes.
  static let count = 8

  /// The share of the rows that a lane changes.
  struct Share {
    let lane: Int
    func contains(_ row: Int32) -> Bool { Int(row) & (LockstepLanes.count - 1) == lane }
  }

  private let lock: UnsafeMutablePointer<pthread_mutex_t>
  private let turned, permitted: UnsafeMutablePointer<pthread_cond_t>
  private var permits: Int
  private var arrived = 0
  private var round = 0
  /// What lanes bring to the meeting that is under way.
  private var bringing: [((Share) -> Void)?] = Array(repeating: nil, count: count)
  /// What they had brought when the last meeting was complete. It stays until all have come to the next one: a lane that
  /// wakes late must not see what others bring there.
  private var brought: [((Share) -> Void)?] = []
  private let pause: Flag
  private var isPaused = false

  /// Makes lanes for up to so many threads at once; they agree to stop soon after the flag is raised.
  init(threads: Int, pause: Flag) {
    permits = threads
    self.pause = pause
    lock = .allocate(capacity: 1)
    turned = .allocate(capacity: 1)
    permitted = .allocate(capacity: 1)
    pthread_mutex_init(lock, nil)
    pthread_cond_init(turned, nil)
    pthread_cond_init(permitted, nil)
  }

  deinit {
    pthread_cond_destroy(permitted)
    pthread_cond_destroy(turned)
    pthread_mutex_destroy(lock)
    permitted.deallocate()
    turned.deallocate()
    lock.deallocate()
  }

  /// Waits for a permit: the lane begins.
  func begin() {
    pthread_mutex_lock(lock)
    takePermit()
    pthread_mutex_unlock(lock)
  }

  /// Gives the permit back: the lane is done.
  func end() {
    pthread_mutex_lock(lock)
    givePermit()
    pthread_mutex_unlock(lock)
  }

  /// Ends a lane's part in a round: waits until all lanes have their gradients and applies this lane's share of them.
  ///
  /// - Parameter apply: Applies the lane's own gradients to the rows of a share; nil for a lane without a chunk. It is
  ///   called by all lanes, before this method returns.
  /// - Returns: Whether any lane had a chunk.
  @discardableResult
  func finishRound(_ lane: Int, apply: ((Share) -> Void)?) -> Bool {
    let all = meet(bringing: apply, of: lane)
    guard all.contains(where: { $0 != nil }) else { return false }
    for application in all { application?(Share(lane: lane)) }
    _ = meet(bringing: apply, of: lane)
    return true
  }

  /// Whether the lanes have agreed to stop; asked after a round in which none had a chunk.
  var isStopping: Bool {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    return isPaused
  }

  /// Waits until every lane has come here, while others use the permit, and returns what all have brought.
  private func meet(bringing application: ((Share) -> Void)?, of lane: Int) -> [((Share) -> Void)?] {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    bringing[lane] = application
    arrived += 1
    if arrived == Self.count {
      arrived = 0
      round += 1
      brought = bringing
      // Decided once for all, or lanes would stop in different places.
      isPaused = pause.isRaised
      pthread_cond_broadcast(turned)
      return brought
    }
    let mine = round
    givePermit()
    while round == mine { pthread_cond_wait(turned, lock) }
    takePermit()
    return brought
  }

  private func takePermit() {
    while permits == 0 { pthread_cond_wait(permitted, lock) }
    permits -= 1
  }

  private func givePermit() {
    permits += 1
    pthread_cond_signal(permitted)
  }
}
