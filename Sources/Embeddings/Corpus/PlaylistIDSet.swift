/// Which playlist ids were used, for readers that must refuse a second use.
///
/// It holds hashes and places, and not the ids: its owner is asked to compare when two hashes are equal. 20 to 40 bytes an id.
struct PlaylistIDSet: ~Copyable {
  /// A place of the table: an id's hash, and where its owner keeps it.
  private struct Slot {
    var hash: UInt64
    /// -1 where the slot is empty.
    var place: Int
    static let empty = Slot(hash: 0, place: -1)
  }

  private(set) var count = 0
  private var slots = [Slot](repeating: .empty, count: 1 << 8)

  /// Takes note of an id, unless one that equals it is there; says which it was.
  ///
  /// - Parameters:
  ///   - place: Where the owner keeps the id, or is about to.
  ///   - isEqual: Whether the id at a place is this one.
  mutating func insert(_ id: Bytes, at place: Int, isEqual: (_ place: Int) throws -> Bool) rethrows -> Bool {
    let hash = ByteHash.of(id)
    var index = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[index].place >= 0 {
      if slots[index].hash == hash, try isEqual(slots[index].place) { return false }
      index = (index + 1) & (slots.count - 1)
    }
    slots[index] = Slot(hash: hash, place: place)
    count += 1
    if count * 5 > slots.count * 4 { grow() }
    return true
  }

  private mutating func grow() {
    let old = slots
    slots = [Slot](repeating: .empty, count: old.count * 2)
    let mask = slots.count - 1
    for slot in old where slot.place >= 0 {
      var index = Int(truncatingIfNeeded: slot.hash) & mask
      while slots[index].place >= 0 { index = (index + 1) & mask }
      slots[index] = slot
    }
  }
}
