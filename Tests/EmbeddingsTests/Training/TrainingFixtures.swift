import Embeddings

/// Small corpora made for one test.
enum TrainingFixtures {
  /// Encodes playlists of track numbers; track numbers are ids, and the vocabulary falls by count.
  static func corpus(_ playlists: [[Int]]) -> EncodedCorpus {
    var counts: [Int: Int] = [:]
    for track in playlists.joined() { counts[track, default: 0] += 1 }
    let order = counts.keys.sorted { (counts[$1]!, "\($0)") < (counts[$0]!, "\($1)") }
    let ordinals = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, Int32($0)) })
    var offsets = [0]
    for playlist in playlists { offsets.append(offsets.last! + playlist.count) }
    return EncodedCorpus(
      vocabulary: Vocabulary(ids: IdentifierTable(order.map { "\($0)" }), counts: order.map { counts[$0]! }),
      trackOrdinals: playlists.joined().map { ordinals[$0]! }, playlistOffsets: offsets,
      playlistIDs: IdentifierTable(playlists.indices.map { "p\($0)" }),
      playlistNames: StringTable(playlists.map { _ in "" }))
  }

  /// Playlists of one scene each: track numbers `scene * tracksPerScene ..< (scene + 1) * tracksPerScene`.
  static func scenes(
    _ scenes: Int, tracksPerScene: Int, playlistsPerScene: Int, length: Int, seed: UInt64
  ) -> [[Int]] {
    var random = RandomSource(seed: seed)
    var playlists: [[Int]] = []
    for scene in 0..<scenes {
      for _ in 0..<playlistsPerScene {
        let tracks = (0..<tracksPerScene).map { scene * tracksPerScene + $0 }.shuffled(using: &random)
        playlists.append(Array(tracks.prefix(length)))
      }
    }
    return playlists.shuffled(using: &random)
  }

  /// Defaults cut down for tests.
  static func parameters(_ change: (inout TrainingParameters) -> Void = { _ in }) -> TrainingParameters {
    var parameters = TrainingParameters()
    parameters.dimension = 8
    parameters.epochs = 5
    parameters.threads = 1
    parameters.sharedNegatives = 16
    parameters.chunkSize = 32
    change(&parameters)
    return parameters
  }
}
