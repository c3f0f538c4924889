/// Turns records into an ``EncodedCorpus``: the vocabulary builder behind every format.
///
/// Tracks are numbered as they come, whoever parses them; ``finish(minimumCount:)`` orders and renumbers them in place.
struct EncodedCorpusBuilder: ~Copyable {
  /// The playlists that a split held out, as track ids.
  private(set) var heldOut: [[String]] = []

  private let split: CorpusSplit?
  private var tracks = IdentifierTable()
  private var counts: [Int] = []
  /// The number of each track by the number that a worker gave it, for each worker.
  private var numbersOfWorkers: [[Int32]] = []
  private var occurrences: [Int32] = []
  private var offsets = [0]
  private var playlistIDs = IdentifierTable()
  private var heldOutIDs = IdentifierTable()
  private var names = StringTable()
  private var firstDate: String?
  private var lastDate: String?
  /// The numbers of the playlist at hand.
  private var numbers: [Int32] = []

  /// - Parameter split: Which playlists are kept apart, or nil to keep all together.
  init(holdingOut split: CorpusSplit? = nil) { self.split = split }

  /// Takes what is here out, leaving nothing.
  mutating func take() -> EncodedCorpusBuilder {
    let taken = self
    self = EncodedCorpusBuilder()
    return taken
  }

  /// How many playlists the corpus has so far.
  var playlistCount: Int { offsets.count - 1 }

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
  mutating func append(_ record: LineBlock.Record, of block: LineBlock) -> Bool {
    numbers.removeAll(keepingCapacity: true)
    numbersOfWorkers[block.worker].withUnsafeBufferPointer { map in
      block.withTracks(of: record) { tracks in for track in tracks { numbers.append(map[Int(track)]) } }
    }
    return appendNumbers(id: record.id, name: record.name, date: record.date)
  }

  /// Adds a playlist; false when its id is taken.
  mutating func append(_ record: borrowing PlaylistRecord) -> Bool {
    numbers.removeAll(keepingCapacity: true)
    for track in record.tracks { numbers.append(Self.number(of: track, in: &tracks, &counts)) }
    return appendNumbers(id: record.id, name: record.name, date: record.date)
  }

  private static func number(of track: Bytes, in tracks: inout IdentifierTable, _ counts: inout [Int]) -> Int32 {
    let (number, isNew) = tracks.insert(utf8: track)
    if isNew { counts.append(0) }
    return Int32(truncatingIfNeeded: number)
  }

  private mutating func appendNumbers(id: Bytes, name: Bytes, date: Bytes) -> Bool {
    if let split, split.isHeldOut(id) {
      guard heldOutIDs.insert(utf8: id).isNew else { return false }
      heldOut.append(numbers.map { tracks[Int($0)] })
      return true
    }
    guard playlistIDs.insert(utf8: id).isNew else { return false }
    counts.withUnsafeMutableBufferPointer { counts in for number in numbers { counts[Int(number)] += 1 } }
    occurrences.append(contentsOf: numbers)
    offsets.append(occurrences.count)
    names.append(utf8: name)
    if !date.isEmpty {
      let date = date.string
      firstDate = min(firstDate ?? date, date)
      lastDate = max(lastDate ?? date, date)
    }
    return true
  }

  /// Orders the vocabulary by falling count, drops tracks under the minimum count, and returns the corpus.
  ///
  /// - Complexity: O(occurrences + tracks log tracks).
  consuming func finish(minimumCount: Int) -> EncodedCorpus {
    let order = Self.order(of: tracks.strings, counts: counts, minimumCount: minimumCount)
    var ordinals = [Int32](repeating: -1, count: tracks.count)
    for (ordinal, track) in order.enumerated() { ordinals[track] = Int32(ordinal) }
    var kept = 0
    let playlistCount = playlistCount
    occurrences.withUnsafeMutableBufferPointer { occurrences in
      var start = 0
      for playlist in 0..<playlistCount {
        let end = offsets[playlist + 1]
        for index in start..<end {
          let ordinal = ordinals[Int(occurrences[index])]
          if ordinal >= 0 {
            occurrences[kept] = ordinal
            kept += 1
          }
        }
        start = end
        offsets[playlist + 1] = kept
      }
    }
    occurrences.removeSubrange(kept...)

    var ids = StringTable()
    for track in order { tracks.strings.withBytes(at: track) { ids.append(utf8: $0) } }
    return EncodedCorpus(
      vocabulary: Vocabulary(ids: IdentifierTable(ids), counts: order.map { counts[$0] }),
      trackOrdinals: occurrences, playlistOffsets: offsets, playlistIDs: playlistIDs, playlistNames: names,
      dates: firstDate.flatMap { first in lastDate.map { first...$0 } })
  }

  /// The numbers of the tracks with at least `minimumCount` occurrences, by falling count, then rising id bytes.
  private static func order(of ids: StringTable, counts: [Int], minimumCount: Int) -> [Int] {
    /// The first eight bytes of an id decide most ties without a look at the rest.
    struct Key {
      let count: Int
      let prefix: UInt64
      let track: Int
    }
    var keys: [Key] = []
    for track in 0..<ids.count where counts[track] >= minimumCount {
      let prefix = ids.withBytes(at: track) { bytes in
        (0..<8).reduce(UInt64(0)) { $0 << 8 | ($1 < bytes.count ? UInt64(bytes[$1]) : 0) }
      }
      keys.append(Key(count: counts[track], prefix: prefix, track: track))
    }
    keys.sort { left, right in
      if left.count != right.count { return left.count > right.count }
      if left.prefix != right.prefix { return left.prefix < right.prefix }
      return ids.withBytes(at: left.track) { left in ids.withBytes(at: right.track) { left.precedes($0) } }
    }
    return keys.map(\.track)
  }
}
