import Files
import TestSupport
import Testing

@testable import Embeddings

/// Searches that train.
@Suite struct CorpusTrialTests {
  private static let planted = PlantedCorpus(scenes: 6, tracksPerScene: 10, playlistsPerScene: 30)

  private func corpus(heldOut: Double = 0.25, limit: Int = 1000, seed: UInt64 = 1) throws -> TuningCorpus {
    try TuningCorpus(Self.planted.corpus, heldOut: heldOut, limit: limit, minimumCount: 1, seed: seed)
  }

  private func start() -> TrainingParameters { TrainingFixtures.parameters { $0.epochs = 9 } }

  @Test func sides_are_apart_and_together_all() throws {
    let divided = try corpus()
    let all = Self.planted.corpus
    #expect(divided.training.playlistCount + divided.validation.count == all.playlistCount)
    let split = CorpusSplit(heldOutFraction: 0.25, seed: 1, for: .validation)
    let (training, lists) = (try CorpusLists(divided.training), try CorpusLists(all))
    for (id, tracks) in zip(training.ids, training.tracks) {
      #expect(!split.isHeldOut(id))
      let original = try #require(lists.ids.firstIndex(of: id))
      #expect(tracks == lists.tracks[original])
    }
    let counts = divided.training.vocabulary.counts
    #expect(counts == counts.sorted(by: >) && counts.reduce(0, +) == divided.training.occurrenceCount)
    for ordinal in 1..<counts.count where counts[ordinal - 1] == counts[ordinal] {
      #expect(divided.training.vocabulary.ids[ordinal - 1] < divided.training.vocabulary.ids[ordinal])
    }
    #expect(try corpus(limit: 7).validation.count == 7)
  }

  @Test func a_selection_of_all_is_the_corpus_and_rare_tracks_can_be_dropped() throws {
    let all = Self.planted.corpus
    let same = try all.selecting([Bool](repeating: true, count: all.playlistCount))
    #expect(same.vocabulary == all.vocabulary)
    #expect(try CorpusLists(same) == CorpusLists(all))
    let few = try TrainingFixtures.corpus([[4], [2, 3], [1, 2, 2]]).selecting([true, false, true], minimumCount: 2)
    #expect(few.vocabulary.ids.count == 1 && few.vocabulary.ids[0] == "2")
    #expect(try CorpusLists(few).ordinals == [[], [0, 0]] && CorpusLists(few).ids == ["p0", "p2"])
  }

  @Test func a_sample_is_a_share_of_what_is_trained_on() throws {
    var divided = try corpus()
    try divided.takeSample(share: 0.5)
    let ids = Set(try CorpusLists(divided.training).ids)
    let sample = divided.sample
    #expect(try CorpusLists(sample).ids.allSatisfy { ids.contains($0) })
    #expect((30...110).contains(sample.playlistCount), "\(sample.playlistCount) of \(ids.count)")
    try divided.takeSample(share: 1)
    #expect(divided.sample.playlistCount == ids.count)
    #expect(throws: DataError.self) { try divided.takeSample(share: 1e-9) }
  }

  @Test func too_few_playlists_are_refused() {
    let tiny = TrainingFixtures.corpus([[1, 2]])
    #expect(throws: DataError.self) {
      _ = try TuningCorpus(tiny, heldOut: 0.5, limit: 10, minimumCount: 1, seed: 1)
    }
  }

  @Test func a_learning_rate_that_learns_is_found() throws {
    let space = SearchSpace(
      start: TrainingFixtures.parameters {
        $0.epochs = 9
        $0.learningRate = 1e-6
      }, dimensions: [.choices("learningRate", \.learningRate, [1e-6, 1e-5, 0.3])])
    let runner = CorpusTrialRunner(corpus: try corpus(), metric: .ndcgAt10, task: .last, relation: .together)
    let report = Tuner(space: space, limits: TuningLimits(trials: 3), seed: 1).search(with: runner)
    let best = try #require(report.best)
    #expect(best.parameters.learningRate == 0.3)
    #expect(try #require(report.lead(of: best)).isClear)
    // Three tracks of a scene of ten are not seeds: the hidden one is among the first three.
    #expect(try #require(best.measurements.last).metrics.hitAt10 > 0.95)
  }

  @Test func one_worker_and_one_seed_give_the_same_scores() throws {
    func scores() throws -> [[[Double]]] {
      let runner = CorpusTrialRunner(corpus: try corpus(), metric: .mrr, task: .half, relation: .alike)
      let report = Tuner(space: SearchSpace(start: start()), limits: TuningLimits(trials: 4), seed: 8)
        .search(with: runner)
      return report.trials.map { $0.measurements.map(\.values) }
    }
    let first = try scores()
    #expect(try scores() == first)
    #expect(first[0].count == 3)
  }

  @Test func a_short_training_tells_how_much_fits_a_budget() throws {
    let divided = try corpus()
    func plan(_ budget: Double) throws -> TuningPlan {
      try TuningPlan.measured(budget: budget, corpus: divided, start: start()) {
        CorpusTrialRunner(corpus: $0, metric: .ndcgAt10, task: .last, relation: .together)
      }
    }
    #expect(try plan(1e6) == TuningPlan())
    #expect(try plan(1e-6).isSampledThroughout)
    #expect(throws: CancellationError.self) {
      var endless = start()
      endless.epochs = 1
      _ = try TuningPlan.measured(
        budget: 1, corpus: divided, start: endless,
        runner: { CorpusTrialRunner(corpus: $0, metric: .mrr, task: .last, relation: .together) },
        shouldStop: { true })
    }
  }

  @Test func more_of_everything_is_more_work() throws {
    let runner = CorpusTrialRunner(corpus: try corpus(), metric: .mrr, task: .last, relation: .together)
    let base = runner.work(of: start(), isSampled: false)
    for change: (inout TrainingParameters) -> Void in [
      { $0.epochs *= 2 }, { $0.dimension *= 2 }, { $0.sharedNegatives *= 2 },
    ] {
      var parameters = start()
      change(&parameters)
      #expect(runner.work(of: parameters, isSampled: false).training > base.training)
    }
    var narrow = start()
    narrow.window = .tracks(2)
    #expect(runner.work(of: narrow, isSampled: false).training < base.training)
  }
}
