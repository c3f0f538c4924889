/// The candidates of a walk: sorted, nearest first, and no more than fit.
struct CandidateList {
  private let pool: UnsafeMutablePointer<Candidate>
  private let capacity: Int
  private(set) var count = 0
  /// Before this position every candidate has been expanded.
  private var cursor = 0

  init(_ pool: UnsafeMutablePointer<Candidate>, capacity: Int) {
    self.pool = pool
    self.capacity = capacity
  }

  /// Takes a candidate in, unless the list is full of nearer ones.
  ///
  /// - Returns: whether it is now the one to be expanded next.
  @discardableResult @inline(__always) mutating func insert(_ candidate: Candidate) -> Bool {
    guard count < capacity || pool[count &- 1] < candidate else { return false }
    // Where it belongs no one can foretell: halving without branches costs less than wrong guesses.
    var place = pool
    var rest = count
    while rest > 1 {
      let half = rest >> 1
      place += candidate < place[half &- 1] ? half : 0
      rest &-= half
    }
    if rest == 1 { place += candidate < place[0] ? 1 : 0 }
    let low = place - pool
    count = min(count &+ 1, capacity)
    (place + 1).update(from: place, count: count &- low &- 1)
    place.pointee = candidate
    guard low <= cursor else { return false }
    cursor = low
    return true
  }

  /// The nearest node that has not been expanded yet, or nil.
  @inline(__always) var next: UInt32? { cursor < count ? pool[cursor].node : nil }

  /// Marks the nearest unexpanded node as expanded and returns it; nil when there is none.
  @inline(__always) mutating func expandNext() -> UInt32? {
    guard cursor < count else { return nil }
    let node = pool[cursor].node
    pool[cursor].isExpanded = true
    repeat { cursor &+= 1 } while cursor < count && pool[cursor].isExpanded
    return node
  }
}
