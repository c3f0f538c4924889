import Testing

@testable import Embeddings

/// Scenes whose last two tracks a first training does not see.
struct LateTracks {
  static let scenes = 4
  static let tracksPerScene = 10
  static let parameters = TrainingFixtures.parameters { $0.epochs = 12 }

  /// All playlists, late tracks included.
  static let playlists = TrainingFixtures.scenes(
    scenes, tracksPerScene: tracksPerScene, playlistsPerScene: 60, length: 6, seed: 5)
  /// The playlists before the late tracks came.
  static let early = TrainingFixtures.corpus(playlists.map { $0.filter { !isLate($0) } })
  /// A model of them.
  static let model = Result {
    try SkipGramTrainer(corpus: early, parameters: parameters).train().vectors
  }

  static func isLate(_ track: Int) -> Bool { track % tracksPerScene >= tracksPerScene - 2 }

  /// The share of tracks whose nearest by a relation, late or not, are of their own scene: the two nearest of each.
  static func purity(
    of tracks: [Int], in vectors: TrackVectors, _ vocabulary: Vocabulary, _ relation: Relation
  ) -> Double {
    let recommender = VectorRecommender(vectors: vectors, relation: relation)
    var hits = 0
    for track in tracks {
      guard let seed = vocabulary.ordinal(of: "\(track)") else { continue }
      let scores = [Float](unsafeUninitializedCapacity: vocabulary.count) { scores, count in
        recommender.score(seeds: [Int32(seed)], into: scores)
        count = vocabulary.count
      }
      let nearest = scores.indices.filter { $0 != seed }.sorted { scores[$0] > scores[$1] }.prefix(2)
      hits += nearest.count { (Int(vocabulary.ids[$0]) ?? -1) / tracksPerScene == track / tracksPerScene }
    }
    return Double(hits) / Double(2 * tracks.count)
  }
}

@Suite struct FoldInTests {
  private static let late = (0..<LateTracks.scenes * LateTracks.tracksPerScene).filter(LateTracks.isLate)

  private func fold(
    _ playlists: [[Int]], _ parameters: TrainingParameters = LateTracks.parameters
  ) throws -> FoldIn.Result {
    try FoldIn(into: LateTracks.model.get(), of: LateTracks.early.vocabulary, parameters: parameters).fold(
      TrainingFixtures.corpus(playlists))
  }

  @Test func new_tracks_lie_with_their_scene_and_the_others_stay_to_the_bit() throws {
    let model = try LateTracks.model.get()
    let folded = try fold(LateTracks.playlists)
    let vocabulary = folded.corpus.vocabulary
    #expect(Set(folded.newTracks.map { vocabulary.ids[Int($0)] }) == Set(Self.late.map { "\($0)" }))
    #expect(folded.strandedTracks == 0)
    for row in 0..<LateTracks.early.vocabulary.count {
      let place = try #require(vocabulary.ordinal(of: LateTracks.early.vocabulary.ids[row]))
      #expect(vocabulary.counts[place] == LateTracks.early.vocabulary.counts[row])
      for role in [\TrackVectors.input, \.context] {
        #expect(
          folded.vectors[keyPath: role].row(place).map(\.bitPattern) == model[keyPath: role].row(row).map(\.bitPattern))
      }
    }
    for relation in Relation.allCases {
      #expect(LateTracks.purity(of: Self.late, in: folded.vectors, vocabulary, relation) > 0.9, "\(relation)")
    }
  }

  @Test(arguments: [Optimizer.adaGrad, .sgd]) func frozen_rows_do_not_move_while_others_learn(optimizer: Optimizer)
    throws
  {
    // What is put back at the end must not have moved in between: new tracks learn from it.
    let model = try LateTracks.model.get()
    var parameters = LateTracks.parameters
    parameters.optimizer = .adaGrad
    let ordinals = (0..<Int32(model.input.count)).map { $0 }
    let start = TrainingState(
      placing: model, at: ordinals, count: model.input.count, seed: 1, inputAccumulator: { _ in .infinity },
      contextAccumulator: { _ in .infinity })
    let end = try SkipGramTrainer(corpus: LateTracks.early, parameters: parameters).train(from: start).state
    #expect(end.vectors == model)
    // Whatever the model was trained with, folding in takes AdaGrad's steps.
    parameters.optimizer = optimizer
    #expect(try fold(LateTracks.playlists, parameters).vectors.input.values.allSatisfy(\.isFinite))
  }

  @Test func one_seed_gives_the_same_bytes() throws {
    let folded = try fold(LateTracks.playlists)
    #expect(try fold(LateTracks.playlists).vectors == folded.vectors)
    var other = LateTracks.parameters
    other.seed = 2
    #expect(try fold(LateTracks.playlists, other).vectors != folded.vectors)
  }

  @Test func playlists_without_a_new_track_change_nothing() throws {
    let folded = try fold(LateTracks.playlists.map { $0.filter { !LateTracks.isLate($0) } })
    #expect(folded.newTracks.isEmpty)
    #expect(try folded.vectors == LateTracks.model.get())
  }

  @Test func a_new_track_without_company_is_counted() throws {
    let folded = try fold([[0, 1, 8], [9], [18, 18], [28, 29]])
    #expect(folded.newTracks.count == 5)
    #expect(folded.strandedTracks == 2)
  }
}
