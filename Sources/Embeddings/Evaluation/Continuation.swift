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
    answers(of: recommender, playlists: playlists, threads: threads).map(\.metrics)
  }

  /// What becomes of each playlist that is asked, in order.
  public func answers(
    of recommender: some Recommender, playlists: [[String]], threads: Int = 0
  ) -> [ContinuationAnswer] {
    let questions = Array(playlists.lazy.compactMap { question(of: $0) }.prefix(limit ?? .max))
    let batches = (questions.count + Self.batchSize - 1) / Self.batchSize
    let results = Mutex([ContinuationAnswer?](repeating: nil, count: questions.count))
    let nextBatch = Counter()
    let width = vocabulary.count
    WorkerThreads.run(count: max(1, min(WorkerThreads.count(for: threads), batches))) { _ in
      let scores = UnsafeMutableBufferPointer<Float>.allocate(capacity: Self.batchSize * width)
      scores.initialize(repeating: 0)
      defer { scores.deallocate() }
      while let batch = nextBatch.next(below: batches) {
        let range = batch * Self.batchSize..<min((batch + 1) * Self.batchSize, questions.count)
        let answers = answer(Array(questions[range]), recommender, scores: scores)
        results.withLock { results in
          for (place, answer) in zip(range, answers) { results[place] = answer }
        }
      }
    }
    return results.withLock { $0.compactMap { $0 } }
  }

  /// A held-out playlist as it is asked: known seeds, known hidden tracks, how many were hidden in all.
  private struct Question: Sendable {
    let seeds: [Int32]
    let hidden: [Int32]
    let hiddenCount: Int
    /// Whether nothing is given to go by.
    let wantsPopular: Bool
  }

  /// Playlists scored at once: enough for a matrix product to read the table of vectors once for many.
  private static let batchSize = 32

  private func question(of playlist: [String]) -> Question? {
    var seen = Set<String>()
    guard let (seeds, hidden) = task.divide(playlist.filter { seen.insert($0).inserted }) else { return nil }
    func ordinals(_ ids: ArraySlice<String>) -> [Int32] {
      ids.compactMap { vocabulary.ordinal(of: $0).map(Int32.init) }
    }
    return Question(
      seeds: ordinals(seeds), hidden: ordinals(hidden), hiddenCount: hidden.count, wantsPopular: seeds.isEmpty)
  }

  private func answer(
    _ questions: [Question], _ recommender: some Recommender, scores: UnsafeMutableBufferPointer<Float>
  ) -> [ContinuationAnswer] {
    let width = vocabulary.count
    // A playlist without a known seed needs no scores: it is a miss.
    let asked = questions.indices.filter { questions[$0].wantsPopular || !questions[$0].seeds.isEmpty }
    let scores = UnsafeMutableBufferPointer(rebasing: scores[..<(asked.count * width)])
    // All questions of a task have seeds, or none has.
    if questions.first?.wantsPopular == true {
      PopularRecommender(vocabulary: vocabulary).score(batch: asked.map { _ in [] }, into: scores)
    } else {
      recommender.score(batch: asked.map { questions[$0].seeds }, into: scores)
    }
    var answers = questions.map {
      ContinuationAnswer(ranks: [], found: [], hiddenCount: $0.hiddenCount, known: $0.hidden, first: [])
    }
    for (row, place) in asked.enumerated() {
      let question = questions[place]
      let line = UnsafeMutableBufferPointer(rebasing: scores[row * width..<(row + 1) * width])
      for seed in question.seeds { line[Int(seed)] = -.infinity }
      let ranks = question.hidden.map { (rank: Self.rank(of: Int($0), in: UnsafeBufferPointer(line)), track: $0) }
        .sorted { $0.rank < $1.rank }
      answers[place] = ContinuationAnswer(
        ranks: ranks.map(\.rank), found: ranks.map(\.track), hiddenCount: question.hiddenCount, known: question.hidden,
        first: Self.first(ContinuationAnswer.listLength, in: UnsafeBufferPointer(line)))
    }
    return answers
  }

  /// The tracks in the first places, in order.
  private static func first(_ places: Int, in scores: UnsafeBufferPointer<Float>) -> [Int32] {
    var best: [(score: Float, track: Int32)] = []
    var bar = -Float.infinity
    for track in scores.indices where scores[track] > bar {
      let score = scores[track]
      best.insert((score, Int32(track)), at: best.firstIndex { $0.score < score } ?? best.count)
      if best.count > places { best.removeLast() }
      if best.count == places { bar = best[places - 1].score }
    }
    return best.map(\.track)
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
