import Files

/// Turns records into an ``EncodedCorpus``: the vocabulary builder behind every format.
///
/// Tracks are numbered as they come, whoever parses them; ``finish(minimumCount:)`` orders and renumbers them in place.
///
/// Memory: the table of all track ids, 20 bytes a track more than that, and the playlists up to the budget.
struct EncodedCorpusBuilder: ~Copyable {
  /// The playlists that a split held out, as track ids.
  private(set) var heldOut: [[String]] = []

  private let split: CorpusSplit?
  private var tracks = IdentifierTable()
  private var counts: [Int] = []
  /// The number of each track by the number that a worker gave it, for each worker.
  private var numbersOfWorkers: [[Int32]] = []
  private var playlists: PlaylistStore
  private var heldOutIDs = IdentifierTable()
  private var firstDate: String?
  private var lastDate: String?
  /// The numbers of the playlist at hand.
  private var numbers: [Int32] = []

  /// - Parameter split: Which playlists are kept apart, or nil to keep all together.
  init(options: CorpusOptions = .init(), holdingOut split: CorpusSplit? = nil, disk: Disk = .system) {
    self.split = split
    playlists = PlaylistStore(memoryBudget: options.memoryBudget, folder: options.temporaryFolder, disk: disk)
  }

  /// Takes what is here out, leaving nothing.
  mutating func take() -> EncodedCorpusBuilder {
    let taken = self
    self = EncodedCorpusBuilder()
    return taken
  }

  /// How many playlists the corpus has so far.
  var playlistCount: Int { playlists.count }

  /// Numbers the tracks that a worker has seen first in one of its blocks.
  ///
  /// Workers take blocks in the order of the file. So a track that is new to everybody is new to the worker of the first
  /// block that has it, and blocks taken in order give every track the number that one thread would have given it.
  mutating func take(_ newTracks: StringTable, of worker: Int) {
    while numbersOfWorkers.count <= worker { numbersOfWorkers.append([]) }
    for index in 0..<newTracks.count {
      let number = newTracks.withBytes(at: index) { Self.number(of: $0, in: &tracks, &counts) }
      numbersOfWorkers[worker].append(number)
    }
  }

  /// Adds a playlist of a block whose new tracks were taken; false when its id is taken.
  ///
  /// - Parameter isUnique: Whether the id cannot be that of another playlist whose id was said to be unique.
  /// - Throws: `DataError` with code `cannotWrite` or `cannotRead`.
  mutating func append(_ record: LineBlock.Record, of block: LineBlock, isUnique: Bool) throws -> Bool {
    numbers.removeAll(keepingCapacity: true)
    numbersOfWorkers[block.worker].withUnsafeBufferPointer { map in
      block.withTracks(of: record) { tracks in for track in tracks { numbers.append(map[Int(track)]) } }
    }
    return try appendNumbers(id: record.id, name: record.name, date: record.date, isUnique: isUnique)
  }

  /// Adds a playlist; false when its id is taken.
  ///
  /// - Throws: `DataError` with code `cannotWrite` or `cannotRead`.
  mutating func append(_ record: borrowing PlaylistRecord) throws -> Bool {
    numbers.removeAll(keepingCapacity: true)
    for track in record.tracks { numbers.append(Self.number(of: track, in: &tracks, &counts)) }
    return try appendNumbers(id: record.id, name: record.name, date: record.date, isUnique: false)
  }

  private static func number(of track: Bytes, in tracks: inout IdentifierTable, _ counts: inout [Int]) -> Int32 {
    let (number, isNew) = tracks.insert(utf8: track)
    if isNew { counts.append(0) }
    return Int32(truncatingIfNeeded: number)
  }

  private mutating func appendNumbers(id: Bytes, name: Bytes, date: Bytes, isUnique: Bool) throws -> Bool {
    if let split, split.isHeldOut(id) {
      guard heldOutIDs.insert(utf8: id).isNew else { return false }
      heldOut.append(numbers.map { tracks[Int($0)] })
      return true
    }
    let isNew = try numbers.withUnsafeBufferPointer {
      try playlists.append($0, id: id, name: name, isUnique: isUnique)
    }
    guard isNew else { return false }
    counts.withUnsafeMutableBufferPointer { counts in for number in numbers { counts[Int(number)] += 1 } }
    if !date.isEmpty {
      let date = date.string
      firstDate = min(firstDate ?? date, date)
      lastDate = max(lastDate ?? date, date)
    }
    return true
  }

  /// Orders the vocabulary by falling count, drops tracks under the minimum count, and returns the corpus.
  ///
  /// - Throws: `DataError` with code `cannotWrite` or `cannotRead`.
  /// - Complexity: O(occurrences + tracks log tracks).
  consuming func finish(minimumCount: Int) throws -> EncodedCorpus {
    let (vocabulary, ordinals) = Vocabulary.ordering(tracks.strings, counts: counts, minimumCount: minimumCount)
    let dates = firstDate.flatMap { first in lastDate.map { first...$0 } }
    let storage = try playlists.finish(ordinals: ordinals, occurrenceCount: vocabulary.totalCount)
    return EncodedCorpus(vocabulary: vocabulary, storage: storage, dates: dates)
  }
}
