import Files

/// Where playlists go while they are read: to memory, and from there to temporary files once they are too many.
struct PlaylistStore: ~Copyable {
  /// How many playlists there are.
  private(set) var count = 0

  private let memoryBudget: Int
  private let folder: String
  private let disk: Disk
  private var arrays = PlaylistArrays()
  private var spool: PlaylistSpoolWriter?
  private var ids = PlaylistIDSet()
  /// Whether ``ids`` has all ids; not so as long as each is unique by the way it is made.
  private var checksIDs = false

  /// - Parameters:
  ///   - memoryBudget: The most bytes that playlists take in memory.
  ///   - folder: Where temporary files go.
  init(memoryBudget: Int, folder: String, disk: Disk = .system) {
    self.memoryBudget = memoryBudget
    self.folder = folder
    self.disk = disk
  }

  /// Adds a playlist; false when its id is taken.
  ///
  /// - Parameter isUnique: Whether the id cannot be one of those before, if they cannot be one another's either.
  /// - Throws: `DataError` with code `cannotWrite` or `cannotRead`.
  mutating func append(
    _ numbers: UnsafeBufferPointer<Int32>, id: Bytes, name: Bytes, isUnique: Bool
  ) throws -> Bool {
    if !isUnique || checksIDs {
      if !checksIDs { try collectIDs() }
      guard try Self.note(id, in: &ids, arrays, &spool) else { return false }
    }
    count += 1
    if try spool?.append(numbers, id: id, name: name) != nil { return true }
    arrays.append(numbers, id: id, name: name)
    if arrays.byteCount > memoryBudget { try moveToDisk() }
    return true
  }

  /// Gives tracks their ordinals and drops those whose ordinal is negative.
  ///
  /// - Parameter occurrenceCount: How many occurrences will be left.
  /// - Throws: `DataError` with code `cannotWrite` or `cannotRead`.
  /// - Complexity: O(occurrences).
  consuming func finish(ordinals: [Int32], occurrenceCount: Int) throws -> EncodedCorpus.Storage {
    if let spool = spool.take() {
      return .spool(try spool.finish(ordinals: ordinals, occurrenceCount: occurrenceCount))
    }
    var arrays = arrays
    arrays.renumber(ordinals)
    return .memory(arrays)
  }

  private mutating func moveToDisk() throws {
    var writer = try PlaylistSpoolWriter(folder: folder, disk: disk)
    for index in 0..<arrays.count {
      try arrays.withTracks(of: index) { tracks in
        try arrays.withTitle(of: index) { id, name in try writer.append(tracks, id: id, name: name) }
      }
    }
    arrays = PlaylistArrays()
    spool = consume writer
    if checksIDs { try collectIDs() }
  }

  /// Takes note of all ids so far, which are distinct, at the places where they are now.
  private mutating func collectIDs() throws {
    var ids = PlaylistIDSet()
    for index in 0..<arrays.count {
      arrays.withTitle(of: index) { id, _ in _ = ids.insert(id, at: index) { _ in false } }
    }
    try spool?.forEachID { place, id in _ = ids.insert(id, at: place) { _ in false } }
    self.ids = ids
    checksIDs = true
  }

  private static func note(
    _ id: Bytes, in ids: inout PlaylistIDSet, _ arrays: PlaylistArrays, _ spool: inout PlaylistSpoolWriter?
  ) throws -> Bool {
    let place = spool?.nextPlace ?? arrays.count
    return try ids.insert(id, at: place) { place in
      try spool?.holds(id: id, at: place) ?? arrays.ids.withBytes(at: place) { $0.equals(id) }
    }
  }
}
