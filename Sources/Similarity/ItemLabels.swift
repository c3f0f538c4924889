import Embeddings

/// What items of a kind have in common, as numbers: the main artist and the album of each, for caps.
struct ItemLabels: Sendable {
  /// The number of each item's main artist; an item of nobody has a number of its own.
  let artists: [UInt32]
  /// The number of each item's album; an item of none has a number of its own.
  let albums: [UInt32]

  /// Numbers the labels of a kind's items.
  ///
  /// - Complexity: O(items) for tracks, O(tracks) for albums.
  init(of kind: ItemKind, in model: Model) {
    let list = model[kind].list
    var artists = Numbering()
    var albums = Numbering()
    switch kind {
    case .track:
      let tracks = (0..<list.count).map { model.catalog.track(list.ids[$0]) }
      self.artists = tracks.map { artists.number(of: $0?.artists.first?.id) }
      self.albums = tracks.map { albums.number(of: $0?.albumID) }
    case .album:
      var artistOfAlbum: [String: String] = [:]
      for track in model.catalog {
        if let album = track.albumID, let artist = track.artists.first, artistOfAlbum[album] == nil {
          artistOfAlbum[album] = artist.id
        }
      }
      self.artists = (0..<list.count).map { artists.number(of: artistOfAlbum[list.ids[$0]]) }
      self.albums = (0..<list.count).map { UInt32($0) }
    case .artist, .playlist:
      self.artists = (0..<list.count).map { UInt32($0) }
      self.albums = self.artists
    }
  }

  /// Gives each text a number, and nothing a new one each time.
  private struct Numbering {
    private var numbers: [String: UInt32] = [:]
    private var next: UInt32 = 0

    mutating func number(of text: String?) -> UInt32 {
      if let text, let number = numbers[text] { return number }
      defer { next += 1 }
      if let text { numbers[text] = next }
      return next
    }
  }
}
