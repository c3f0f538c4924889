import Files

/// A test of word similarity: pairs of words, each with the score that people gave it.
public struct WordPairs: Sendable, Equatable {
  /// Two words and their score; a higher one means more alike.
  public struct Pair: Sendable, Equatable {
    let first: String
    let second: String
    let score: Double
  }

  /// The pairs in the order of the file.
  public private(set) var pairs: [Pair] = []
  /// Lines that are not two words and a number.
  public private(set) var rejected = 0

  /// How well cosines of vectors follow people's scores.
  public struct Score: Sendable, Equatable {
    /// Pairs whose words both have a vector.
    public let judged: Int
    /// Pairs that were left out for lack of a vector.
    public let unknown: Int
    /// Spearman's rank correlation, -1...1; nil where it is not defined: fewer than two pairs, or all alike.
    public let spearman: Double?
    /// Pearson's correlation, -1...1; nil where it is not defined.
    public let pearson: Double?
  }

  /// Reads a file, plain or compressed: word, word, score a line, with TAB or spaces between; `#` begins a comment line.
  ///
  /// - Throws: `DataError` with code `missingInput`, `cannotRead`, or `badData` for a file without pairs.
  public static func read(path: String) throws -> WordPairs {
    var result = WordPairs()
    for line in try WordLines.read(path: path) where !line.words[0].hasPrefix("#") {
      if line.words.count == 3, let score = Double(line.words[2]), score.isFinite {
        result.pairs.append(Pair(first: line.words[0], second: line.words[1], score: score))
      } else {
        result.rejected += 1
      }
    }
    guard !result.pairs.isEmpty else {
      throw DataError(.badData, at: path, "holds no pair", remedy: "write word, word, score a line")
    }
    return result
  }

  /// Compares the cosines of the pairs whose words are known with people's scores, as gensim's `evaluate_word_pairs` does.
  ///
  /// - Complexity: O(pairs x (dimension + log pairs)).
  public func evaluate(on words: WordVectors) -> Score {
    var people: [Double] = []
    var vectors: [Double] = []
    for pair in pairs {
      guard let first = words.row(of: pair.first), let second = words.row(of: pair.second) else { continue }
      people.append(pair.score)
      vectors.append(words.cosine(first, second))
    }
    return Score(
      judged: people.count, unknown: pairs.count - people.count,
      spearman: Correlation.spearman(people, vectors), pearson: Correlation.pearson(people, vectors))
  }
}
