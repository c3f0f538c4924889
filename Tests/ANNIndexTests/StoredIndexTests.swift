import Files
import Synchronization
import TestSupport
import Testing

@testable import ANNIndex

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct StoredIndexTests {
  let folder: TemporaryFolder
  let place: String

  init() throws {
    folder = try TemporaryFolder()
    place = folder("index")
  }

  static func row(_ number: Int) -> [Float] { [Float(number % 7) + 1, Float(number / 7), 1] }

  func create(rows: Int, disk: Disk = .system) throws -> StoredIndex {
    let base = try HNSWIndex.build(rows: (0..<rows).flatMap(Self.row), count: rows, dimension: 3, metric: .l2)
    return try StoredIndex(creating: place, from: base, ids: (0..<rows).map { UInt64($0) }, disk: disk)
  }

  /// The ids that a folder holds now.
  func ids() throws -> Set<UInt64> {
    Set(try StoredIndex(opening: place).index.search([0, 0, 0], k: 10_000).map(\.id))
  }

  @Test func what_was_committed_is_there_again_and_the_rest_is_not() throws {
    let stored = try create(rows: 50)
    for id in 50..<60 { try stored.insert(Self.row(id), id: UInt64(id)) }
    #expect(try stored.remove(3))
    try stored.commit()
    try stored.insert(Self.row(99), id: 99)
    #expect(stored.index.count == 60)
    #expect(try ids() == Set(0..<60).subtracting([3]))
    try stored.commit()
    #expect(try ids().contains(99))
    try stored.compact()
    #expect(try ids() == Set(0..<60).subtracting([3]).union([99]))
    #expect(try Set(Paths.names(in: place)) == ["CURRENT", "2.hnsw", "2.ids", "2.changes"])
    try stored.insert(Self.row(7), id: 100)
    try stored.commit()
    #expect(try ids().contains(100))
    #expect(throws: DataError.self) { try create(rows: 1) }
  }

  @Test func a_log_cut_at_any_byte_holds_the_commits_before() throws {
    let stored = try create(rows: 4)
    var ends: [Int] = []
    for id in 4..<7 {
      try stored.insert(Self.row(id), id: UInt64(id))
      try stored.commit()
      ends.append(try #require(Paths.size(of: Paths.join(place, "1.changes"))))
    }
    let log = Paths.join(place, "1.changes")
    let bytes = try ByteSource.readAll(path: log)
    for length in 0..<bytes.count {
      try DurableFile.write(Array(bytes.prefix(length)), to: log)
      let whole = ends.count { $0 <= length }
      #expect(try ids() == Set(0..<UInt64(4 + whole)), "\(length) bytes")
      // What was torn is gone from the file, so that the next commit stands behind whole ones.
      #expect(Paths.size(of: log) == (whole == 0 ? 0 : ends[whole - 1]))
    }
    // Zeros behind the last commit, as some file systems leave them after a power cut.
    try DurableFile.write(bytes + Array(repeating: 0, count: 100), to: log)
    #expect(try ids() == Set(0..<7))
  }

  @Test func damage_before_the_last_commit_is_an_error() throws {
    let stored = try create(rows: 4)
    for id in 4..<7 {
      try stored.insert(Self.row(id), id: UInt64(id))
      try stored.commit()
    }
    let log = Paths.join(place, "1.changes")
    let bytes = try ByteSource.readAll(path: log)
    let last = bytes.count * 2 / 3
    for position in bytes.indices {
      var damaged = bytes
      damaged[position] ^= 0x20
      try DurableFile.write(damaged, to: log)
      if position < last {
        let error = #expect(throws: DataError.self, "byte \(position)") { try ids() }
        #expect(error?.code == .badData)
      } else {
        #expect(try ids() == Set(0..<6), "byte \(position)")
      }
    }
  }

  @Test func other_damage_is_named() throws {
    _ = try create(rows: 4)
    let file = Paths.join(place, "1.ids")
    let bytes = try ByteSource.readAll(path: file)
    for position in bytes.indices {
      var damaged = bytes
      damaged[position] ^= 1
      try DurableFile.write(damaged, to: file)
      let error = #expect(throws: DataError.self) { try ids() }
      #expect(error?.place == file)
    }
    try DurableFile.write(Array("x".utf8), to: Paths.join(place, "CURRENT"))
    #expect(throws: DataError.self) { try ids() }
    #expect(throws: DataError.self) { try StoredIndex(opening: folder("nowhere")) }
  }

  /// A disk whose nth call from now on fails, each in its way.
  final class FailingDisk: Sendable {
    private let left = Mutex(Int.max)

    func fail(after calls: Int) { left.withLock { $0 = calls } }

    private func fails() -> Bool {
      left.withLock {
        $0 -= $0 == .max ? 0 : 1
        return $0 == -1
      }
    }

    var disk: Disk {
      Disk(
        write: { descriptor, bytes in
          guard self.fails() else { return Disk.system.write(descriptor, bytes) }
          // Half of it gets there.
          _ = Disk.system.write(descriptor, UnsafeRawBufferPointer(rebasing: bytes[..<(bytes.count / 2)]))
          errno = ENOSPC
          return -1
        },
        sync: { descriptor in
          guard self.fails() else { return Disk.system.sync(descriptor) }
          errno = EIO
          return -1
        },
        rename: { from, to in
          guard self.fails() else { return Disk.system.rename(from, to) }
          errno = EIO
          return -1
        })
    }
  }

  @Test func a_disk_that_fails_at_any_call_costs_nothing_that_was_committed() throws {
    for calls in 0..<20 {
      let failing = FailingDisk()
      let stored = try StoredIndex(
        creating: place, from: HNSWIndex.build(rows: [1, 1, 1], count: 1, dimension: 3, metric: .l2), ids: [0],
        disk: failing.disk)
      try stored.insert(Self.row(1), id: 1)
      try stored.commit()
      try stored.insert(Self.row(2), id: 2)
      failing.fail(after: calls)
      let committed = (try? stored.commit()) != nil
      #expect(try ids().isSuperset(of: committed ? [0, 1, 2] : [0, 1]), "call \(calls)")
      let compacted = (try? stored.compact()) != nil
      #expect(try ids().isSuperset(of: committed || compacted ? [0, 1, 2] : [0, 1]), "call \(calls)")
      // Afterwards all is as if nothing had been.
      failing.fail(after: .max)
      try stored.insert(Self.row(3), id: 3)
      try stored.commit()
      #expect(try ids() == [0, 1, 2, 3], "call \(calls)")
      for name in try Paths.names(in: place) { try Paths.remove(Paths.join(place, name)) }
    }
  }
}
