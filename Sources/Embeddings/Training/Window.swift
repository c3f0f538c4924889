/// Which tracks of a playlist are positives of a track.
public enum Window: Sendable, Equatable {
  /// All others of the playlist: a playlist is close to a set, and its order says little.
  case wholePlaylist
  /// Those at most this many places away, at least 1.
  ///
  /// As in word2vec the reach is drawn anew for every occurrence, evenly from 1 to this number, so that near
  /// tracks count more.
  case tracks(Int)
}

/// A number of tracks, or the text `playlist`.
extension Window: Codable, CustomStringConvertible {
  /// What a whole playlist is called in text.
  private static let wholeName = "playlist"

  /// The window's text: `playlist` or a number.
  public var description: String {
    switch self {
    case .wholePlaylist: Self.wholeName
    case .tracks(let reach): String(reach)
    }
  }

  /// The window with that text, or nil: `playlist`, or a number of at least 1.
  public init?(_ text: String) {
    if text == Self.wholeName {
      self = .wholePlaylist
    } else if let reach = Int(text), reach >= 1 {
      self = .tracks(reach)
    } else {
      return nil
    }
  }

  /// Reads a number of tracks or the text `playlist`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try (try? container.decode(Int.self)).map(String.init) ?? container.decode(String.self)
    guard let window = Window(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "a window is \"\(Self.wholeName)\" or a number of tracks, not \(text)")
    }
    self = window
  }

  /// Writes a number of tracks or the text `playlist`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .wholePlaylist: try container.encode(Self.wholeName)
    case .tracks(let reach): try container.encode(reach)
    }
  }
}
