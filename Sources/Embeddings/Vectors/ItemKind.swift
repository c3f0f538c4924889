/// The kinds of item that have vectors in the same space.
public enum ItemKind: String, Sendable, CaseIterable, Codable {
  case track, album, artist, playlist

  /// The plural, as it stands in file names: `tracks`.
  public var plural: String { rawValue + "s" }
}
