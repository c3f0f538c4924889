import Embeddings
import Foundation
import TestSupport
import Testing

@Suite struct RecommenderTests {
  private func scores(_ recommender: some Recommender, _ seeds: [Int32], count: Int) -> [Float] {
    [Float](unsafeUninitializedCapacity: count) { buffer, filled in
      buffer.initialize(repeating: .nan)
      recommender.score(seeds: seeds, into: buffer)
      filled = count
    }
  }

  @Test func item_neighbours_equal_a_dense_computation() throws {
    var random = RandomSource(seed: 12)
    let corpus = TrainingFixtures.corpus((0..<40).map { _ in (0..<1 + random.below(6)).map { _ in random.below(15) } })
    let count = corpus.vocabulary.count
    let sets = try CorpusLists(corpus).ordinals.map { Set($0) }
    func together(_ left: Int32, _ right: Int32) -> Float {
      Float(sets.count { $0.contains(left) && $0.contains(right) })
    }
    let recommender = ItemNeighboursRecommender(try Cooccurrence(corpus: corpus, vocabulary: corpus.vocabulary))
    for seeds: [Int32] in [[0], [3, 7], [1, 2, Int32(count) - 1]] {
      let found = scores(recommender, seeds, count: count)
      for track in 0..<Int32(count) {
        let expected = seeds.reduce(Float(0)) {
          $0 + together($1, track) / (together($1, $1) * together(track, track)).squareRoot()
        }
        #expect(abs(found[Int(track)] - expected) < 1e-5, "seeds \(seeds), track \(track)")
      }
    }
  }

  @Test func positive_pmi_equals_a_dense_computation() throws {
    var random = RandomSource(seed: 13)
    let corpus = TrainingFixtures.corpus((0..<40).map { _ in (0..<1 + random.below(6)).map { _ in random.below(15) } })
    let count = corpus.vocabulary.count
    let sets = try CorpusLists(corpus).ordinals.map { Set($0) }
    func together(_ left: Int, _ right: Int) -> Double {
      left == right ? 0 : Double(sets.count { $0.contains(Int32(left)) && $0.contains(Int32(right)) })
    }
    let pairs = (0..<count).map { track in (0..<count).reduce(0) { $0 + together(track, $1) } }
    let total = pairs.reduce(0, +)
    let smoothedTotal = pairs.reduce(0) { $0 + pow($1, 0.75) }
    let recommender = PositivePMIRecommender(try Cooccurrence(corpus: corpus, vocabulary: corpus.vocabulary))
    for seeds: [Int32] in [[0], [3, 7], [1, 2, Int32(count) - 1]] {
      let found = scores(recommender, seeds, count: count)
      for track in 0..<count {
        let expected = seeds.reduce(0.0) { sum, seed in
          let joint = together(Int(seed), track) / total
          let apart = pairs[Int(seed)] / total * pow(pairs[track], 0.75) / smoothedTotal
          return sum + (joint > 0 ? max(0, log(joint / apart)) : 0)
        }
        #expect(abs(Double(found[track]) - expected) < 1e-4, "seeds \(seeds), track \(track)")
      }
    }
  }

  @Test func item_neighbours_follow_the_numbering_of_another_vocabulary() throws {
    let corpus = TrainingFixtures.corpus([[1, 2], [1, 2], [1, 3], [4, 5]])
    let vocabulary = Vocabulary(ids: IdentifierTable(["9", "2", "1", "3"]), counts: [4, 3, 2, 1])
    let found = scores(
      ItemNeighboursRecommender(try Cooccurrence(corpus: corpus, vocabulary: vocabulary)), [2], count: 4)
    #expect(found[0] == 0, "a track the corpus lacks")
    #expect(found[1] > found[3] && found[3] > 0)
  }

  @Test func vectors_of_other_programs_score_by_the_cosines_of_single_tables() {
    let vectors = TrackVectors(
      input: EmbeddingMatrix(count: 3, dimension: 2, values: [2, 0, 0, 5, -1, 0]),
      context: EmbeddingMatrix(count: 3, dimension: 2, values: [0, 1, 3, 0, 1, 1]))
    func expect(_ relation: Relation, _ seeds: [Int32], _ expected: [[Float]]) {
      let recommender = VectorRecommender(vectors: vectors, relation: relation, form: .single)
      let found = scores(recommender, seeds, count: 3)
      let pooled = expected.map { $0.count == 1 ? $0[0] : $0.reduce(0) { $0 + exp(SeedPooling.sharpness * $1) } }
      #expect(zip(found, pooled).allSatisfy { abs($0 - $1) < 1e-4 }, "\(relation) of \(seeds): \(found)")
    }
    let half = Float(0.5).squareRoot()
    expect(.alike, [0], [[1], [0], [-1]])
    expect(.alike, [0, 1], [[1, 0], [0, 1], [-1, 0]])
    expect(.together, [0], [[0], [1], [half]])
    expect(.together, [0, 1], [[0, 1], [1, 0], [half, half]])
    let mean = VectorRecommender(vectors: vectors, relation: .together, form: .single, pooling: .mean)
    #expect(zip(scores(mean, [0, 1], count: 3), [0.5, 0.5, half]).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test func vectors_of_a_training_score_by_both_tables() {
    var random = RandomSource(seed: 9)
    func table() -> EmbeddingMatrix {
      EmbeddingMatrix(count: 5, dimension: 3, values: (0..<15).map { _ in random.unitFloat() - 0.4 })
    }
    let vectors = TrackVectors(input: table(), context: table())
    let (input, context) = (vectors.input.normalized(), vectors.context.normalized())
    func mean(_ table: EmbeddingMatrix) -> [Float] {
      (0..<3).map { i in (0..<5).reduce(0) { $0 + table.row($1).map { $0 }[i] } / 5 }
    }
    let (inputMean, contextMean) = (mean(input), mean(context))
    func cosine(_ left: [Float], _ right: [Float]) -> Float {
      func dot(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
      return dot(left, right) / (dot(left, left) * dot(right, right)).squareRoot()
    }
    func row(_ table: EmbeddingMatrix, _ index: Int, less mean: [Float]? = nil) -> [Float] {
      table.row(index).enumerated().map { $1 - (mean?[$0] ?? 0) }
    }
    let together = scores(VectorRecommender(vectors: vectors, relation: .together), [2], count: 5)
    let alike = scores(VectorRecommender(vectors: vectors, relation: .alike), [2], count: 5)
    for track in 0..<5 {
      let both = cosine(row(input, 2), row(context, track)) + cosine(row(context, 2), row(input, track))
      #expect(abs(together[track] - both / 2) < 1e-5)
      let same =
        cosine(row(input, 2, less: inputMean), row(input, track, less: inputMean))
        + cosine(row(context, 2, less: contextMean), row(context, track, less: contextMean))
      #expect(abs(alike[track] - same / 2) < 1e-5)
    }
  }

  @Test func a_batch_scores_as_its_lists_one_by_one() {
    var random = RandomSource(seed: 2)
    func table() -> EmbeddingMatrix {
      EmbeddingMatrix(count: 20, dimension: 4, values: (0..<80).map { _ in random.unitFloat() - 0.5 })
    }
    let recommender = VectorRecommender(vectors: TrackVectors(input: table(), context: table()), relation: .together)
    let batch: [[Int32]] = [[1], [2, 3, 4], [19, 0]]
    let together = [Float](unsafeUninitializedCapacity: 60) { buffer, filled in
      recommender.score(batch: batch, into: buffer)
      filled = 60
    }
    for (row, seeds) in batch.enumerated() {
      let alone = scores(recommender, seeds, count: 20)
      #expect(zip(together[row * 20..<(row + 1) * 20], alone).allSatisfy { abs($0 - $1) < 1e-4 })
    }
  }

  @Test func popular_falls_with_the_count_and_random_repeats_its_seed() {
    let corpus = TrainingFixtures.corpus([[1, 2, 3], [1, 2], [1]])
    #expect(scores(PopularRecommender(vocabulary: corpus.vocabulary), [0], count: 3) == [0, -1, -2])
    let random = RandomRecommender(seed: 5)
    #expect(scores(random, [1], count: 50) == scores(random, [1], count: 50))
    #expect(scores(random, [1], count: 50) != scores(random, [2], count: 50))
    #expect(scores(random, [1], count: 50) != scores(RandomRecommender(seed: 6), [1], count: 50))
  }

  @Test func each_method_has_its_name() throws {
    let corpus = TrainingFixtures.corpus([[1, 2]])
    let cooccurrence = try Cooccurrence(corpus: corpus, vocabulary: corpus.vocabulary)
    let table = EmbeddingMatrix(count: 2, dimension: 1, values: [1, 1])
    let methods: [any Recommender] = [
      VectorRecommender(vectors: TrackVectors(input: table, context: table), relation: .alike),
      PopularRecommender(vocabulary: corpus.vocabulary),
      ItemNeighboursRecommender(cooccurrence), PositivePMIRecommender(cooccurrence), RandomRecommender(seed: 1),
    ]
    #expect(methods.map(\.method) == ["vectors", "popular", "item-neighbours", "positive-pmi", "random"])
  }
}
