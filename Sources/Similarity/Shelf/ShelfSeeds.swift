import ANNIndex
import Embeddings

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The known seeds of a question as vectors with weights, and how an item is scored against them.
struct ShelfSeeds {
  /// A seed's vector, of length 1.
  struct Vector {
    /// The seed's place in the question; nil for the listener.
    let place: Int?
    /// The kind it was asked with; of a listener's vector that of a playlist, which is composed alike.
    let kind: ItemKind
    let values: [Float]
    /// Over 0.
    let weight: Float
  }

  let positive: [Vector]
  let negative: [Vector]
  let combination: SeedCombination
  /// How much negative seeds count beside the positive, in `0...1`.
  private let penalty: Float

  /// - Parameter used: what each seed is asked with, and its ordinal in the model; nil for nothing.
  init(of query: ShelfQuery, used: [(id: ItemID, ordinal: Int)?], in model: Model) {
    let vectors = zip(query.seeds, used).enumerated().compactMap { place, pair -> Vector? in
      let (seed, used) = pair
      guard let used, let values = model.seedVector(used.id.kind, used.ordinal, for: query.measure) else { return nil }
      // Ages may be so high that nothing of a weight is left.
      let weight = max(seed.weight(halfLife: query.halfLife), .leastNormalMagnitude)
      return Vector(place: place, kind: used.id.kind, values: values, weight: weight)
    }
    let isNegative = { (vector: Vector) in vector.place.map { query.seeds[$0].isNegative } ?? false }
    let listener = query.listener.flatMap { listener in
      model.relations.unitSeed(input: listener.input, context: listener.context, for: query.measure).map {
        Vector(place: nil, kind: .playlist, values: $0, weight: 1)
      }
    }
    positive = vectors.filter { !isNegative($0) } + (listener.map { [$0] } ?? [])
    negative = vectors.filter(isNegative)
    combination = query.combination
    let (good, bad) = (positive.reduce(0) { $0 + $1.weight }, negative.reduce(0) { $0 + $1.weight })
    penalty = good > 0 ? min(1, bad / good) : 0
  }

  /// The weighted sum of the positive seeds, or nil when there is none or they cancel out.
  var center: [Float]? {
    guard let first = positive.first else { return nil }
    var sum = first.values.map { $0 * first.weight }
    for vector in positive.dropFirst() {
      for (index, value) in vector.values.enumerated() { sum[index] += value * vector.weight }
    }
    return sum.contains { $0 != 0 } ? sum : nil
  }

  /// Whether the cosine with ``center`` is the score itself.
  var isBlend: Bool { negative.isEmpty && (combination == .blend || positive.count == 1 && combination != .sum) }

  /// The queries whose nearest items are candidates.
  var probes: [[Float]] {
    // What is near to one seed need not be near to the mean of all: then each is asked, the heaviest first.
    guard combination == .nearest, positive.count > 1 else { return center.map { [$0] } ?? [] }
    let heaviest = positive.sorted {
      ($0.weight, $1.place ?? .max) > ($1.weight, $0.place ?? .max)
    }
    return heaviest.prefix(Self.mostProbes).map(\.values)
  }

  private static let mostProbes = 32

  /// The scores of items of an index, and for each the place of the seed that did most for it.
  func scores(of ordinals: [Int], in index: HNSWIndex) -> [(score: Float, seed: Int?)] {
    let good = positive.map { index.scores($0.values, of: ordinals) }
    let bad = negative.map { index.scores($0.values, of: ordinals) }
    let blend = combination == .blend ? center.map { index.scores($0, of: ordinals) } : nil
    let totalWeight = positive.reduce(0) { $0 + $1.weight }
    return ordinals.indices.map { item in
      var best = 0
      var share = -Float.infinity
      for seed in positive.indices {
        let own = good[seed][item] * positive[seed].weight
        if own > share { (best, share) = (seed, own) }
      }
      var score: Float
      switch combination {
      case .blend: score = blend?[item] ?? 0
      case .nearest:
        score = -.infinity
        for seed in positive.indices where good[seed][item] > score { (best, score) = (seed, good[seed][item]) }
      case .sum: score = positive.indices.reduce(0) { $0 + positive[$1].weight * good[$1][item] }
      case .pooled:
        if positive.count == 1 {
          score = good[0][item]
        } else {
          let sharpness = SeedPooling.sharpness
          let sum = positive.indices.reduce(Float(0)) {
            $0 + positive[$1].weight * exp(sharpness * good[$1][item])
          }
          score = log(sum / totalWeight) / sharpness
        }
      }
      // Nearness to what is not wanted takes away, distance from it gives nothing.
      if let worst = bad.map({ $0[item] }).max() { score -= penalty * max(0, worst) }
      return (score, positive[best].place)
    }
  }
}
