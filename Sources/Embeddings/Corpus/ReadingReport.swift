/// What was read, and what was not.
public struct ReadingReport: Sendable, Equatable {
  /// How many rejected records ``firstRejects`` describes at most.
  public static let rejectsDescribed = 10

  /// Files opened, standard input included.
  public var files = 0
  /// Playlists read.
  public var playlists = 0
  /// Track occurrences in them, repetitions included.
  public var occurrences = 0
  /// Tracks a catalog file described; 0 for playlists.
  public var tracks = 0
  /// Records that were malformed and left out.
  public var rejected = 0
  /// The first rejected records in words, each `file:line: fault; remedy`.
  public var firstRejects: [String] = []

  /// Creates an empty report.
  public init() {}
}

/// How far a reading has come.
public struct ReadingProgress: Sendable, Equatable {
  /// Bytes used so far, before decompression, over all files.
  public let bytesRead: Int
  /// Bytes of all files, before decompression, or nil when one of them is a pipe.
  public let bytesTotal: Int?
  /// Playlists read so far.
  public let playlists: Int

  /// Creates a progress from its parts.
  public init(bytesRead: Int, bytesTotal: Int?, playlists: Int) {
    self.bytesRead = bytesRead
    self.bytesTotal = bytesTotal
    self.playlists = playlists
  }
}
