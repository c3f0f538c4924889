/// How well hidden tracks are found by how popular they are.
///
/// A third of all occurrences each: `head` is the few most popular tracks that make up the first third, `tail` the many that
/// make up the last.
public struct PopularityBand: Sendable, Equatable {
  /// `head`, `middle` or `tail`.
  public let name: String
  /// How many tracks of the vocabulary are in the band.
  public let tracks: Int
  /// How many hidden tracks are in the band.
  public let hidden: Int
  /// The share of these within the first 100 places, in 0...1; 0 for none.
  public let hitAt100: Double

  private static let names = ["head", "middle", "tail"]

  /// The bands of a vocabulary, the most popular first, with what became of their hidden tracks.
  ///
  /// - Complexity: O(tracks + hidden tracks).
  public static func all(of answers: [ContinuationAnswer], vocabulary: Vocabulary) -> [PopularityBand] {
    let total = vocabulary.totalCount
    var band: [Int] = []
    var before = 0
    for count in vocabulary.counts {
      // By the middle of its own occurrences, so that one track that makes up everything is in one band.
      band.append(min(names.count - 1, (2 * before + count) * names.count / max(2 * total, 1)))
      before += count
    }
    var hidden = names.map { _ in 0 }
    var found = hidden
    for answer in answers {
      for track in answer.known { hidden[band[Int(track)]] += 1 }
      for (track, rank) in zip(answer.found, answer.ranks) where rank <= 100 { found[band[Int(track)]] += 1 }
    }
    return names.indices.map { place in
      PopularityBand(
        name: names[place], tracks: band.count { $0 == place }, hidden: hidden[place],
        hitAt100: hidden[place] == 0 ? 0 : Double(found[place]) / Double(hidden[place]))
    }
  }
}
