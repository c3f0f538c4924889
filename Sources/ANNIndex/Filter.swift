/// The rows a search may return, as one bit a row.
public struct Filter: Sendable, Equatable {
  /// How many rows the filter speaks about; equal to the count of the index it is used with.
  public let count: Int
  /// How many of them may be returned.
  public private(set) var eligibleCount: Int
  private(set) var words: [UInt64]

  /// Creates a filter in which every row is eligible, or none.
  public init(count: Int, allEligible: Bool = false) {
    precondition(count >= 0, "a filter cannot have \(count) rows")
    self.count = count
    eligibleCount = allEligible ? count : 0
    words = Array(repeating: allEligible ? .max : 0, count: (count + 63) / 64)
    if allEligible, count % 64 != 0 { words[words.count - 1] = (1 << UInt64(count % 64)) - 1 }
  }

  /// Creates a filter from the ordinals that are eligible, in any order; repeating one changes nothing.
  public init(count: Int, eligible: some Sequence<Int>) {
    self.init(count: count)
    for ordinal in eligible { insert(ordinal) }
  }

  /// Creates a filter by asking about each row in turn.
  ///
  /// - Complexity: O(`count`), about a nanosecond a row.
  public init(count: Int, where isEligible: (Int) -> Bool) {
    self.init(count: count)
    for position in words.indices {
      var word: UInt64 = 0
      for bit in 0..<min(64, count - 64 * position) where isEligible(64 * position + bit) { word |= 1 << UInt64(bit) }
      words[position] = word
      eligibleCount += word.nonzeroBitCount
    }
  }

  /// Makes a row eligible.
  public mutating func insert(_ ordinal: Int) {
    precondition(0 <= ordinal && ordinal < count, "row \(ordinal) is not one of the filter's \(count)")
    eligibleCount += contains(ordinal) ? 0 : 1
    words[ordinal >> 6] |= 1 << UInt64(ordinal & 63)
  }

  /// Makes a row ineligible.
  public mutating func remove(_ ordinal: Int) {
    precondition(0 <= ordinal && ordinal < count, "row \(ordinal) is not one of the filter's \(count)")
    eligibleCount -= contains(ordinal) ? 1 : 0
    words[ordinal >> 6] &= ~(1 << UInt64(ordinal & 63))
  }

  /// Whether a row may be returned.
  public func contains(_ ordinal: Int) -> Bool {
    words[ordinal >> 6] >> UInt64(ordinal & 63) & 1 != 0
  }

  /// Keeps only the rows that another filter of the same count also has.
  public mutating func formIntersection(_ other: Filter) {
    precondition(count == other.count, "filters of \(count) and \(other.count) rows do not go together")
    for position in words.indices { words[position] &= other.words[position] }
    eligibleCount = words.reduce(0) { $0 + $1.nonzeroBitCount }
  }

  /// The eligible ordinals, rising.
  public var eligibleOrdinals: [Int] {
    var ordinals: [Int] = []
    ordinals.reserveCapacity(eligibleCount)
    for (position, word) in words.enumerated() {
      var rest = word
      while rest != 0 {
        ordinals.append(position << 6 | rest.trailingZeroBitCount)
        rest &= rest - 1
      }
    }
    return ordinals
  }
}
