import Embeddings

/// The names of the files in a model's folder, besides its manifest.
enum ModelFiles {
  /// The catalog of the model's tracks, eight-field TSV.
  static let catalog = "catalog.tsv"

  /// Which tracks share training playlists, ``PlaylistSample``.
  static let sample = "playlists.sample"

  /// What scores mean, ``PercentileTables``.
  static let percentiles = "scores.percentiles"

  /// The tracks that each track shares playlists with, ``Companions``.
  static let companions = "tracks.companions"

  /// The main artist and the album of every track, ``TrackParents``.
  static let parents = "tracks.parents"

  /// Ids, names, credits, supports and groups of a kind: `tracks.items`.
  static func items(_ kind: ItemKind) -> String { "\(kind.plural).items" }

  /// The vectors of a kind: `tracks.vectors` for the input role, `tracks.context` for the context role.
  static func vectors(_ kind: ItemKind, _ role: EmbeddingRole) -> String {
    switch role {
    case .input: "\(kind.plural).vectors"
    case .context: "\(kind.plural).context"
    }
  }

  /// The means that relations are taken from: `relations.centers`.
  static let centers = "relations.centers"

  /// The index of a kind for a relation: `tracks.alike.hnsw`, `tracks.together.hnsw`.
  static func index(_ kind: ItemKind, _ relation: Relation) -> String { "\(kind.plural).\(relation.rawValue).hnsw" }
}
