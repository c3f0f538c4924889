/// Reads ``CorpusFormat/lines``: track ids with white space between them, one playlist a line.
///
/// A playlist's id is `label:line`. Blank lines are passed over.
struct LinesParser: LineParser, ~Copyable {
  /// The label and a colon, and room for the digits of the line.
  private let id: UnsafeMutablePointer<UInt8>
  private let prefixCount: Int

  init(label: String) {
    let prefix = Array("\(label):".utf8)
    prefixCount = prefix.count
    id = .allocate(capacity: prefixCount + Self.mostDigits)
    id.initialize(repeating: 0, count: prefixCount + Self.mostDigits)
    for (offset, byte) in prefix.enumerated() { id[offset] = byte }
  }

  deinit { id.deallocate() }

  static var namesLines: Bool { true }

  func isBlank(_ line: Bytes) -> Bool { line.allSatisfy { $0.isWhitespace } }

  mutating func parse(_ line: Bytes, number: Int, into record: inout PlaylistRecord) throws(RecordFault) {
    record.clear()
    var start = 0
    for (offset, byte) in line.enumerated() where byte.isWhitespace {
      if offset > start { record.tracks.append(line.slice(start, offset)) }
      start = offset + 1
    }
    if line.count > start { record.tracks.append(line.slice(start, line.count)) }
    record.id = Bytes(start: id, count: appendDigits(of: number))
  }

  /// Writes a number behind the prefix and returns the count of all bytes.
  private func appendDigits(of number: Int) -> Int {
    var end = prefixCount
    var rest = number
    repeat {
      rest /= 10
      end += 1
    } while rest > 0
    rest = number
    for place in stride(from: end - 1, through: prefixCount, by: -1) {
      id[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    return end
  }

  /// Digits of the greatest `Int`.
  private static let mostDigits = 19
}
