/// What somebody may have meant who wrote a word that is not there.
public enum Suggestion {
  /// `; did you mean 'count'?` when one of the candidates is near to the word, else nothing.
  public static func clause(for word: String, among candidates: [String]) -> String {
    nearest(to: word, among: candidates).map { "; did you mean '\($0)'?" } ?? ""
  }

  /// The candidate that takes the fewest edits to reach, unless that is more than a third of its letters (at least 2).
  static func nearest(to word: String, among candidates: [String]) -> String? {
    // Nothing much longer than every candidate can be near, and hostile words are long.
    guard word.count <= 64 else { return nil }
    let written = Array(word.lowercased())
    let best = candidates.map { (candidate: $0, edits: edits(written, Array($0.lowercased()))) }.min {
      $0.edits < $1.edits
    }
    guard let best, best.edits <= max(2, best.candidate.count / 3), best.edits < best.candidate.count else {
      return nil
    }
    return best.candidate
  }

  /// How many insertions, deletions and substitutions lead from one word to the other (Levenshtein).
  private static func edits(_ a: [Character], _ b: [Character]) -> Int {
    var row = Array(0...b.count)
    for (i, character) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in b.enumerated() {
        let substitution = diagonal + (character == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(substitution, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[b.count]
  }
}
