/// Splits a record of a table into its fields and takes quotation marks away (RFC 4180).
///
/// The fields are valid until the next record.
struct CSVFields: ~Copyable {
  let separator: UInt8
  private(set) var fields: [Bytes] = []
  private var scratch: UnsafeMutablePointer<UInt8>
  private var capacity = 1 << 12
  private var used = 0

  init(separator: UInt8) {
    self.separator = separator
    scratch = .allocate(capacity: capacity)
  }

  deinit { scratch.deallocate() }

  /// Splits a record.
  mutating func split(_ record: Bytes) throws(RecordFault) {
    // Fields without their marks, and an id made from them.
    if 2 * record.count + 1 > capacity {
      scratch.deallocate()
      capacity = 4 * record.count
      scratch = .allocate(capacity: capacity)
    }
    fields.removeAll(keepingCapacity: true)
    let quote = UInt8(ascii: "\"")
    used = 0
    var position = 0
    while true {
      if position < record.count, record[position] == quote {
        let start = used
        position += 1
        while true {
          guard let mark = record.first(quote, from: position) else {
            throw RecordFault(
              "a quoted field is not closed", remedy: "end it with a quotation mark; double those inside")
          }
          for index in position..<mark { scratch[used + index - position] = record[index] }
          used += mark - position
          position = mark + 1
          guard position < record.count, record[position] == quote else { break }
          scratch[used] = quote
          used += 1
          position += 1
        }
        guard position == record.count || record[position] == separator else {
          throw RecordFault("text follows a quoted field", remedy: "double the quotation marks inside quoted fields")
        }
        fields.append(Bytes(start: scratch + start, count: used - start))
      } else {
        let end = record.first(separator, from: position) ?? record.count
        fields.append(record.slice(position, end))
        position = end
      }
      if position == record.count { return }
      position += 1
    }
  }

  /// What stands in a column without white space around it; no bytes for a column that is not there.
  subscript(index: Int?) -> Bytes { index.map { fields[$0].trimmed } ?? .none }

  /// An id for a track that has none: artist and title, such as `The_Owls/Night_Bus`.
  mutating func makeID(artist: Bytes, title: Bytes) -> Bytes {
    let start = used
    func append(_ byte: UInt8) {
      scratch[used] = byte
      used += 1
    }
    for byte in artist { append(Catalog.derived(byte)) }
    append(UInt8(ascii: "/"))
    for byte in title { append(Catalog.derived(byte)) }
    return Bytes(start: scratch + start, count: used - start)
  }

  /// The separator that a header line uses: the commonest of comma, TAB, semicolon and bar outside quotation marks.
  static func separator(of header: Bytes) -> UInt8 {
    var counts: [UInt8: Int] = [:]
    var isQuoted = false
    for byte in header {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if !isQuoted { counts[byte, default: 0] += 1 }
    }
    let candidates = [UInt8(ascii: ","), UInt8(ascii: "\t"), UInt8(ascii: ";"), UInt8(ascii: "|")]
    return candidates.max { counts[$0, default: 0] < counts[$1, default: 0] } ?? UInt8(ascii: ",")
  }
}
