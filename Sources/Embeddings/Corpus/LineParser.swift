/// Reads one playlist from one line: what sets the line formats apart.
///
/// A parser is used by one thread and may keep buffers; a record it fills is valid until the next one.
protocol LineParser: ~Copyable, SendableMetatype {
  /// Whether it makes a playlist's id from the file's label and the line, so that no two of a file are equal.
  static var namesLines: Bool { get }

  /// Whether a line holds nothing at all and is passed over.
  func isBlank(_ line: Bytes) -> Bool

  /// Fills a record from a line that is valid UTF-8 without NUL, or says what is wrong with it.
  mutating func parse(_ line: Bytes, number: Int, into record: inout PlaylistRecord) throws(RecordFault)
}

extension LineParser where Self: ~Copyable {
  static var namesLines: Bool { false }

  /// Parses a line and checks all of it; false for a blank one.
  mutating func read(
    _ frame: RecordScanner.Frame, into record: inout PlaylistRecord
  ) throws(RecordFault) -> Bool {
    if isBlank(frame.bytes) { return false }
    // Broken encoding explains a broken record better than what it led to.
    if let fault = RecordIntake.fault(of: frame) { throw fault }
    try parse(frame.bytes, number: frame.line, into: &record)
    if let fault = RecordIntake.fault(of: record) { throw fault }
    return true
  }
}
