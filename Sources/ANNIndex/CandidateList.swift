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
  @inline(__always) mutating func insert(_ candidate: Candidate) {
    guard count < capacity || pool[count &- 1] < candidate else { return }
    var low = 0
    var high = count
    while low < high {
      let middle = (low &+ high) >> 1
      if pool[middle] < candidate { high = middle } else { low = middle &+ 1 }
    }
    count = min(count &+ 1, capacity)
    let place = pool + low
    (place + 1).update(from: place, count: count - low - 1)
    place.pointee = candidate
    cursor = min(cursor, low)
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
