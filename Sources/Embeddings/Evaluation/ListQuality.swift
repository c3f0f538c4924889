#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What lists of recommendations are like, besides right or wrong.
public struct ListQuality: Sendable, Equatable {
  /// The share of the vocabulary's tracks that are on any list, in 0...1.
  public let coverage: Double
  /// The Gini coefficient of how often tracks are listed: 0 where all are alike, near 1 where few have all places.
  public let gini: Double
  /// The mean self-information of a listed track in bits: how seldom it occurs (Zhou and others, 2010).
  public let novelty: Double
  /// The mean cosine of two tracks of one list (intra-list similarity; Ziegler and others, 2005).
  public let similarity: Double
  /// How many different artists a list of ten has, in the mean; nil where no artists are known.
  public let artists: Double?

  /// Sums up lists of track ordinals; nil for none.
  ///
  /// - Parameters:
  ///   - vectors: a row of length 1 for each track.
  ///   - artists: a number for each track's artist, negative for one that is not known; such tracks count as an artist each.
  /// - Complexity: O(lists x length x dimension + tracks log tracks).
  public init?(of lists: [[Int32]], vocabulary: Vocabulary, vectors: EmbeddingMatrix, artists: [Int32]) {
    precondition(vectors.count == vocabulary.count && artists.count == vocabulary.count, "one of each for a track")
    let lists = lists.filter { !$0.isEmpty }
    guard !lists.isEmpty else { return nil }
    var times = [Int](repeating: 0, count: vocabulary.count)
    for track in lists.joined() { times[Int(track)] += 1 }
    coverage = Double(times.count { $0 > 0 }) / Double(vocabulary.count)
    gini = Self.gini(of: times)
    let listed = Double(lists.reduce(0) { $0 + $1.count })
    let total = Double(vocabulary.totalCount)
    novelty = lists.joined().reduce(0) { $0 - log2(Double(vocabulary.counts[Int($1)]) / total) } / listed
    similarity = lists.reduce(0) { $0 + Self.similarity(of: $1, vectors) } / Double(lists.count)
    let knowsArtists = artists.contains { $0 >= 0 }
    let different = lists.map { list in
      // Unknown ones are told apart by their tracks.
      Set(list.map { artists[Int($0)] >= 0 ? artists[Int($0)] : -1 - $0 }).count
    }
    self.artists = knowsArtists ? Double(different.reduce(0, +)) / Double(lists.count) : nil
  }

  private static func gini(of times: [Int]) -> Double {
    let count = times.count
    let total = times.reduce(0, +)
    guard total > 0 else { return 0 }
    let weighted = times.sorted().enumerated().reduce(0.0) {
      $0 + Double(2 * $1.offset + 1 - count) * Double($1.element)
    }
    return weighted / (Double(count) * Double(total))
  }

  /// The mean cosine of all pairs, from the length of their sum; 0 for a single track.
  private static func similarity(of list: [Int32], _ vectors: EmbeddingMatrix) -> Double {
    guard list.count > 1 else { return 0 }
    var sum = [Float](repeating: 0, count: vectors.dimension)
    for track in list { for (place, value) in vectors.row(Int(track)).enumerated() { sum[place] += value } }
    let square = Double(sum.reduce(0) { $0 + $1 * $1 })
    let count = Double(list.count)
    return (square - count) / (count * (count - 1))
  }

  /// What the figures mean, in plain text.
  public static let definitions = """
    Of the first ten tracks that each playlist is continued with:
    coverage    share of the vocabulary that is on any list
    Gini        how unevenly lists are filled: 0 where all tracks are listed alike, near 1 where few have all places
    novelty     mean of -log2 of a listed track's share of all occurrences, in bits: 3 more bits are an eighth of the popularity
    similarity  mean cosine ("alike", before pooling) of two tracks on one list
    artists     different artists on a list
    """
}
