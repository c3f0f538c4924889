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
    /// Its row, where it is a track.
    var track: Int?
    let values: [Float]
    /// Over 0.
    let weight: Float
  }

  let positive: [Vector]
  let negative: [Vector]
  let combination: SeedCombination
  /// The weights of the positive seeds together.
  private let totalWeight: Float
  /// How much negative seeds count beside the positive, in `0...1`.
  private let penalty: Float
  /// What sharing playlists with the seeds adds to the scores of tracks, by ordinal (``Companions``).
  private let bonuses: CompanionBonuses
  /// The weighted sum of the positive seeds, or nil when there is none or they cancel out.
  let center: [Float]?

  /// How many seeds' vectors are on their way while one is made.
  private static let seedsAhead = 16

  /// - Parameter used: what each seed is asked with, and its ordinal in the model; nil for nothing.
  init(of query: ShelfQuery, used: [(id: ItemID, ordinal: Int)?], in model: Model) {
    func prefetch(_ used: (id: ItemID, ordinal: Int)?) {
      if let used { model.prefetchSeed(used.id.kind, used.ordinal) }
    }
    for first in used.prefix(Self.seedsAhead) { prefetch(first) }
    let vectors = zip(query.seeds, used).enumerated().compactMap { place, pair -> Vector? in
      if place + Self.seedsAhead < used.count { prefetch(used[place + Self.seedsAhead]) }
      let (seed, used) = pair
      guard let used, let values = model.seedVector(used.id.kind, used.ordinal, for: query.measure) else { return nil }
      // Ages may be so high that nothing of a weight is left.
      let weight = max(seed.weight(halfLife: query.halfLife), .leastNormalMagnitude)
      return Vector(
        place: place, kind: used.id.kind, track: used.id.kind == .track ? used.ordinal : nil, values: values,
        weight: weight)
    }
    let isNegative = { (vector: Vector) in vector.place.map { query.seeds[$0].isNegative } ?? false }
    let listener = query.listener.flatMap { listener in
      model.relations.unitSeed(input: listener.input, context: listener.context, for: query.measure).map {
        Vector(place: nil, kind: .playlist, values: $0, weight: 1)
      }
    }
    positive = vectors.filter { !isNegative($0) } + (listener.map { [$0] } ?? [])
    negative = vectors.filter(isNegative)
    let sum = Self.sum(of: positive[...])
    center = sum.contains { $0 != 0 } ? sum : nil
    combination = query.combination
    let (good, bad) = (positive.reduce(0) { $0 + $1.weight }, negative.reduce(0) { $0 + $1.weight })
    totalWeight = good
    penalty = good > 0 ? min(1, bad / good) : 0
    let tracks = positive.compactMap { vector in vector.track.map { (track: $0, weight: vector.weight) } }
    let companions = query.looksAtCompanions ? model.companions : nil
    bonuses = companions?.bonuses(of: tracks, totalWeight: combination == .sum ? 1 : good) ?? CompanionBonuses()
  }

  /// Vectors of one width one after the other: copied as a whole, where `joined` would go value by value.
  private static func rows(_ vectors: [[Float]]) -> [Float] {
    var rows: [Float] = []
    rows.reserveCapacity(vectors.count * (vectors.first?.count ?? 0))
    for vector in vectors { rows.append(contentsOf: vector) }
    return rows
  }

  private static func sum(of vectors: ArraySlice<Vector>) -> [Float] {
    var sum = [Float](repeating: 0, count: vectors.first?.values.count ?? 0)
    sum.withUnsafeMutableBufferPointer { sum in
      for vector in vectors {
        vector.values.withUnsafeBufferPointer { values in
          for index in sum.indices { sum[index] += values[index] * vector.weight }
        }
      }
    }
    return sum
  }

  /// Whether the index scores items as ``scores(of:in:)`` does, but for what ``companions(upTo:)`` have beside it.
  var areScoredByIndex: Bool { areOrderedByIndex && combination != .sum }

  /// Whether the index orders items as their scores do, but for what ``companions(upTo:)`` have beside it.
  var areOrderedByIndex: Bool {
    switch combination {
    case .blend, .sum: true
    case .nearest: positive.count <= Self.mostApart
    case .pooled: positive.count <= Self.mostTogether
    }
  }

  /// The items of an index that are nearest to the seeds, which have a ``center``.
  func nearest(in index: HNSWIndex, _ request: SearchRequest) -> SearchAnswer {
    guard let center else { return SearchAnswer() }
    var penalty = penalty
    let leads: [(values: [Float], weight: Float)]
    switch combination {
    case .blend: leads = [(center, 1)]
    case .sum:
      leads = [(center, 1)]
      // The sum is the center's length times its cosine. Where weights leave hardly any length, only the penalty counts.
      penalty = min(penalty / center.reduce(0) { $0 + $1 * $1 }.squareRoot(), Self.highestPenalty)
    case .nearest: leads = heaviest
    case .pooled: leads = groups
    }
    if leads.count == 1, negative.isEmpty { return index.search(center, request) }
    return index.search(
      JointQuery(
        wanted: Self.rows(leads.map(\.values)), weights: leads.map(\.weight),
        combination: combination == .pooled ? .softMaximum(sharpness: SeedPooling.sharpness) : .maximum,
        unwanted: Self.rows(negative.map(\.values)), penalty: penalty), request)
  }

  /// The seeds that count most: what is near to one of them need not be near to any other.
  private var heaviest: [(values: [Float], weight: Float)] {
    positive.sorted { ($0.weight, $1.place ?? .max) > ($1.weight, $0.place ?? .max) }
      .prefix(Self.mostApart).map { ($0.values, $0.weight) }
  }

  /// The seeds, or where there are many the sums of some that stand beside each other: neighbours in a playlist or a history
  /// are often alike, and a walk compares every row that it meets with each of them.
  private var groups: [(values: [Float], weight: Float)] {
    let size = (positive.count + Self.mostTogether - 1) / Self.mostTogether
    guard size > 1 else { return positive.map { ($0.values, $0.weight) } }
    return stride(from: 0, to: positive.count, by: size).map { start in
      let group = positive[start..<min(start + size, positive.count)]
      return (Self.sum(of: group), group.reduce(0) { $0 + $1.weight })
    }
  }

  private static let highestPenalty: Float = 1e30
  private static let mostApart = 32
  private static let mostTogether = 16

  /// Rows of the tracks' index that lie near: the seeds themselves, where they are tracks.
  var entries: [Int] { positive.compactMap(\.track) }

  /// The tracks to which sharing playlists with the seeds adds most: candidates wherever their vectors lie.
  func companions(upTo count: Int) -> [Int] { bonuses.highest(count) }

  /// The scores of items of an index, and for each the place of the seed that did most for it.
  func scores(of ordinals: [Int], in index: HNSWIndex) -> [(score: Float, seed: Int?)] {
    let blend = combination == .blend ? center : nil
    let queries = positive.map(\.values) + negative.map(\.values) + (blend.map { [$0] } ?? [])
    let scores = index.scores(batch: Self.rows(queries), of: ordinals)
    return scores.withUnsafeBufferPointer { scores in
      ordinals.indices.map { item in
        let row = UnsafeBufferPointer(rebasing: scores[item * queries.count..<(item + 1) * queries.count])
        let best = mostFor(row)
        var score = combined(row)
        if let bonus = bonuses[ordinals[item]] { score += bonus }
        // Nearness to what is not wanted takes away, distance from it gives nothing.
        if let worst = row[positive.count..<positive.count + negative.count].max() { score -= penalty * max(0, worst) }
        return (score, positive[best].place)
      }
    }
  }

  /// The positive seed that does most for an item, whose scores begin with those for each of them.
  private func mostFor(_ scores: UnsafeBufferPointer<Float>) -> Int {
    var best = 0
    var most = -Float.infinity
    for seed in positive.indices {
      let share = combination == .nearest ? scores[seed] : scores[seed] * positive[seed].weight
      if share > most { (best, most) = (seed, share) }
    }
    return best
  }

  /// One score of an item's scores, which begin with those for the positive seeds and end, for a blend, with that for ``center``.
  private func combined(_ scores: UnsafeBufferPointer<Float>) -> Float {
    if positive.count == 1, combination != .sum { return scores[0] }
    switch combination {
    case .nearest: return scores[..<positive.count].max() ?? 0
    case .blend: return scores[scores.count - 1]
    case .sum: return positive.indices.reduce(0) { $0 + positive[$1].weight * scores[$1] }
    case .pooled:
      let sum = positive.indices.reduce(Float(0)) {
        $0 + positive[$1].weight * exp(SeedPooling.sharpness * scores[$1])
      }
      return log(sum / totalWeight) / SeedPooling.sharpness
    }
  }
}
