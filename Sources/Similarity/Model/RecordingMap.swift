import Embeddings

/// Which items are the same thing under several ids, so that an answer never shows it twice.
///
/// A group is named by its smallest ordinal, which is its most popular member. An item that stands alone is a group
/// of one.
enum RecordingMap {
  /// Groups tracks that are releases of one recording.
  ///
  /// With a recording id in the catalog, that id decides. Without one, two tracks are the same recording when their
  /// main artist and their title agree (without letter case) and their durations, where both are known, lie within
  /// ``durationTolerance`` seconds of the group's first: labels release the same master on single, album and
  /// compilation, and a live take or a remix says so in its title or by its length.
  ///
  /// - Returns: one group for each track of the vocabulary.
  static func tracks(of vocabulary: Vocabulary, in catalog: Catalog) -> [Int32] {
    var groups = [Int32](repeating: 0, count: vocabulary.count)
    var byRecording: [String: Int32] = [:]
    var byTitle: [String: [(group: Int32, seconds: Int?)]] = [:]
    for ordinal in 0..<vocabulary.count {
      groups[ordinal] = Int32(ordinal)
      guard let track = catalog.track(vocabulary.ids[ordinal]) else { continue }
      if let recording = track.recordingID {
        groups[ordinal] = byRecording[recording, default: Int32(ordinal)]
        byRecording[recording] = groups[ordinal]
      } else if let artist = track.artists.first, !track.title.isEmpty {
        let key = "\(artist.id)\t\(track.title.lowercased())"
        let known = byTitle[key, default: []]
        if let same = known.first(where: { isSameLength($0.seconds, track.durationSeconds) }) {
          groups[ordinal] = same.group
        } else {
          byTitle[key, default: []].append((Int32(ordinal), track.durationSeconds))
        }
      }
    }
    return groups
  }

  /// Groups playlists that are editions of one playlist: ids that agree up to their last `@`.
  ///
  /// - Returns: one group for each playlist.
  static func playlists(_ ids: IdentifierTable) -> [Int32] {
    var groups = [Int32](repeating: 0, count: ids.count)
    var byName: [Substring: Int32] = [:]
    for ordinal in 0..<ids.count {
      groups[ordinal] = Int32(ordinal)
      let id = ids[ordinal]
      guard let at = id.lastIndex(of: "@"), at > id.startIndex else { continue }
      groups[ordinal] = byName[id[..<at], default: Int32(ordinal)]
      byName[id[..<at]] = groups[ordinal]
    }
    return groups
  }

  /// How many seconds two releases of one recording may differ by: fades and gaps, not another take.
  static let durationTolerance = 3

  private static func isSameLength(_ left: Int?, _ right: Int?) -> Bool {
    guard let left, let right else { return true }
    return abs(left - right) <= durationTolerance
  }
}
