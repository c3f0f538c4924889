import NIOCore

/// How much one request may ask for, and how much the server takes on at once.
///
/// All of them are on by default: a caller's slip must not become somebody else's outage.
public struct Limits: Sendable, Equatable {
  /// The most cards of one answer.
  public var count = 1_000
  /// The most seeds of one question.
  public var seeds = 500
  /// The most questions of one batch.
  public var batch = 64
  /// The most items to be scored at once.
  public var candidates = 10_000
  /// The longest text to look items up by, in characters.
  public var findCharacters = 200
  /// The most tracks of a map.
  public var mapTracks = 20_000
  /// The most excluded items of one question.
  public var exclude = 10_000
  /// The most labels of one question.
  public var labels = 20
  /// The most shelves of one page.
  public var shelves = 50
  /// The longest time a question may give its search, in milliseconds.
  public var deadlineMilliseconds = 60_000
  /// The largest request body, in bytes.
  public var bodyBytes = 1 << 20
  /// The most questions that wait or are being answered; further ones are refused with 503, the least urgent first.
  public var questions = 256
  /// How long a question may wait for a thread, in milliseconds, by its lane.
  public var interactiveWaitMilliseconds = 250
  public var refreshWaitMilliseconds = 2_000
  public var backfillWaitMilliseconds = 10_000
  /// The most open connections; further ones wait to be accepted.
  public var connections = 8_192
  /// How long a request may take to arrive, from its first byte to its last, in milliseconds; then its connection is cut.
  public var receiveMilliseconds = 10_000
  /// How long a response may wait for its reader to make room, in milliseconds; then the connection is cut.
  public var sendMilliseconds = 10_000
  /// The largest head of a request (all its header fields), in bytes.
  public var headBytes = 16 << 10

  /// Creates the default limits.
  public init() {}
}

extension Limits {
  /// How long a question may wait for a thread.
  var patience: [Lane: Duration] {
    [
      .interactive: .milliseconds(interactiveWaitMilliseconds), .refresh: .milliseconds(refreshWaitMilliseconds),
      .backfill: .milliseconds(backfillWaitMilliseconds),
    ]
  }

  /// The body of `GET /v1/limits`: every limit by name.
  var json: ByteBuffer {
    JSONWriter.object { json in
      for limit in Self.named { json.field(limit.name, self[keyPath: limit.value]) }
    }
  }

  /// Every limit by the name that it has in `/v1/limits` and in a configuration.
  public static var named: [(name: String, value: WritableKeyPath<Limits, Int> & Sendable)] {
    [
      ("count", \.count), ("seeds", \.seeds), ("exclude", \.exclude), ("labels", \.labels), ("batch", \.batch),
      ("candidates", \.candidates), ("shelves", \.shelves), ("find_characters", \.findCharacters),
      ("map_tracks", \.mapTracks),
      ("deadline_ms", \.deadlineMilliseconds), ("body_bytes", \.bodyBytes), ("head_bytes", \.headBytes),
      ("questions", \.questions), ("interactive_wait_ms", \.interactiveWaitMilliseconds),
      ("refresh_wait_ms", \.refreshWaitMilliseconds), ("backfill_wait_ms", \.backfillWaitMilliseconds),
      ("connections", \.connections), ("receive_ms", \.receiveMilliseconds), ("send_ms", \.sendMilliseconds),
    ]
  }
}
