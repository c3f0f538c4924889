/// Lists of rising numbers, packed: each as its difference to the one before, seven bits to a byte.
///
/// Playlists of popular tracks lie close together, so that most numbers take one byte. A value may be read by several threads.
struct PackedLists: Sendable, Equatable {
  /// The differences, least significant bits first, the top bit set on all bytes of a number but its last.
  private(set) var bytes: [UInt8] = []
  /// Where each list starts in ``bytes``; one more value than lists, rising from 0.
  private(set) var offsets: [Int] = [0]
  /// How many numbers each list has.
  private(set) var counts: [Int32] = []

  /// No lists.
  init() {}

  /// Packs lists, each of rising numbers from 0 up to `Int32.max`.
  init(_ lists: some Sequence<some Collection<Int32>>) {
    for list in lists { append(list) }
  }

  private init(bytes: [UInt8], offsets: [Int], counts: [Int32]) {
    self.bytes = bytes
    self.offsets = offsets
    self.counts = counts
  }

  /// Adds a list of rising numbers from 0 up to `Int32.max`.
  mutating func append(_ list: some Collection<Int32>) {
    var last: Int32 = -1
    for number in list {
      precondition(number > last, "a list's numbers rise")
      var difference = UInt32(number - last - 1)
      while difference >= 0x80 {
        bytes.append(UInt8(truncatingIfNeeded: difference) | 0x80)
        difference >>= 7
      }
      bytes.append(UInt8(difference))
      last = number
    }
    offsets.append(bytes.count)
    counts.append(Int32(list.count))
  }

  /// How many lists there are.
  var count: Int { counts.count }

  /// Calls `body` with every number of list `index`, in `0..<count`, in rising order.
  ///
  /// - Complexity: O(numbers of the list), about a nanosecond each.
  @inline(__always)
  func forEach(in index: Int, _ body: (Int) -> Void) {
    bytes.withUnsafeBufferPointer { bytes in
      var place = offsets[index]
      var last = -1
      while place < offsets[index + 1] {
        var (difference, shift) = (0, 0)
        while bytes[place] >= 0x80 {
          difference |= Int(bytes[place] & 0x7f) << shift
          shift += 7
          place += 1
        }
        difference |= Int(bytes[place]) << shift
        place += 1
        last += difference + 1
        body(last)
      }
    }
  }

  /// The numbers of list `index`, in `0..<count`.
  subscript(index: Int) -> [Int32] {
    var numbers: [Int32] = []
    numbers.reserveCapacity(Int(counts[index]))
    forEach(in: index) { numbers.append(Int32($0)) }
    return numbers
  }

  /// For each number in `0..<count` the lists that hold it.
  func inverted(count: Int) -> PackedLists {
    var starts = [Int](repeating: 0, count: count + 1)
    for list in 0..<self.count { forEach(in: list) { starts[$0 + 1] += 1 } }
    for number in 0..<count { starts[number + 1] += starts[number] }
    var next = starts
    var holders = [Int32](repeating: 0, count: starts[count])
    for list in 0..<self.count {
      forEach(in: list) {
        holders[next[$0]] = Int32(list)
        next[$0] += 1
      }
    }
    return PackedLists((0..<count).lazy.map { holders[starts[$0]..<starts[$0 + 1]] })
  }

  /// Appends the lists to a file: their counts, their offsets, their bytes.
  func write(to file: inout ChecksummedWriter) throws {
    try file.add(counts)
    try file.add(offsets)
    try file.add(bytes)
  }

  /// Takes lists from a file.
  ///
  /// - Parameter bound: what every number must be under.
  /// - Throws: `DataError` with code `badData` when the bytes are not such lists.
  static func read(
    from file: inout ChecksummedReader, count: Int, byteCount: Int, bound: Int
  ) throws -> PackedLists {
    let counts = try file.values(Int32.self, count: count)
    let offsets = try file.offsets(count: count, upTo: byteCount)
    let bytes = try file.values(UInt8.self, count: byteCount)
    let lists = PackedLists(bytes: bytes, offsets: offsets, counts: counts)
    guard (0..<count).allSatisfy({ lists.isSound($0, bound: bound) }) else {
      throw file.fault("a list that does not hold what it says")
    }
    return lists
  }

  /// Whether list `index` decodes to as many numbers as it should have, all under `bound`.
  private func isSound(_ index: Int, bound: Int) -> Bool {
    let range = offsets[index]..<offsets[index + 1]
    // Every number ends within the list and takes at most five bytes.
    var length = 0
    for byte in bytes[range] {
      length = byte >= 0x80 ? length + 1 : 0
      guard length < 5 else { return false }
    }
    guard length == 0 else { return false }
    var (seen, last) = (0, -1)
    forEach(in: index) { (seen, last) = (seen + 1, $0) }
    return seen == Int(counts[index]) && last < bound
  }
}
