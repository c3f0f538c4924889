import Files
import Synchronization

/// A test of analogies: lines of four words, in sections, as word2vec's `questions-words.txt` has them.
public struct Analogies: Sendable, Equatable {
  /// "a is to b as c is to expected".
  public struct Line: Sendable, Equatable {
    let a: String
    let b: String
    let c: String
    let expected: String
  }

  /// The analogies of one kind.
  public struct Section: Sendable, Equatable {
    /// What stands behind the colon.
    public let name: String
    /// The analogies.
    public internal(set) var lines: [Line] = []
  }

  /// The sections in the order of the file.
  public private(set) var sections: [Section] = []
  /// Lines that are not four words.
  public private(set) var rejected = 0

  /// How one section went.
  public struct Score: Sendable, Equatable {
    /// The section's name.
    public let section: String
    /// Analogies whose nearest word was the expected one.
    public let correct: Int
    /// Analogies whose four words all have a vector.
    public let asked: Int
    /// Analogies that were left out for lack of a vector.
    public let unknown: Int
  }

  /// Reads a file, plain or compressed.
  ///
  /// - Throws: `DataError` with code `missingInput`, `cannotRead`, or `badData` for words before the first section and for a
  ///   file without analogies.
  public static func read(path: String) throws -> Analogies {
    var analogies = Analogies()
    for line in try WordLines.read(path: path) {
      if line.words.first == ":" {
        analogies.sections.append(Section(name: line.words.dropFirst().joined(separator: " ")))
      } else if line.words.count != 4 {
        analogies.rejected += 1
      } else if analogies.sections.isEmpty {
        throw DataError(
          .badData, at: "\(path):\(line.number)", "an analogy before the first section",
          remedy: "begin with a line ': name'")
      } else {
        analogies.sections[analogies.sections.count - 1].lines.append(
          Line(a: line.words[0], b: line.words[1], c: line.words[2], expected: line.words[3]))
      }
    }
    guard analogies.sections.contains(where: { !$0.lines.isEmpty }) else {
      throw DataError(.badData, at: path, "holds no analogy", remedy: "write four words a line, under lines ': name'")
    }
    return analogies
  }

  /// Asks every analogy whose words are known, as gensim's `evaluate_word_analogies` and word2vec's `compute-accuracy` do.
  ///
  /// Of the five rows nearest to b - a + c, besides those of a, b and c themselves, the first that is no spelling of these
  /// three is the answer. The result does not depend on the number of threads.
  ///
  /// - Parameters:
  ///   - threads: Workers; 0 takes one for each core.
  ///   - progress: Told the share of the analogies that is done, 0...1, now and then on the calling thread.
  /// - Returns: One score for each section.
  /// - Complexity: O(analogies x words x dimension).
  public func evaluate(
    on words: WordVectors, threads: Int = 0, progress: ((Double) -> Void)? = nil
  ) -> [Score] {
    let solver = MixSolver(words)
    let questions = sections.enumerated().flatMap { section, content in
      content.lines.compactMap { Question($0, section: section, words) }
    }
    let batches = (questions.count + Self.batchSize - 1) / Self.batchSize
    let correct = Mutex([Int](repeating: 0, count: sections.count))
    let nextBatch = Counter()
    WorkerThreads.run(
      count: max(1, min(WorkerThreads.count(for: threads), batches)),
      tick: { progress?(Double(min(nextBatch.taken, batches)) / Double(max(1, batches))) },
      body: { _ in
        while let batch = nextBatch.next(below: batches) {
          let asked = Array(questions[batch * Self.batchSize..<min((batch + 1) * Self.batchSize, questions.count)])
          let answers = solver.solve(asked.map(\.asked), count: Self.candidates)
          let hits = zip(asked, answers).filter { $0.isAnswered(by: $1, words) }.map(\.0.section)
          correct.withLock { correct in for section in hits { correct[section] += 1 } }
        }
      })
    let hits = correct.withLock { $0 }
    var asked = [Int](repeating: 0, count: sections.count)
    for question in questions { asked[question.section] += 1 }
    return sections.indices.map { section in
      Score(
        section: sections[section].name, correct: hits[section], asked: asked[section],
        unknown: sections[section].lines.count - asked[section])
    }
  }

  /// An analogy whose words are known, as rows.
  private struct Question: Sendable {
    let section: Int
    let asked: VectorMix
    let expected: Int

    init?(_ line: Line, section: Int, _ words: WordVectors) {
      guard let a = words.row(of: line.a), let b = words.row(of: line.b), let c = words.row(of: line.c),
        let expected = words.row(of: line.expected)
      else { return nil }
      self.section = section
      asked = VectorMix(analogy: a, b, c)
      self.expected = expected
    }

    func isAnswered(by answers: [MixSolver.Answer], _ words: WordVectors) -> Bool {
      let answer = answers.first { answer in
        !asked.terms.contains { words.isSameWord($0.row, answer.row) }
      }
      return answer.map { words.isSameWord($0.row, expected) } ?? false
    }
  }

  /// Analogies asked at once: enough for a matrix product to read the vectors once for many.
  private static let batchSize = 64
  /// Rows looked at for an answer: with letter case ignored, some may be other spellings of the words asked with.
  private static let candidates = 5
}
