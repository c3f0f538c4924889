import Files

/// Playlists as track ordinals: what every part after reading works on.
///
/// A playlist keeps its order and its repeated tracks; tracks under the minimum count are gone from it, so it may be empty.
///
/// A small corpus lies in memory: four bytes an occurrence, and sixteen and the bytes of its id and name a playlist. One over
/// the reader's budget (``CorpusOptions/memoryBudget``) lies in temporary files: then memory holds the vocabulary, and
/// sixteen bytes for every `partSize` occurrences, two megabytes for a hundred million. A value may be used by several threads.
public struct EncodedCorpus: Sendable {
  /// The tracks, numbered.
  public let vocabulary: Vocabulary
  /// How many playlists there are.
  public let playlistCount: Int
  /// Tracks of all playlists together, repetitions included.
  public let occurrenceCount: Int
  /// Tracks of the longest playlist.
  public let longestPlaylist: Int
  /// The first and the last playlist date (ISO 8601 text, as in the corpus), or nil when no playlist has one.
  public let dates: ClosedRange<String>?

  let storage: Storage

  /// Where the playlists lie.
  enum Storage: Sendable {
    case memory(PlaylistArrays)
    case spool(PlaylistSpool)
  }

  /// Creates a corpus in memory from its parts, whose shapes must agree.
  ///
  /// - Parameters:
  ///   - trackOrdinals: Track ordinals of all playlists, one after the other, each in `0..<vocabulary.count`.
  ///   - playlistOffsets: Where playlist `i` starts in `trackOrdinals`; one more value than playlists, rising from 0.
  ///   - playlistIDs: Playlist ids by playlist number, all distinct.
  ///   - playlistNames: Playlist names by playlist number; an empty string where none was given.
  public init(
    vocabulary: Vocabulary, trackOrdinals: [Int32], playlistOffsets: [Int], playlistIDs: IdentifierTable,
    playlistNames: StringTable, dates: ClosedRange<String>? = nil
  ) {
    precondition(
      playlistOffsets.first == 0 && playlistOffsets.last == trackOrdinals.count,
      "offsets must run from 0 to the number of occurrences")
    precondition(
      playlistIDs.count == playlistOffsets.count - 1 && playlistNames.count == playlistIDs.count,
      "one id and one name for each playlist")
    let arrays = PlaylistArrays(
      tracks: trackOrdinals, offsets: playlistOffsets, ids: playlistIDs.strings, names: playlistNames)
    self.init(vocabulary: vocabulary, storage: .memory(arrays), dates: dates)
  }

  init(vocabulary: Vocabulary, storage: Storage, dates: ClosedRange<String>?) {
    self.vocabulary = vocabulary
    self.storage = storage
    self.dates = dates
    switch storage {
    case .memory(let arrays):
      playlistCount = arrays.count
      occurrenceCount = arrays.tracks.count
      longestPlaylist = arrays.longest
    case .spool(let spool):
      playlistCount = spool.playlistCount
      occurrenceCount = spool.occurrenceCount
      longestPlaylist = spool.longestPlaylist
    }
  }

  /// Whether the playlists lie in temporary files.
  public var isSpooled: Bool {
    switch storage {
    case .memory: false
    case .spool: true
    }
  }

  /// Hands the track ordinals of every playlist to `body`, in corpus order; they are valid for that call alone.
  ///
  /// - Throws: What `body` throws; `DataError` with code `cannotRead` when a temporary file cannot be read.
  /// - Complexity: O(occurrences).
  public func forEachPlaylist(_ body: (UnsafeBufferPointer<Int32>) throws -> Void) throws {
    switch storage {
    case .memory(let arrays): for index in 0..<arrays.count { try arrays.withTracks(of: index, body) }
    case .spool(let spool): try spool.forEachPlaylist(body)
    }
  }

  /// Hands id and name of every playlist to `body` as UTF-8, in corpus order; they are valid for that call alone.
  ///
  /// Ids are distinct, and a name is empty where none was given.
  ///
  /// - Throws: What `body` throws; `DataError` with code `cannotRead` when a temporary file cannot be read.
  public func forEachPlaylistTitle(
    _ body: (_ id: UnsafeBufferPointer<UInt8>, _ name: UnsafeBufferPointer<UInt8>) throws -> Void
  ) throws {
    switch storage {
    case .memory(let arrays): for index in 0..<arrays.count { try arrays.withTitle(of: index, body) }
    case .spool(let spool): try spool.forEachTitle(body)
    }
  }
}

// What training reads: parts in any order.
extension EncodedCorpus {
  /// How many parts there are: consecutive playlists that are read in one go. In memory each playlist is a part.
  var partCount: Int {
    switch storage {
    case .memory(let arrays): arrays.count
    case .spool(let spool): spool.partCount
    }
  }

  /// Occurrences in a part, or a few more; 0 where each playlist is a part.
  var partSize: Int {
    switch storage {
    case .memory: 0
    case .spool(let spool): spool.partSize
    }
  }

  /// Occurrences in part `part`, in `0..<partCount`.
  func occurrences(inPart part: Int) -> Int {
    switch storage {
    case .memory(let arrays): arrays.offsets[part + 1] - arrays.offsets[part]
    case .spool(let spool): spool.occurrences(inPart: part)
    }
  }

  /// Appends the playlists of part `part`, in `0..<partCount`, to a batch.
  ///
  /// - Throws: `DataError` with code `cannotRead` when a temporary file cannot be read.
  func read(part: Int, into batch: inout PlaylistBatch) throws {
    switch storage {
    case .memory(let arrays): arrays.withTracks(of: part) { batch.append($0) }
    case .spool(let spool): try spool.read(part: part, into: &batch)
    }
  }
}
