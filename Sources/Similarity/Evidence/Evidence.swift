import Embeddings

/// What the training playlists say about two items: counts that anyone with the corpus can take again.
///
/// Counts are of sampled playlists (``Explanation/sampledPlaylists``). Those under ``fewestPlaylists`` are never told: so few
/// might be one person's.
public enum Evidence: Sendable, Equatable {
  /// Both are in the same playlists.
  case playlists(Shared)
  /// They are not, but both share playlists with a third track: the one for which the weaker of both ties is strongest.
  case bridge(Bridge)
  /// Of a playlist's tracks, so many are the other item's or share playlists with it, or are in the other playlist too.
  case tracks(Int, of: Int)
  /// Too few playlists to tell of, or a playlist that is not in the sample.
  case nothing

  /// How two items share playlists.
  public struct Shared: Sendable, Equatable {
    /// How many sampled playlists both are in.
    public let playlists: Int
    /// How many times more that are than chance would put both in: n(AB) N / (n(A) n(B)).
    public let lift: Double

    /// Creates a count.
    public init(playlists: Int, lift: Double) {
      self.playlists = playlists
      self.lift = lift
    }
  }

  /// A track between two items.
  public struct Bridge: Sendable, Equatable {
    /// The track.
    public let track: ItemID
    /// Its title, and who it is by, where the catalog knows.
    public let name: String?
    public let by: String?
    /// How the first item shares playlists with it, and how the second does.
    public let first: Shared
    public let second: Shared

    /// Creates a bridge.
    public init(track: ItemID, name: String?, by: String?, first: Shared, second: Shared) {
      self.track = track
      self.name = name
      self.by = by
      self.first = first
      self.second = second
    }
  }

  /// The smallest count that is told.
  public static let fewestPlaylists = 5
}

/// Why two items are similar: how near they are, and what the playlists say.
public struct Explanation: Sendable, Equatable {
  /// How near two items are by a relation.
  public struct Nearness: Sendable, Equatable {
    /// The cosine, -1 to 1.
    public let score: Float
    /// The share of random pairs that score less, in `0...1`.
    public let percentile: Double
  }

  /// Whether the model knows the items.
  public let items: [SeedStatus]
  /// How near they are, by relation; nil for items that are not known or have no direction.
  public let nearness: [Relation: Nearness]
  /// What the playlists say; nil where the model has no sample of them or does not know an item.
  public let evidence: Evidence?
  /// How many playlists the counts are of, and of how many they are a sample.
  public let sampledPlaylists: Int
  public let playlists: Int
  /// The model.
  public let model: String
}
