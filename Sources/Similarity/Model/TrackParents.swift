import Embeddings
import Files

/// The main artist and the album of every track, as ordinals of the model's: `tracks.parents` in a model's folder.
///
/// Little-endian: `W2VPARNT`; as 64-bit integers the format version (1) and the number of tracks; then for each track the
/// 32-bit ordinal of its main artist, then for each that of its album, -1 where the catalog names none; and the CRC-32 of all
/// that stands before it.
struct TrackParents: Sendable, Equatable {
  /// The artist of each track, or -1.
  let artists: [Int32]
  /// The album of each track, or -1.
  let albums: [Int32]

  private static let magic = "W2VPARNT"
  private static let version = 1

  private init(artists: [Int32], albums: [Int32]) {
    self.artists = artists
    self.albums = albums
  }

  /// Looks up the parents of tracks in a catalog.
  init(of tracks: ItemList, in catalog: Catalog, artists: ItemList, albums: ItemList) {
    var parents = (artists: [Int32](), albums: [Int32]())
    for ordinal in 0..<tracks.count {
      let track = catalog.count == 0 ? nil : catalog.track(tracks.ids[ordinal])
      parents.artists.append(track?.artists.first.flatMap { artists.ids.ordinal(of: $0.id) }.map(Int32.init) ?? -1)
      parents.albums.append(track?.albumID.flatMap { albums.ids.ordinal(of: $0) }.map(Int32.init) ?? -1)
    }
    self.init(artists: parents.artists, albums: parents.albums)
  }

  /// How many tracks there are.
  var count: Int { artists.count }

  /// Writes the file.
  ///
  /// - Throws: `DataError` with code `cannotWrite`.
  func write(to path: String, disk: Disk) throws {
    var file = try ChecksummedWriter(path: path, magic: Self.magic, disk: disk)
    try file.add([Self.version, count])
    try file.add(artists)
    try file.add(albums)
    try file.commit()
  }

  /// Reads the file.
  ///
  /// - Parameters:
  ///   - artistCount: how many artists there are to name.
  ///   - albumCount: how many albums.
  /// - Throws: `DataError` with code `missingInput` or `badData`.
  static func read(path: String, artistCount: Int, albumCount: Int) throws -> TrackParents {
    var file = try ChecksummedReader(path: path, magic: magic, what: "the parents of tracks")
    let header = try file.values(Int.self, count: 2)
    guard header[0] == version else {
      throw file.fault("parents version \(header[0]), this program reads version \(version)")
    }
    let artists = try file.values(Int32.self, count: header[1])
    let albums = try file.values(Int32.self, count: header[1])
    try file.finish()
    guard artists.allSatisfy({ -1 <= $0 && Int($0) < artistCount }),
      albums.allSatisfy({ -1 <= $0 && Int($0) < albumCount })
    else { throw file.fault("a parent that is no ordinal") }
    return TrackParents(artists: artists, albums: albums)
  }
}
