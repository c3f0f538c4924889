/// Vectors of albums, artists and playlists, in the space of the tracks they are made of.
public enum EntityVectors {
  /// Composes one vector for each entity: the weighted mean of its tracks' unit vectors.
  ///
  /// A track that makes up a share p of all occurrences weighs a/(a + p) (smooth inverse frequency: Arora, Liang and Ma,
  /// 2017), because what everybody plays says little about the company it is in. The constant is mild: a is ten times the
  /// share that the track of an occurrence has on average (Σp²), so that a track ten times as popular as that weighs a
  /// half, whatever the size of the corpus. Stronger weights continued playlists worse. Rows are brought to unit length
  /// first, because a row's length follows the track's count. A track counts once for an entity, however often it is
  /// named. Works the same for both tables.
  ///
  /// - Parameters:
  ///   - members: Track ordinals of each entity, at least one each.
  ///   - counts: Occurrences of each track in the corpus, by ordinal.
  ///   - tracks: A table of tracks, by ordinal.
  /// - Returns: One row for each entity, of length 1 at most: the nearer to 1, the more alike its tracks.
  /// - Complexity: O((tracks + members) x dimension).
  public static func compose(
    members: [ArraySlice<Int32>], counts: [Int], tracks: EmbeddingMatrix
  ) -> EmbeddingMatrix {
    precondition(counts.count == tracks.count, "one count for each track")
    let weights = weights(counts: counts)
    let units = tracks.normalized()
    let dimension = tracks.dimension
    var values = [Float](repeating: 0, count: members.count * dimension)
    // The last entity that used a track, so that a repeat is seen without a set for each entity.
    var lastUse = [Int](repeating: -1, count: tracks.count)
    units.values.withUnsafeBufferPointer { units in
      values.withUnsafeMutableBufferPointer { values in
        for (entity, ordinals) in members.enumerated() {
          precondition(!ordinals.isEmpty, "an entity has at least one track")
          let row = values[(entity * dimension)..<((entity + 1) * dimension)]
          var total: Float = 0
          for ordinal in ordinals where lastUse[Int(ordinal)] != entity {
            lastUse[Int(ordinal)] = entity
            let weight = weights[Int(ordinal)]
            total += weight
            let start = Int(ordinal) * dimension
            for index in 0..<dimension { values[row.startIndex + index] += weight * units[start + index] }
          }
          for index in row.indices { values[index] /= total }
        }
      }
    }
    return EmbeddingMatrix(count: members.count, dimension: dimension, values: values)
  }

  /// The weight of each track, in 0...1, falling with its count.
  ///
  /// Also what the tracks of a question should weigh, so that a playlist asked about equals a playlist stored.
  public static func weights(counts: [Int]) -> [Float] {
    let total = Double(counts.reduce(0, +))
    let expectedShare = counts.reduce(0) { $0 + (Double($1) / total) * (Double($1) / total) }
    let constant = 10 * expectedShare
    return counts.map { Float(constant / (constant + Double($0) / total)) }
  }
}
