/// Distinct ids numbered from 0, with the way back from an id to its number.
///
/// - Complexity: a look-up is O(length of the id), one probe or two of an open-addressing table.
public struct IdentifierTable: Sendable {
  /// The ids by number.
  public let strings: StringTable
  /// Open addressing with linear probing: a number, or -1 for an empty slot. The size is a power of two.
  private let slots: [Int32]

  /// Creates a table from ids.
  ///
  /// Of equal ids the first keeps the look-up; callers that must not have them ask ``firstDuplicate``.
  public init(_ strings: StringTable) {
    self.strings = strings
    var slots = [Int32](repeating: -1, count: Self.slotCount(for: strings.count))
    let mask = slots.count - 1
    var duplicate: Int?
    for number in 0..<strings.count {
      var slot = Self.hash(strings.bytes(at: number)) & mask
      while slots[slot] >= 0 {
        if strings.bytes(at: Int(slots[slot])) == strings.bytes(at: number) { break }
        slot = (slot + 1) & mask
      }
      if slots[slot] < 0 { slots[slot] = Int32(number) } else { duplicate = duplicate ?? number }
    }
    self.slots = slots
    firstDuplicate = duplicate
  }

  /// Creates a table from ids.
  public init(_ strings: some Sequence<String>) { self.init(StringTable(strings)) }

  /// The number of the first id that equals an earlier one, or nil when all are distinct.
  public let firstDuplicate: Int?

  /// How many ids there are.
  public var count: Int { strings.count }

  /// The id with number `ordinal`, in `0..<count`.
  public subscript(ordinal: Int) -> String { strings[ordinal] }

  /// The number of an id, or nil when the table lacks it.
  public func ordinal(of id: String) -> Int? {
    var id = id
    return id.withUTF8 { ordinal(ofUTF8: $0) }
  }

  /// The number of an id given as UTF-8, or nil when the table lacks it.
  public func ordinal(ofUTF8 bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    let mask = slots.count - 1
    var slot = Self.hash(bytes) & mask
    while slots[slot] >= 0 {
      if strings.bytes(at: Int(slots[slot])).elementsEqual(bytes) { return Int(slots[slot]) }
      slot = (slot + 1) & mask
    }
    return nil
  }

  private static func slotCount(for count: Int) -> Int {
    var size = 16
    while size < count * 2 { size *= 2 }
    return size
  }

  /// FNV-1a, folded so that the low bits depend on all of it.
  private static func hash(_ bytes: some Sequence<UInt8>) -> Int {
    var value: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
    value ^= value >> 29
    return Int(truncatingIfNeeded: value)
  }
}

extension IdentifierTable: Equatable {
  /// Two tables are equal when they number the same ids the same way.
  public static func == (left: Self, right: Self) -> Bool { left.strings == right.strings }
}
