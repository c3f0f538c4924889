import Embeddings

/// What "similar" means in a question: a relation, or the better one for what is asked.
public enum RelationChoice: String, Sendable, Codable, CaseIterable {
  /// Plays the same role.
  case alike
  /// Appears in the same playlists.
  case together
  /// The one that finds more, by measurement: *together* where tracks continue tracks or a playlist, else *alike*.
  ///
  /// On held-out editorial playlists *alike* found the playlist of five tracks, the playlist of another edition, the artist of three
  /// tracks and the artist of an album more often, the artists by far; *together* found more of the hidden rest of a playlist.
  case best

  /// The choice of a relation.
  public init(_ relation: Relation) {
    switch relation {
    case .alike: self = .alike
    case .together: self = .together
    }
  }

  /// The relation for seeds of these kinds and a wanted kind.
  func relation(from kinds: [ItemKind], to: ItemKind) -> Relation {
    switch self {
    case .alike: .alike
    case .together: .together
    case .best:
      to == .track && kinds.allSatisfy { $0 == .track || $0 == .playlist } ? .together : .alike
    }
  }
}
