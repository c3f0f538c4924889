/// Distinct ids numbered from 0, with the way back from an id to its number.
///
/// Open addressing with linear probing over one array of bytes: an id costs its bytes and about 24 more.
///
/// - Complexity: a look-up is O(length of the id), one probe or two.
public struct IdentifierTable: Sendable {
  /// The ids by number.
  public private(set) var strings = StringTable()
  /// The number of the first id that equals an earlier one, or nil when all are distinct.
  public private(set) var firstDuplicate: Int?

  /// A power of two, at most half of them taken.
  private var slots = [Slot](repeating: .empty, count: 16)

  /// A place of the table: an id's number, and 32 bits of its hash so that most mismatches cost no look at its bytes.
  private struct Slot: Sendable {
    var tag: UInt32
    var number: Int32

    static let empty = Slot(tag: 0, number: -1)
  }

  /// Creates an empty table.
  public init() {}

  /// Creates a table from ids.
  ///
  /// Of equal ids the first keeps the look-up; callers that must not have them ask ``firstDuplicate``.
  public init(_ strings: StringTable) {
    self.strings = strings
    resize(to: Self.slotCount(for: strings.count))
  }

  /// Creates a table from ids.
  public init(_ strings: some Sequence<String>) { self.init(StringTable(strings)) }

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
    let number = slots[slot(of: bytes, hash: ByteHash.of(bytes))].number
    return number < 0 ? nil : Int(number)
  }

  /// Adds an id unless it is there already, and returns its number either way.
  ///
  /// - Complexity: O(length of the id), amortised.
  @discardableResult
  public mutating func insert(utf8 bytes: UnsafeBufferPointer<UInt8>) -> (ordinal: Int, isNew: Bool) {
    let hash = ByteHash.of(bytes)
    let index = slot(of: bytes, hash: hash)
    if slots[index].number >= 0 { return (Int(slots[index].number), false) }
    let number = count
    precondition(number < Int32.max, "a table holds at most 2^31 - 1 ids")
    strings.append(utf8: bytes)
    slots[index] = Slot(tag: UInt32(truncatingIfNeeded: hash >> 32), number: Int32(number))
    if count * 2 > slots.count { resize(to: slots.count * 2) }
    return (number, true)
  }

  /// Adds an id unless it is there already, and returns its number either way.
  @discardableResult
  public mutating func insert(_ id: String) -> (ordinal: Int, isNew: Bool) {
    var id = id
    return id.withUTF8 { insert(utf8: $0) }
  }

  /// The slot that holds the id, or the empty one where it belongs.
  private func slot(of bytes: UnsafeBufferPointer<UInt8>, hash: UInt64) -> Int {
    let tag = UInt32(truncatingIfNeeded: hash >> 32)
    let mask = slots.count - 1
    var index = Int(truncatingIfNeeded: hash) & mask
    while slots[index].number >= 0 {
      if slots[index].tag == tag, strings.withBytes(at: Int(slots[index].number), { $0.equals(bytes) }) { break }
      index = (index + 1) & mask
    }
    return index
  }

  /// Builds the slots anew from the ids.
  private mutating func resize(to slotCount: Int) {
    slots = [Slot](repeating: .empty, count: slotCount)
    firstDuplicate = nil
    for number in 0..<count {
      let hash = strings.withBytes(at: number) { ByteHash.of($0) }
      let index = strings.withBytes(at: number) { slot(of: $0, hash: hash) }
      if slots[index].number < 0 {
        slots[index] = Slot(tag: UInt32(truncatingIfNeeded: hash >> 32), number: Int32(number))
      } else if firstDuplicate == nil {
        firstDuplicate = number
      }
    }
  }

  private static func slotCount(for count: Int) -> Int {
    var size = 16
    while size < count * 2 { size *= 2 }
    return size
  }
}

extension IdentifierTable: Equatable {
  /// Two tables are equal when they number the same ids the same way.
  public static func == (left: Self, right: Self) -> Bool { left.strings == right.strings }
}
