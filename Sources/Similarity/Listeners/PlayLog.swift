import Files

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What listeners played: lines `listener TAB track TAB time`, and `TAB completed` where that is known, in any order.
///
/// The time is seconds since 1970 or `2026-11-22T12:00:00Z`, `completed` is 0 or 1. A log may be larger than memory: its plays go
/// into temporary files by listener, so that each file holds all plays of some of them.
public struct PlayLog: ~Copyable {
  /// A play.
  struct Play: Sendable {
    /// The track's row in the model.
    let track: Int32
    /// Seconds since 1970.
    let time: Int64
  }

  /// What became of the lines.
  public struct Tally: Sendable, Equatable {
    /// Lines that were read, empty ones included.
    public var lines = 0
    /// Plays of tracks that the model knows.
    public var plays = 0
    /// Plays of tracks that it does not know.
    public var unknownTracks = 0
    /// Plays that were not completed.
    public var skipped = 0
    /// Lines that are none.
    public var malformed = 0
    /// The first of them, with place and fault.
    public var firstFault: String?
  }

  /// What became of the lines so far.
  public private(set) var tally = Tally()
  /// The time of the latest play, seconds since 1970.
  public private(set) var latest = Int64.min
  private var parts: [Part]
  private let vocabulary: @Sendable (UnsafeRawBufferPointer) -> Int?

  /// Plays of some listeners in a temporary file.
  private struct Part {
    let file: SpoolFile
    var buffer: [UInt8] = []
    var byteCount = 0

    mutating func flush() throws {
      try buffer.withUnsafeBytes { try file.write($0) }
      byteCount += buffer.count
      buffer.removeAll(keepingCapacity: true)
    }
  }

  private static let partCount = 64
  private static let bufferSize = 1 << 18

  /// Begins an empty log.
  ///
  /// - Parameters:
  ///   - folder: for temporary files.
  ///   - track: the row of a track by its id's bytes.
  /// - Throws: `DataError` with code `cannotWrite`.
  init(temporaryFolder folder: String, track: @escaping @Sendable (UnsafeRawBufferPointer) -> Int?) throws {
    parts = try (0..<Self.partCount).map { _ in Part(file: try SpoolFile(folder: folder)) }
    vocabulary = track
  }

  /// Reads a file, plain or packed; `-` is standard input.
  ///
  /// Lines that are no plays are counted, and the first is told.
  ///
  /// - Throws: `DataError` when the file cannot be read.
  mutating func read(path: String) throws {
    var source = try ByteSource(path: path)
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    var held = 0
    var line = 0
    while true {
      if held == buffer.count { buffer.append(contentsOf: repeatElement(0, count: buffer.count)) }
      let room = held..<buffer.count
      let count = try buffer.withUnsafeMutableBytes {
        try source.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[room]))
      }
      let end = held + count
      var start = 0
      try buffer.withUnsafeBytes { bytes in
        while let newline = Self.newline(in: bytes, from: start, to: end) ?? (count == 0 && start < end ? end : nil) {
          line += 1
          try take(UnsafeRawBufferPointer(rebasing: bytes[start..<newline]), path: path, line: line)
          start = min(newline + 1, end)
        }
      }
      if count == 0 { return }
      buffer.withUnsafeMutableBytes { bytes in
        guard start > 0, let base = bytes.baseAddress else { return }
        base.copyMemory(from: base + start, byteCount: end - start)
      }
      held = end - start
    }
  }

  private static func newline(in bytes: UnsafeRawBufferPointer, from start: Int, to end: Int) -> Int? {
    guard start < end, let base = bytes.baseAddress, let found = memchr(base + start, 0x0a, end - start) else {
      return nil
    }
    return UnsafeRawPointer(found) - base
  }

  private mutating func take(_ line: UnsafeRawBufferPointer, path: String, line number: Int) throws {
    tally.lines += 1
    let line = line.last == 0x0d ? UnsafeRawBufferPointer(rebasing: line.dropLast()) : line
    if line.isEmpty { return }
    func refuse(_ fault: String) {
      tally.malformed += 1
      if tally.firstFault == nil { tally.firstFault = "\(path):\(number): \(fault)" }
    }
    let fields = Self.fields(of: line)
    guard fields.count == 3 || fields.count == 4, !fields[0].isEmpty, !fields[1].isEmpty else {
      return refuse("expected listener, track, time and perhaps completed, with TAB between them")
    }
    guard let time = Self.time(fields[2]) else {
      return refuse("the time is neither seconds since 1970 nor like 2026-11-22T12:00:00Z")
    }
    if fields.count == 4 {
      guard fields[3].count == 1, let first = fields[3].first, first == 0x30 || first == 0x31 else {
        return refuse("completed is neither 0 nor 1")
      }
      if first == 0x30 {
        tally.skipped += 1
        return
      }
    }
    guard fields[0].count <= 1024 else { return refuse("the listener's id has more than 1024 bytes") }
    guard let track = vocabulary(fields[1]) else {
      tally.unknownTracks += 1
      return
    }
    tally.plays += 1
    latest = max(latest, time)
    try append(listener: fields[0], Int32(track), time)
  }

  private mutating func append(listener: UnsafeRawBufferPointer, _ track: Int32, _ time: Int64) throws {
    let hash = listener.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
    let part = Int((hash >> 32) % UInt64(Self.partCount))
    func put(_ value: some FixedWidthInteger) {
      withUnsafeBytes(of: value) { parts[part].buffer.append(contentsOf: $0) }
    }
    put(UInt16(listener.count))
    put(track)
    put(time)
    parts[part].buffer.append(contentsOf: listener)
    if parts[part].buffer.count > Self.bufferSize { try parts[part].flush() }
  }

  /// Hands over all plays of each listener, part by part; within a part listeners come by rising id.
  ///
  /// - Throws: `DataError` when a temporary file cannot be read, and what `body` throws.
  mutating func forEachPart(_ body: ([(listener: String, plays: [Play])]) throws -> Void) throws {
    for part in parts.indices {
      try parts[part].flush()
      var bytes = [UInt8](repeating: 0, count: parts[part].byteCount)
      try bytes.withUnsafeMutableBytes { if !$0.isEmpty { try parts[part].file.read(at: 0, into: $0) } }
      var plays: [String: [Play]] = [:]
      bytes.withUnsafeBytes { bytes in
        var position = 0
        while position < bytes.count {
          let length = Int(bytes.loadUnaligned(fromByteOffset: position, as: UInt16.self))
          let play = Play(
            track: bytes.loadUnaligned(fromByteOffset: position + 2, as: Int32.self),
            time: bytes.loadUnaligned(fromByteOffset: position + 6, as: Int64.self))
          let id = String(decoding: bytes[position + 14..<position + 14 + length], as: UTF8.self)
          plays[id, default: []].append(play)
          position += 14 + length
        }
      }
      try body(plays.sorted { $0.key < $1.key }.map { (listener: $0.key, plays: $0.value) })
    }
  }

  private static func fields(of line: UnsafeRawBufferPointer) -> [UnsafeRawBufferPointer] {
    line.split(separator: 0x09, maxSplits: 4, omittingEmptySubsequences: false).map {
      UnsafeRawBufferPointer(rebasing: $0)
    }
  }

  /// Seconds since 1970 from digits, or from a UTC time of ISO 8601 to the second; nil for anything else.
  static func time(_ text: UnsafeRawBufferPointer) -> Int64? {
    func number(_ range: Range<Int>) -> Int64? {
      var number: Int64 = 0
      for byte in text[range] {
        guard (0x30...0x39).contains(byte) else { return nil }
        number = number * 10 + Int64(byte - 0x30)
      }
      return number
    }
    guard !text.isEmpty, text.count <= 20 else { return nil }
    if text.count <= 15, let seconds = number(0..<text.count) { return seconds }
    guard text.count == 20, text[4] == 0x2d, text[7] == 0x2d, text[10] == 0x54, text[13] == 0x3a, text[16] == 0x3a,
      text[19] == 0x5a, let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
      let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19), (1...12).contains(month),
      (1...31).contains(day), hour < 24, minute < 60, second <= 60
    else { return nil }
    // Days from civil (Hinnant, "chrono-Compatible Low-Level Date Algorithms", 2021).
    let shifted = month > 2 ? year : year - 1
    let (era, yearOfEra) = (shifted / 400, shifted % 400)
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    return days * 86_400 + hour * 3600 + minute * 60 + second
  }
}
