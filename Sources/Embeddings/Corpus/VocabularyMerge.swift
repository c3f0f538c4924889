/// Two vocabularies as one: that of a trained model, and that of playlists which came later.
///
/// The merged one is in order like every ``Vocabulary``, so tracks of both get new ordinals.
public struct VocabularyMerge: Sendable {
  /// What the counts of tracks that both have become.
  public enum Counting: Sendable {
    /// The model's: what is frozen keeps its weight.
    case kept
    /// The sum of both.
    case added
  }

  /// The tracks of both.
  public let vocabulary: Vocabulary
  /// The merged ordinal of each track of the model, by its own ordinal there.
  public let ordinalsOfOld: [Int32]
  /// The merged ordinal of each track of the later playlists, or -1 for a new track under the minimum count.
  public let ordinalsOfLater: [Int32]
  /// The merged ordinals of the tracks that the model lacks, rising.
  public let newTracks: [Int32]

  /// Merges two vocabularies.
  ///
  /// - Parameter minimumCount: The occurrences that a track the model lacks needs.
  /// - Complexity: O(n log n) for n tracks of both.
  public init(_ old: Vocabulary, with later: Vocabulary, counting: Counting, minimumCount: Int = 1) {
    var ids = old.ids
    var counts = old.counts
    var numbersOfLater = [Int](repeating: -1, count: later.count)
    for ordinal in 0..<later.count {
      let count = later.counts[ordinal]
      if let known = later.ids.strings.withBytes(at: ordinal, { old.ids.ordinal(ofUTF8: $0) }) {
        if counting == .added { counts[known] += count }
        numbersOfLater[ordinal] = known
      } else if count >= minimumCount {
        numbersOfLater[ordinal] = later.ids.strings.withBytes(at: ordinal) { ids.insert(utf8: $0).ordinal }
        counts.append(count)
      }
    }
    // The model's tracks need no occurrences, and new ones that have too few are not among these.
    let (merged, ordinals) = Vocabulary.ordering(ids.strings, counts: counts, minimumCount: 0)
    vocabulary = merged
    ordinalsOfOld = Array(ordinals[..<old.count])
    ordinalsOfLater = numbersOfLater.map { $0 < 0 ? -1 : ordinals[$0] }
    newTracks = ordinals[old.count...].sorted()
  }
}
