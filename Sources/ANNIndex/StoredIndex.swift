import Files
import Synchronization

/// A ``MutableIndex`` in a folder: what was committed survives the process, whenever that ends.
///
/// The folder holds generations of a graph, its ids and the log of what was done since (`ChangeLog`): `3.hnsw`, `3.ids`,
/// `3.changes`; and `CURRENT`, the number of the one that counts, changed by a rename. A commit appends to the log;
/// ``compact()`` begins a new generation. One process writes at a time.
public final class StoredIndex: Sendable {
  /// The rows, to be searched; what is not committed yet is among them.
  public let index: MutableIndex
  private let folder: String
  private let disk: Disk
  private let writer: Mutex<Writer>

  private struct Writer: ~Copyable {
    var generation: Int
    var log: ChangeLog
    /// What was done since the last commit.
    var pending: [ChangeLog.Change] = []
  }

  private static let idsMagic = Array("w2v.ids1".utf8)

  /// Writes an index into a folder that has none, as its first generation.
  ///
  /// - Throws: `DataError` when the folder has one already, or cannot be written.
  public convenience init(creating folder: String, from index: HNSWIndex, ids: [UInt64], disk: Disk = .system) throws {
    guard !Paths.exists(Paths.join(folder, "CURRENT")) else {
      throw DataError(.cannotWrite, at: folder, "holds an index already", remedy: "open that, or name another folder")
    }
    if !Paths.isFolder(folder) { try Paths.createFolder(folder) }
    try Self.write(index, ids: ids, generation: 1, to: folder, disk: disk)
    try self.init(opening: folder, disk: disk)
  }

  /// Opens the index of a folder, with all that was committed.
  ///
  /// - Throws: `DataError` naming the file that is missing or damaged.
  public init(opening folder: String, disk: Disk = .system) throws {
    let generation = try Self.currentGeneration(in: folder)
    func path(_ suffix: String) -> String { Paths.join(folder, "\(generation).\(suffix)") }
    let base = try HNSWIndex.read(path: path("hnsw"))
    let index = MutableIndex(base, ids: try Self.readIDs(path: path("ids"), count: base.count))
    let log = try ChangeLog(path: path("changes"), dimension: base.dimension, disk: disk) { change in
      switch change {
      case .insert(let id, let row): try index.insert(row, id: id)
      case .remove(let id): try index.remove(id)
      }
    }
    self.index = index
    self.folder = folder
    self.disk = disk
    writer = Mutex(Writer(generation: generation, log: log))
  }

  /// Puts a row in; it is durable after the next ``commit()``.
  ///
  /// - Throws: `DataError` with code `badData` for a row that no index accepts.
  public func insert(_ row: [Float], id: UInt64) throws {
    try writer.withLock {
      try index.insert(row, id: id)
      $0.pending.append(.insert(id: id, row: row))
    }
  }

  /// Takes a row out, and returns whether there was one; that is durable after the next ``commit()``.
  @discardableResult public func remove(_ id: UInt64) throws -> Bool {
    try writer.withLock {
      guard try index.remove(id) else { return false }
      $0.pending.append(.remove(id: id))
      return true
    }
  }

  /// Makes all changes so far durable.
  ///
  /// - Throws: `DataError` with code `cannotWrite`; the changes are then in memory alone, and a later commit may succeed.
  public func commit() throws {
    try writer.withLock {
      guard !$0.pending.isEmpty else { return }
      try $0.log.append($0.pending)
      $0.pending = []
    }
  }

  /// Writes all rows as a new generation and makes it the one that counts. Readers are not held up, writers are.
  ///
  /// - Throws: `DataError` with code `cannotWrite`; the old generation then still counts.
  public func compact() throws {
    try writer.withLock {
      let (graph, ids) = try index.freeze()
      let old = $0.generation
      // The log first: once the new generation counts, nothing may be committed to the old one's.
      let log = try Self.emptyLog(generation: old + 1, in: folder, dimension: graph.dimension, disk: disk)
      let written = Result { try Self.write(graph, ids: ids, generation: old + 1, to: folder, disk: disk) }
      // A rename may have come about though the disk failed after it: then the old log does not count any more.
      guard try Self.currentGeneration(in: folder) == old + 1 else { return try written.get() }
      $0.generation = old + 1
      $0.pending = []
      $0.log = log
      // Best effort: files of a generation that does not count do no harm.
      for suffix in ["hnsw", "ids", "changes"] { try? Paths.remove(Paths.join(folder, "\(old).\(suffix)")) }
      try written.get()
    }
  }

  private static func currentGeneration(in folder: String) throws -> Int {
    let current = Paths.join(folder, "CURRENT")
    let text = String(decoding: try ByteSource.readAll(path: current), as: UTF8.self)
    guard let generation = Int(text.filter { $0 != "\n" }), generation > 0 else {
      throw DataError(
        .badData, at: current, "is no generation's number", remedy: "write the number of the newest .hnsw")
    }
    return generation
  }

  /// A log without changes; one that a compaction which was cut off has left under this number does not count.
  private static func emptyLog(generation: Int, in folder: String, dimension: Int, disk: Disk) throws -> ChangeLog {
    let path = Paths.join(folder, "\(generation).changes")
    try Paths.remove(path)
    return try ChangeLog(path: path, dimension: dimension, disk: disk) { _ in }
  }

  private static func write(
    _ index: HNSWIndex, ids: [UInt64], generation: Int, to folder: String, disk: Disk
  ) throws {
    try index.write(to: Paths.join(folder, "\(generation).hnsw"), disk: disk)
    var file = try DurableFile(path: Paths.join(folder, "\(generation).ids"), disk: disk)
    try file.write(idsMagic)
    try file.write(ids.map(\.littleEndian))
    try file.write([CRC32.of(ids.map(\.littleEndian)).littleEndian])
    try file.commit()
    try DurableFile.write(Array("\(generation)\n".utf8), to: Paths.join(folder, "CURRENT"), disk: disk)
  }

  private static func readIDs(path: String, count: Int) throws -> [UInt64] {
    let bytes = try ByteSource.readAll(path: path)
    func refusal(_ fault: String) -> DataError {
      DataError(.badData, at: path, fault, remedy: "restore the folder from a copy")
    }
    guard bytes.starts(with: idsMagic), bytes.count == idsMagic.count + 8 * count + 4 else {
      throw refusal("these are not the ids of \(count) rows")
    }
    let ids = bytes.withUnsafeBytes { bytes in
      (0..<count).map { bytes.loadUnaligned(fromByteOffset: idsMagic.count + 8 * $0, as: UInt64.self) }
    }
    let checksum = bytes.withUnsafeBytes {
      UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: bytes.count - 4, as: UInt32.self))
    }
    guard CRC32.of(ids) == checksum else { throw refusal("the ids are damaged (their checksum does not match)") }
    guard Set(ids).count == count else { throw refusal("two rows have the same id") }
    return ids.map(UInt64.init(littleEndian:))
  }
}
