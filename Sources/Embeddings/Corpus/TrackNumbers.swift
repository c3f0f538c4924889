#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Numbers track ids as they come: the table that every occurrence of a corpus is looked up in once.
///
/// Open addressing with linear probing over slots of sixteen bytes that say where an id's bytes lie. ``IdentifierTable`` does the
/// same for everybody; this one has no way back from a number to its id, is used by one thread, and is three times as
/// fast. An id costs its bytes and 32 to 64 more.
struct TrackNumbers: ~Copyable {
  /// A place of the table.
  private struct Slot {
    /// The upper half of the id's hash: most mismatches cost no look at its bytes.
    var tag: UInt32
    /// The id's number, or -1 where the slot is empty.
    var number: Int32
    /// Where the id's bytes start, times 2^16, plus how many there are.
    var place: Int

    static let empty = Slot(tag: 0, number: -1, place: 0)
  }

  /// How many ids there are.
  private(set) var count = 0
  private var slots: UnsafeMutablePointer<Slot>
  /// A power of two, at most half of it taken.
  private var slotCount = 1 << 12
  private var bytes: UnsafeMutablePointer<UInt8>
  private var byteCount = 0
  private var byteCapacity = 1 << 16

  /// Room for the hashes of a record's ids, and for the slots that they point at.
  private var hashes: UnsafeMutablePointer<UInt64>
  private var found: UnsafeMutablePointer<Slot>
  private var hashCapacity = 256

  init() {
    hashes = .allocate(capacity: hashCapacity)
    found = .allocate(capacity: hashCapacity)
    slots = .allocate(capacity: slotCount)
    slots.initialize(repeating: .empty, count: slotCount)
    bytes = .allocate(capacity: byteCapacity)
  }

  deinit {
    slots.deallocate()
    bytes.deallocate()
    hashes.deallocate()
    found.deallocate()
  }

  /// Appends the numbers of ids of at most 65,535 bytes to `numbers`; an id that is new gets the next, and is handed to `isNew`.
  ///
  /// Three loops, so that the memory fetches of many ids run side by side: most of a large table is in no cache, and a look-up
  /// by itself waits twice. That alone makes reading half as fast again.
  ///
  /// - Complexity: O(bytes of the ids), amortised; one probe or two for each.
  mutating func number(_ ids: [Bytes], into numbers: inout [Int32], isNew: (Bytes) -> Void) {
    if hashCapacity < ids.count {
      hashes.deallocate()
      found.deallocate()
      hashCapacity = ids.count * 2
      hashes = .allocate(capacity: hashCapacity)
      found = .allocate(capacity: hashCapacity)
    }
    for (index, id) in ids.enumerated() { hashes[index] = ByteHash.of(id) }
    let mask = slotCount - 1
    for index in 0..<ids.count { found[index] = slots[Int(truncatingIfNeeded: hashes[index]) & mask] }
    for (index, id) in ids.enumerated() {
      let slot = found[index]
      if slot.number >= 0, slot.tag == UInt32(truncatingIfNeeded: hashes[index] >> 32), holds(slot, id) {
        numbers.append(slot.number)
      } else {
        numbers.append(number(of: id, hash: hashes[index], isNew: isNew))
      }
    }
  }

  /// Looks further than the first place.
  @inline(never)
  private mutating func number(of id: Bytes, hash: UInt64, isNew: (Bytes) -> Void) -> Int32 {
    let tag = UInt32(truncatingIfNeeded: hash >> 32)
    let mask = slotCount - 1
    var index = Int(truncatingIfNeeded: hash) & mask
    while slots[index].number >= 0 {
      if slots[index].tag == tag, holds(slots[index], id) { return slots[index].number }
      index = (index + 1) & mask
    }
    isNew(id)
    return add(id, tag: tag, at: index)
  }

  /// Whether a slot is that of an id whose tag it has.
  @inline(__always)
  private func holds(_ slot: Slot, _ id: Bytes) -> Bool {
    guard slot.place & 0xffff == id.count, let start = id.baseAddress else { return slot.place & 0xffff == id.count }
    let mine = UnsafeRawPointer(bytes + slot.place >> 16)
    let theirs = UnsafeRawPointer(start)
    func differ<Word: FixedWidthInteger & BitwiseCopyable>(_ word: Word.Type, at offset: Int) -> Bool {
      mine.loadUnaligned(fromByteOffset: offset, as: word) != theirs.loadUnaligned(fromByteOffset: offset, as: word)
    }
    // Most ids are short: two words that may overlap are all of up to sixteen bytes.
    switch id.count {
    case 8...16: return !(differ(UInt64.self, at: 0) || differ(UInt64.self, at: id.count - 8))
    case 4...7: return !(differ(UInt32.self, at: 0) || differ(UInt32.self, at: id.count - 4))
    default: return memcmp(mine, theirs, id.count) == 0
    }
  }

  @inline(never)
  private mutating func add(_ id: Bytes, tag: UInt32, at index: Int) -> Int32 {
    precondition(count < Int32.max, "a table holds at most 2^31 - 1 ids")
    precondition(id.count <= 0xffff, "an id has at most 65,535 bytes")
    if byteCapacity - byteCount < id.count {
      let capacity = max(byteCapacity * 2, byteCount + id.count)
      let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
      larger.update(from: bytes, count: byteCount)
      bytes.deallocate()
      (bytes, byteCapacity) = (larger, capacity)
    }
    if let source = id.baseAddress { (bytes + byteCount).update(from: source, count: id.count) }
    let number = Int32(count)
    slots[index] = Slot(tag: tag, number: number, place: byteCount << 16 | id.count)
    byteCount += id.count
    count += 1
    if count * 2 > slotCount { grow() }
    return number
  }

  /// Doubles the slots.
  private mutating func grow() {
    let larger = UnsafeMutablePointer<Slot>.allocate(capacity: slotCount * 2)
    larger.initialize(repeating: .empty, count: slotCount * 2)
    let mask = slotCount * 2 - 1
    for old in 0..<slotCount where slots[old].number >= 0 {
      let slot = slots[old]
      let hash = ByteHash.of(Bytes(start: bytes + slot.place >> 16, count: slot.place & 0xffff))
      var index = Int(truncatingIfNeeded: hash) & mask
      while larger[index].number >= 0 { index = (index + 1) & mask }
      larger[index] = slot
    }
    slots.deallocate()
    (slots, slotCount) = (larger, slotCount * 2)
  }
}
