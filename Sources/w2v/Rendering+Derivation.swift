import Similarity

extension Rendering {
  /// Says what a training goes on from, and what becomes of the playlists of that model.
  static func note(continuing manifest: Manifest, newTracks: Int) {
    let playlists = manifest.items["playlists"] ?? 0
    note(
      "continuing from \(manifest.version): \(Figures.count(newTracks, of: "track")) new beside its "
        + Figures.count(manifest.items["tracks"] ?? 0)
        + (playlists > 0 ? "; its \(Figures.count(playlists, of: "playlist")) will not be in the new version" : ""))
  }

  /// Says what of a fold-in a user may not expect.
  static func note(foldedInto manifest: Manifest, _ folded: FoldedModel) {
    if folded.strandedTracks > 0 {
      note(
        "\(Figures.count(folded.strandedTracks, of: "new track")) without another track in a playlist; "
          + "nothing can be learnt of such a track")
    }
    if folded.knownPlaylists > 0 {
      note(
        "\(Figures.count(folded.knownPlaylists, of: "playlist")) with an id that \(manifest.version) has; what it has keeps "
          + "its vectors (a new edition of a playlist is called ID@DATE)")
    }
  }

  /// How a model was made from its parent, for programs.
  static func json(of derivation: Manifest.Derivation) -> JSON {
    [
      "method": .string(derivation.method.rawValue),
      "new_tracks": .integer(derivation.newTracks),
      "playlists": .integer(derivation.playlists.playlists),
    ]
  }

  /// How a model was made from its parent, or nil where it was not.
  static func derivationText(of manifest: Manifest) -> String? {
    manifest.derivation.map { derivation in
      let how =
        switch derivation.method {
        case .foldIn: "folded into"
        case .continuation: "continued from"
        }
      return "\(how) \(manifest.parent ?? "?"): \(Figures.count(derivation.newTracks, of: "new track")), "
        + Figures.count(derivation.playlists.playlists, of: "playlist")
    }
  }

  /// How a model was aligned to an older one, or nil where it was not.
  static func alignmentText(of manifest: Manifest) -> String? {
    manifest.alignment.map { alignment in
      "to \(alignment.to) by \(Figures.count(alignment.tracks, of: "track")): mean cosine with its vectors "
        + "\(Figures.decimal(alignment.cosineBefore, 3)) before, \(Figures.decimal(alignment.cosine, 3)) after; "
        + (alignment.keepsSpace
          ? "listeners' vectors of it can be asked" : "too far for its listeners' vectors, so in a space of its own")
    }
  }
}
