import Testing

@testable import Embeddings

@Suite struct SearchSpaceTests {
  @Test func the_start_comes_first_and_all_candidates_differ() {
    var start = TrainingParameters()
    start.dimension = 77
    let space = SearchSpace(start: start)
    let candidates = Array(space.candidates(seed: 3).prefix(300))
    #expect(candidates[0] == start)
    for (index, candidate) in candidates.enumerated() {
      #expect(!candidates[..<index].contains(candidate), "candidate \(index)")
      #expect(throws: Never.self) { try candidate.validate() }
    }
  }

  @Test func candidates_depend_on_seed_and_number_alone() {
    let space = SearchSpace(start: TrainingParameters())
    let first = Array(space.candidates(seed: 1).prefix(40))
    #expect(Array(space.candidates(seed: 1).prefix(40)) == first)
    #expect(Array(space.candidates(seed: 1).prefix(7)) == Array(first.prefix(7)))
    #expect(Array(space.candidates(seed: 2).prefix(40)) != first)
  }

  /// Half of the candidates keep a dimension's start; the others meet every value about as often.
  @Test(arguments: SearchSpace.knownDimensions.map(\.name)) func every_dimension_is_varied_evenly(name: String) throws {
    let space = SearchSpace(start: TrainingParameters())
    let dimension = try #require(space.dimensions.first { $0.name == name })
    let texts = space.candidates(seed: 5).prefix(400).map { dimension.text(of: $0) }
    let kept = texts.count { $0 == dimension.text(of: space.start) }
    #expect((180...330).contains(kept), "\(name): \(kept) of 400 keep the start")
    #expect(Set(texts).count >= 3, "\(name): \(Set(texts))")
  }

  @Test func what_is_not_varied_stays() {
    let all = SearchSpace.knownDimensions
    let space = SearchSpace(start: TrainingParameters(), dimensions: all.filter { $0.name == "learningRate" })
    for candidate in space.candidates(seed: 1).prefix(20) {
      var same = candidate
      same.learningRate = space.start.learningRate
      #expect(same == space.start)
      #expect((0.06...1.5).contains(candidate.learningRate), "\(candidate.learningRate)")
    }
  }

  @Test func a_small_space_comes_to_an_end() {
    let space = SearchSpace(
      start: TrainingParameters(), dimensions: [.choices("dimension", \.dimension, [100, 200, 300])])
    #expect(Set(space.candidates(seed: 1).map(\.dimension)) == [100, 200, 300])
    #expect(space.candidates(seed: 1).map(\.dimension).count == 3)
  }

  @Test func numbers_are_short() {
    let space = SearchSpace(start: TrainingParameters())
    for candidate in space.candidates(seed: 9).prefix(100) {
      for dimension in space.dimensions where dimension.name != "pairWeight" && dimension.name != "window" {
        #expect(dimension.text(of: candidate).count <= 6, "\(dimension.name) \(dimension.text(of: candidate))")
      }
    }
  }
}
