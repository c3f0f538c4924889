import Files

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What was done to the rows of a ``StoredIndex`` since its graph was written: a file that only grows, by one segment for
/// each commit.
///
/// A segment is a header of 32 bytes (`w2v.chg1`, dimension and number of changes in 4 bytes each, bytes of the changes in 8,
/// their CRC-32, the CRC-32 of the 28 bytes before) and the changes: kind (1 insert, 2 remove; 4 bytes), id (8 bytes), and for
/// an insertion the row's floats. Numbers are little-endian. The last segment may be torn by a crash: it was not committed
/// and is cut off. Damage before it is an error.
struct ChangeLog: ~Copyable {
  /// One change.
  enum Change: Equatable {
    case insert(id: UInt64, row: [Float])
    case remove(id: UInt64)
  }

  private static let magic = Array("w2v.chg1".utf8)
  private static let headerSize = 32

  private let path: String
  private let dimension: Int
  private let disk: Disk
  private let descriptor: Int32
  /// Bytes of the whole segments.
  private var end: Int

  /// Opens a log, or begins one, and hands over the changes of its whole segments in order.
  ///
  /// - Throws: `DataError` when it cannot be opened, or is damaged before its last segment.
  init(path: String, dimension: Int, disk: Disk, replay: (Change) throws -> Void) throws {
    let isNew = !Paths.exists(path)
    let bytes = isNew ? [] : try ByteSource.readAll(path: path)
    var end = 0
    while end < bytes.count {
      guard let segment = Self.segment(of: bytes, at: end, dimension: dimension) else {
        // Torn or damaged? What a crash has torn is the last there is.
        guard Self.isTorn(bytes, at: end) else {
          throw DataError(
            .badData, at: "\(path): byte \(end)", "a segment is damaged, and others follow it",
            remedy: "restore the file from a copy")
        }
        break
      }
      for change in segment.changes { try replay(change) }
      end = segment.end
    }
    let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Disk.writeFailure(path) }
    guard ftruncate(descriptor, off_t(end)) == 0 else {
      close(descriptor)
      throw Disk.writeFailure(path)
    }
    do {
      // A commit is worth nothing in a file whose name does not survive a power cut.
      if isNew { try disk.syncFolder(Paths.folder(of: path)) }
    } catch {
      close(descriptor)
      throw error
    }
    self.path = path
    self.dimension = dimension
    self.disk = disk
    self.descriptor = descriptor
    self.end = end
  }

  deinit { close(descriptor) }

  /// Appends changes as one segment; they are on the disk when this returns.
  ///
  /// - Throws: `DataError` with code `cannotWrite`; the log is then as it was.
  mutating func append(_ changes: [Change]) throws {
    let bytes = Self.bytes(of: changes, dimension: dimension)
    do {
      guard lseek(descriptor, off_t(end), SEEK_SET) == off_t(end) else { throw Disk.writeFailure(path) }
      try bytes.withUnsafeBytes { bytes in
        guard disk.writeAll(bytes, to: descriptor) else { throw Disk.writeFailure(path) }
      }
      guard disk.sync(descriptor) == 0 else { throw Disk.writeFailure(path) }
    } catch {
      // Best effort: what is left behind the end is a torn segment, which the next opening cuts off.
      _ = ftruncate(descriptor, off_t(end))
      throw error
    }
    end += bytes.count
  }

  private static func bytes(of changes: [Change], dimension: Int) -> [UInt8] {
    var payload: [UInt8] = []
    func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
      withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }
    for change in changes {
      switch change {
      case .insert(let id, let row):
        append(UInt32(1), to: &payload)
        append(id, to: &payload)
        for value in row { append(value.bitPattern, to: &payload) }
      case .remove(let id):
        append(UInt32(2), to: &payload)
        append(id, to: &payload)
      }
    }
    var header = magic
    append(UInt32(dimension), to: &header)
    append(UInt32(changes.count), to: &header)
    append(UInt64(payload.count), to: &header)
    append(CRC32.of(payload), to: &header)
    append(CRC32.of(header), to: &header)
    return header + payload
  }

  /// The segment that starts at a byte, or nil where there is no whole one.
  private static func segment(of bytes: [UInt8], at start: Int, dimension: Int) -> (changes: [Change], end: Int)? {
    guard let header = header(of: bytes, at: start), header.dimension == dimension else { return nil }
    let first = start + headerSize
    guard header.length <= bytes.count - first else { return nil }
    let payload = Array(bytes[first..<first + header.length])
    guard CRC32.of(payload) == header.checksum else { return nil }
    var changes: [Change] = []
    var position = 0
    for _ in 0..<header.count {
      guard position + 12 <= payload.count else { return nil }
      let kind = payload.littleEndian(at: position, UInt32.self)
      let id = payload.littleEndian(at: position + 4, UInt64.self)
      position += 12
      switch kind {
      case 1:
        guard position + 4 * dimension <= payload.count else { return nil }
        let row = (0..<dimension).map {
          Float(bitPattern: payload.littleEndian(at: position + 4 * $0, UInt32.self))
        }
        position += 4 * dimension
        changes.append(.insert(id: id, row: row))
      case 2: changes.append(.remove(id: id))
      default: return nil
      }
    }
    return position == payload.count ? (changes, first + header.length) : nil
  }

  private static func header(
    of bytes: [UInt8], at start: Int
  ) -> (dimension: Int, count: Int, length: Int, checksum: UInt32)? {
    guard start + headerSize <= bytes.count else { return nil }
    let header = Array(bytes[start..<start + headerSize])
    guard header.starts(with: magic), CRC32.of(Array(header[..<28])) == header.littleEndian(at: 28, UInt32.self) else {
      return nil
    }
    return (
      Int(header.littleEndian(at: 8, UInt32.self)), Int(header.littleEndian(at: 12, UInt32.self)),
      Int(clamping: header.littleEndian(at: 16, UInt64.self)), header.littleEndian(at: 24, UInt32.self)
    )
  }

  /// Whether what starts at a byte can be the rest of an append that was cut off: no other segment begins behind it.
  private static func isTorn(_ bytes: [UInt8], at start: Int) -> Bool {
    if let header = header(of: bytes, at: start) { return header.length >= bytes.count - start - headerSize }
    return !(start + 1..<max(start + 1, bytes.count)).contains { header(of: bytes, at: $0) != nil }
  }
}

extension [UInt8] {
  /// The little-endian number at a position; there are enough bytes.
  fileprivate func littleEndian<Number: FixedWidthInteger>(at position: Int, _: Number.Type) -> Number {
    withUnsafeBytes { Number(littleEndian: $0.loadUnaligned(fromByteOffset: position, as: Number.self)) }
  }
}
