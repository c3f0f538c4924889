import Files

extension Catalog {
  /// Writes the catalog in eight fields with TAB between them, nine where any track has labels, as ``read(path:recordings:isStrict:)`` reads them.
  ///
  /// - Throws: `DataError` with code `cannotWrite`; an older file of that name is then untouched.
  public func write(to path: String, disk: Disk = .system) throws {
    var file = try DurableFile(path: path, disk: disk)
    for track in self {
      var fields = [
        track.id, track.title, track.artists.map(\.id).joined(separator: "|"),
        track.artists.map(\.name).joined(separator: " | "), track.albumID ?? "", track.albumTitle ?? "",
        track.durationSeconds.map(String.init) ?? "", track.recordingID ?? "",
      ]
      if hasLabels { fields.append(track.labels.joined(separator: "|")) }
      try file.write(fields.joined(separator: "\t") + "\n")
    }
    try file.commit()
  }
}
