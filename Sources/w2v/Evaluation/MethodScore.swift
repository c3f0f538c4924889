import Embeddings

/// What one method scored at one task.
struct MethodScore {
  /// What is measured: the method's name, or the version of a model that is measured beside the first.
  let name: String
  let method: String
  /// How the model's vectors were asked; nil for methods without vectors.
  let relation: Relation?
  /// The model whose tracks were ranked.
  let version: String
  let metrics: ContinuationMetrics
  let challenge: ChallengeMetrics
  /// NDCG@10 and how far chance moves it; nil where nothing was asked.
  let gain: Estimate?
  /// Where NDCG@10 lies with 95 % confidence; nil where nothing was asked.
  let interval: ClosedRange<Double>?
  /// How much higher NDCG@10 is than that of the first method, on the same playlists; nil for that one.
  let lead: Estimate?
  /// What the first ten tracks are like; nil where nothing was asked.
  let lists: ListQuality?
  let bands: [PopularityBand]
  private let gains: [Double]

  /// Sums up what became of each playlist.
  init(of answers: [ContinuationAnswer], by method: EvaluatedMethod, beside first: MethodScore?) {
    name = method.name
    self.method = method.recommender.method
    relation = method.relation
    version = method.ranked.version
    let each = answers.map(\.metrics)
    metrics = ContinuationMetrics(meanOf: each)
    challenge = ChallengeMetrics(meanOf: answers.map(\.challenge))
    let gains = each.map(\.ndcgAt10)
    self.gains = gains
    gain = gains.isEmpty ? nil : Estimate(meanOf: gains)
    interval = gains.isEmpty ? nil : Bootstrap.interval(ofMean: gains)
    lead = gains.isEmpty ? nil : first.map { Estimate(meanOf: zip(gains, $0.gains).map { $0 - $1 }) }
    lists = ListQuality(
      of: answers.map(\.first), vocabulary: method.ranked.vocabulary, vectors: method.ranked.vectors,
      artists: method.ranked.artists)
    bands = PopularityBand.all(of: answers, vocabulary: method.ranked.vocabulary)
  }
}

/// The tracks that a method ranks, and what is known of them.
struct RankedTracks {
  let version: String
  let vocabulary: Vocabulary
  /// What the likeness of tracks on a list is told by: input vectors of length 1.
  let vectors: EmbeddingMatrix
  /// The main artist of each track, or -1.
  let artists: [Int32]
}

/// A method that is measured.
struct EvaluatedMethod {
  let name: String
  let recommender: any Recommender
  /// Nil for methods without vectors.
  let relation: Relation?
  let ranked: RankedTracks
}

/// The scores of every method at one task, in order.
struct TaskScores {
  let task: ContinuationTask
  let scores: [MethodScore]

  /// How many playlists were asked.
  var playlists: Int { scores.first?.metrics.playlists ?? 0 }
}
