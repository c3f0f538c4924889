extension Rendering {
  /// Tells where a map is.
  static func showMap(of tracks: Int, path: String, bytes: Int) {
    print(["\(path)  \(Figures.count(tracks, of: "track")), \(Figures.bytes(bytes))"])
  }
}
