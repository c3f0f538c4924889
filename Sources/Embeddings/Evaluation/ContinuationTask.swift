/// Which tracks of a held-out playlist are hidden, after every repeat of a track has been dropped.
public enum ContinuationTask: Sendable, Hashable {
  /// The last one: what comes next?
  case last
  /// The second half, the larger one where the number is odd: how does it go on?
  case half
  /// All but the first so many, as in the RecSys Challenge 2018; of playlists that have more tracks than that.
  case first(Int)
  /// All but so many at random, chosen by the playlist's tracks alone.
  case random(Int)

  /// The ways in which the RecSys Challenge 2018 asked, but for playlists' titles (Zamani, Schedl, Lamere and Chen, "An
  /// Analysis of Approaches Taken in the ACM RecSys Challenge 2018 for Automatic Music Playlist Continuation").
  public static let challenge: [ContinuationTask] = [
    .first(0), .first(1), .first(5), .first(10), .first(25), .random(25), .first(100), .random(100),
  ]

  /// Whether it asks as the challenge does.
  public var isOfChallenge: Bool {
    switch self {
    case .last, .half: false
    case .first, .random: true
    }
  }

  /// The seeds and the hidden tracks of a playlist, or nil where it is too short to hide one.
  ///
  /// - Parameter distinct: its tracks, each once, in order.
  func divide(_ distinct: [String]) -> (seeds: ArraySlice<String>, hidden: ArraySlice<String>)? {
    let seeds: Int
    var tracks = distinct
    switch self {
    case .last, .half:
      guard distinct.count >= 2 else { return nil }
      seeds = self == .last ? distinct.count - 1 : distinct.count / 2
    case .first(let count): seeds = count
    case .random(let count):
      seeds = count
      // What is hidden must not hang on the order of playlists, nor on who is asked.
      var random = RandomSource(
        seed: distinct.reduce(0xcbf2_9ce4_8422_2325) { hash, track in
          track.utf8.reduce(hash) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        })
      random.shuffle(&tracks)
    }
    guard tracks.count > seeds else { return nil }
    return (tracks[..<seeds], tracks[seeds...])
  }
}

extension ContinuationTask: RawRepresentable {
  /// `last`, `half`, `first-5`, `random-25`.
  public init?(rawValue: String) {
    func count(after prefix: String) -> Int? {
      guard rawValue.hasPrefix(prefix), let count = Int(rawValue.dropFirst(prefix.count)),
        Self.seedCounts.contains(count), "\(prefix)\(count)" == rawValue
      else { return nil }
      return count
    }
    if rawValue == "last" {
      self = .last
    } else if rawValue == "half" {
      self = .half
    } else if let seeds = count(after: "first-") {
      self = .first(seeds)
    } else if let seeds = count(after: "random-") {
      self = .random(seeds)
    } else {
      return nil
    }
  }

  public var rawValue: String {
    switch self {
    case .last: "last"
    case .half: "half"
    case .first(let seeds): "first-\(seeds)"
    case .random(let seeds): "random-\(seeds)"
    }
  }

  private static let seedCounts = 0...10_000
}
