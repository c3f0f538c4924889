/// What sharing playlists with the seeds of a question adds to the scores of tracks (``Companions``).
///
/// A table of sums by ordinal with open addressing and linear probing. A question of ten seeds adds more than a thousand values, so
/// this is no `Dictionary`, whose hashes withstand an adversary, at a price. The places are at least twice as many as the values that
/// are added, so that one is found at once, as a rule.
struct CompanionBonuses: Sendable {
  /// The track at each place, or -1.
  private var tracks: [Int32]
  /// What is added to the score of the track at each place.
  private var sums: [Float]
  /// How many tracks there are.
  private(set) var count = 0
  /// The bits of a hash that are no place.
  private let shift: UInt32

  /// - Parameter values: how many will be added at most.
  init(room values: Int = 0) {
    let bits = UInt32(Int.bitWidth - (2 * Swift.max(values, 1) - 1).leadingZeroBitCount)
    shift = 32 - bits
    tracks = Array(repeating: -1, count: 1 << bits)
    sums = Array(repeating: 0, count: 1 << bits)
  }

  /// The place of a track, or the free one where it belongs.
  @inline(__always) private func place(of track: Int) -> Int {
    // By the golden ratio (Knuth, volume 3, 6.4): neighbours are scattered far.
    var place = Int((UInt32(truncatingIfNeeded: track) &* 0x9e37_79b1) >> shift)
    while tracks[place] != track, tracks[place] >= 0 { place = (place &+ 1) & (tracks.count &- 1) }
    return place
  }

  /// Adds a value, which is not negative, to the sum of a track.
  @inline(__always) mutating func add(_ value: Float, to track: Int) {
    let place = place(of: track)
    if tracks[place] < 0 {
      tracks[place] = Int32(track)
      count += 1
      precondition(2 * count <= tracks.count, "there is room for what is added")
    }
    sums[place] += value
  }

  /// What is added to the score of a track; nil for nothing.
  subscript(track: Int) -> Float? {
    let place = place(of: track)
    return tracks[place] < 0 ? nil : sums[place]
  }

  /// The tracks to which most is added, in no order; of those to which the same is added those that occur most.
  ///
  /// - Complexity: O(``count``).
  func highest(_ count: Int) -> [Int] {
    var keys: [UInt64] = []
    keys.reserveCapacity(self.count)
    for place in tracks.indices where tracks[place] >= 0 {
      // What is not negative is ordered as its bits are.
      keys.append(UInt64(sums[place].bitPattern) << 32 | UInt64(UInt32.max - UInt32(tracks[place])))
    }
    keys.moveLargest(count)
    return keys.prefix(count).map { Int(UInt32.max - UInt32(truncatingIfNeeded: $0)) }
  }
}

extension CompanionBonuses: Sequence {
  /// The tracks and what is added to their scores, in no order.
  func makeIterator() -> some IteratorProtocol<(track: Int, bonus: Float)> {
    zip(tracks, sums).lazy.filter { $0.0 >= 0 }.map { (track: Int($0.0), bonus: $0.1) }.makeIterator()
  }
}

extension [UInt64] {
  /// Moves the `count` largest of different numbers to the front, in no order (Hoare's quickselect).
  fileprivate mutating func moveLargest(_ count: Int) {
    var (low, high) = (0, self.count - 1)
    while low < high, 0 < count, count < self.count {
      let pivot = self[low + (high - low) / 2]
      var (left, right) = (low, high)
      while left <= right {
        while self[left] > pivot { left += 1 }
        while self[right] < pivot { right -= 1 }
        guard left <= right else { break }
        swapAt(left, right)
        (left, right) = (left + 1, right - 1)
      }
      if count - 1 <= right {
        high = right
      } else if left <= count - 1 {
        low = left
      } else {
        return
      }
    }
  }
}
