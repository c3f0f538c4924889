import Synchronization

/// Hides tracks of held-out playlists and measures how high a recommender ranks them.
///
///     let continuation = Continuation(vocabulary: vocabulary, task: .last)
///     let metrics = continuation.evaluate(VectorRecommender(vectors: vectors, relation: .together), playlists: heldOut)
public struct Continuation: Sendable {
  private let vocabulary: Vocabulary
  private let task: ContinuationTask
  private let limit: Int?

  /// Creates an evaluation.
  ///
  /// - Parameters:
  ///   - vocabulary: The tracks that are ranked; a recommender's scores are numbered like it.
  ///   - task: What is hidden.
  ///   - limit: How many playlists to ask at most, from the front; nil asks all.
  public init(vocabulary: Vocabulary, task: ContinuationTask, limit: Int? = nil) {
    self.vocabulary = vocabulary
    self.task = task
    self.limit = limit
  }

  /// Measures a recommender on playlists given as track ids.
  ///
  /// The result does not depend on the number of threads. See ``ContinuationMetrics/definitions``.
  ///
  /// - Parameter threads: Workers; 0 takes one for each core.
  public func evaluate(
    _ recommender: some Recommender, playlists: [[String]], threads: Int = 0
  ) -> ContinuationMetrics {
    ContinuationMetrics(meanOf: evaluateEach(recommender, playlists: playlists, threads: threads))
  }

  /// Measures a recommender on each playlist by itself, as ``evaluate(_:playlists:threads:)`` does on all.
  ///
  /// - Returns: The metrics of every playlist that was asked, in order.
  public func evaluateEach(
    _ recommender: some Recommender, playlists: [[String]], threads: Int = 0
  ) -> [ContinuationMetrics] {
    let questions = Array(playlists.lazy.compactMap { question(of: $0) }.prefix(limit ?? .max))
    let batches = (questions.count + Self.batchSize - 1) / Self.batchSize
    let results = Mutex([ContinuationMetrics?](repeating: nil, count: questions.count))
    let nextBatch = Counter()
    let width = vocabulary.count
    WorkerThreads.run(count: max(1, min(WorkerThreads.count(for: threads), batches))) { _ in
      let scores = UnsafeMutableBufferPointer<Float>.allocate(capacity: Self.batchSize * width)
      scores.initialize(repeating: 0)
      defer { scores.deallocate() }
      while let batch = nextBatch.next(below: batches) {
        let range = batch * Self.batchSize..<min((batch + 1) * Self.batchSize, questions.count)
        let answers = Self.answer(Array(questions[range]), recommender, scores: scores, width: width)
        results.withLock { results in
          for (place, metrics) in zip(range, answers) { results[place] = metrics }
        }
      }
    }
    return results.withLock { $0.compactMap { $0 } }
  }

  /// A held-out playlist as it is asked: known seeds, known hidden tracks, and how many were hidden in all.
  private struct Question: Sendable {
    let seeds: [Int32]
    let hidden: [Int32]
    let hiddenCount: Int
  }

  /// Playlists scored at once: enough for a matrix product to read the table of vectors once for many.
  private static let batchSize = 32

  private func question(of playlist: [String]) -> Question? {
    var seen = Set<String>()
    let distinct = playlist.filter { seen.insert($0).inserted }
    guard distinct.count >= 2 else { return nil }
    let seedCount = task.seedCount(of: distinct.count)
    func ordinals(_ ids: ArraySlice<String>) -> [Int32] {
      ids.compactMap { vocabulary.ordinal(of: $0).map(Int32.init) }
    }
    return Question(
      seeds: ordinals(distinct[..<seedCount]), hidden: ordinals(distinct[seedCount...]),
      hiddenCount: distinct.count - seedCount)
  }

  private static func answer(
    _ questions: [Question], _ recommender: some Recommender, scores: UnsafeMutableBufferPointer<Float>, width: Int
  ) -> [ContinuationMetrics] {
    // A playlist without a known seed, or without a known hidden track, needs no scores: it is a miss.
    let asked = questions.indices.filter { !questions[$0].seeds.isEmpty && !questions[$0].hidden.isEmpty }
    recommender.score(
      batch: asked.map { questions[$0].seeds },
      into: UnsafeMutableBufferPointer(rebasing: scores[..<(asked.count * width)]))
    var metrics = questions.map { ContinuationMetrics(ranks: [], hidden: $0.hiddenCount) }
    for (row, place) in asked.enumerated() {
      let question = questions[place]
      let line = UnsafeMutableBufferPointer(rebasing: scores[row * width..<(row + 1) * width])
      for seed in question.seeds { line[Int(seed)] = -.infinity }
      let ranks = question.hidden.map { rank(of: Int($0), in: UnsafeBufferPointer(line)) }.sorted()
      metrics[place] = ContinuationMetrics(ranks: ranks, hidden: question.hiddenCount)
    }
    return metrics
  }

  /// The place of a track, from 1: one more than the tracks with a higher score, or the same and a lower ordinal.
  private static func rank(of track: Int, in scores: UnsafeBufferPointer<Float>) -> Int {
    let score = scores[track]
    var before: Int32 = 0
    for index in 0..<track { before &+= scores[index] >= score ? 1 : 0 }
    for index in track + 1..<scores.count { before &+= scores[index] > score ? 1 : 0 }
    return Int(before) + 1
  }
}
