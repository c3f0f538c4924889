import Testing

@testable import Embeddings

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct NegativeSamplerTests {
  @Test(arguments: [-1, -0.5, 0, 0.5, 0.75, 1])
  func draws_follow_the_counts_to_the_power(power: Double) {
    let counts = [1000, 400, 399, 100, 50, 20, 7, 3, 1, 1]
    let sampler = NegativeSampler(counts: counts, power: power)
    var random = RandomSource(seed: 11)
    let draws = 100_000
    var seen = [Int](repeating: 0, count: counts.count)
    for _ in 0..<draws { seen[Int(sampler.draw(&random))] += 1 }
    let weights = counts.map { pow(Double($0), power) }
    let total = weights.reduce(0, +)
    for (track, weight) in weights.enumerated() {
      let expected = weight / total * Double(draws)
      // Five standard deviations of a count that is nearly Poisson.
      #expect(
        abs(Double(seen[track]) - expected) <= 5 * (expected + 1).squareRoot(),
        "power \(power), track \(track): \(seen[track]) draws, expected \(expected)")
    }
  }

  @Test func the_only_track_is_always_drawn() {
    let sampler = NegativeSampler(counts: [5], power: 0.75)
    var random = RandomSource(seed: 1)
    #expect((0..<100).allSatisfy { _ in sampler.draw(&random) == 0 })
  }

  @Test func the_same_seed_draws_the_same() {
    let sampler = NegativeSampler(counts: Array((1...100).reversed()), power: 0.75)
    var (left, right) = (RandomSource(seed: 3), RandomSource(seed: 3))
    #expect((0..<200).map { _ in sampler.draw(&left) } == (0..<200).map { _ in sampler.draw(&right) })
  }
}
