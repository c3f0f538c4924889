import Files

/// Counts malformed records, describes the first few, and keeps them all in a file when asked to.
///
/// The file holds each record as it was read, after a line `# file:line: fault; remedy`: mend the records, drop the
/// lines that start with `# `, and the file is a corpus again.
struct RejectLog: ~Copyable {
  private(set) var count = 0
  private(set) var first: [String] = []
  private let isStrict: Bool
  private var file: DurableFile?

  /// - Throws: `DataError` with code `cannotWrite`.
  init(isStrict: Bool, path: String?) throws {
    self.isStrict = isStrict
    file = if let path { try DurableFile(path: path) } else { nil }
  }

  /// Takes note of a malformed record.
  ///
  /// - Throws: `DataError` with code `badData` when reading is strict.
  mutating func add(_ fault: RecordFault, path: String, line: Int, record: Bytes) throws {
    let place = "\(path == "-" ? "stdin" : path):\(line)"
    let error = DataError(.badData, at: place, fault.fault, remedy: fault.remedy)
    if isStrict { throw error }
    count += 1
    if first.count < ReadingReport.rejectsDescribed { first.append(error.description) }
    try file?.write("# \(error)\n")
    try file?.write(UnsafeRawBufferPointer(record))
    try file?.write("\n")
  }

  /// Gives the rejects file its name; without rejects it is empty, so that no old one misleads.
  consuming func commit() throws {
    try file.take()?.commit()
  }
}
