import Embeddings

/// What a listener likes, in the coordinate system of a model: the weighted means of the vectors of what was played.
///
/// It is made as an album's or a playlist's vectors are, so that it can be asked about in both relations. It outlives its model as
/// long as the next one has the same space.
public struct ListenerVector: Sendable, Equatable, Codable {
  /// The coordinate system: compared with vectors of another, it means nothing.
  public let space: String
  /// The mean of the unit input vectors; its length is at most 1.
  public let input: [Float]
  /// The mean of the unit context vectors, likewise.
  public let context: [Float]
  /// How alike the plays are, in `0...1`: the length of the mean of their `alike` vectors. Under about a half one vector stands
  /// for nobody's taste, and facets tell more. Nil where it was not kept.
  public let coherence: Float?

  /// Creates a vector from its parts.
  public init(space: String, input: [Float], context: [Float], coherence: Float?) {
    precondition(input.count == context.count, "one dimension")
    self.space = space
    self.input = input
    self.context = context
    self.coherence = coherence
  }
}

/// One of the things a listener likes.
public struct ListenerFacet: Sendable, Equatable {
  /// The play in the middle of it, which can stand for it.
  public let medoid: ItemID
  /// Its share of all plays, by weight.
  public let weight: Float
  /// Its vector; the coherence is that of its own plays.
  public let vector: ListenerVector
}

extension SimilarityEngine {
  /// Whether a vector is of this model's space and dimension.
  public func accepts(_ vector: ListenerVector) -> Bool {
    vector.space == model.manifest.space && vector.input.count == model.relations.dimension
      && (vector.input + vector.context).allSatisfy(\.isFinite)
  }

  /// What a listener likes, by what was played; nil where the model knows none of it, or it cancels out.
  ///
  /// - Parameters:
  ///   - plays: seeds; negative ones and unknown ids are passed over.
  ///   - halfLife: days after which a play counts half.
  public func listener(_ plays: [Seed], halfLife: Double = 30) -> ListenerVector? {
    let known = weighted(plays, halfLife: halfLife)
    return known.isEmpty ? nil : vector(of: known)
  }

  /// The one to five things a listener likes, the weightiest first.
  ///
  /// Plays are grouped around medoids (k-medoids; Kaufman and Rousseeuw, 1990), into more groups as long as that makes their plays
  /// clearly more alike, as Pinterest does for its users (PinnerSage; Pal et al., 2020).
  ///
  /// - Complexity: O(plays² x dimension); of more than 200 plays the weightiest are taken.
  public func facets(_ plays: [Seed], halfLife: Double = 30, atMost limit: Int = 5) -> [ListenerFacet] {
    precondition(limit >= 1, "a listener likes something")
    let known = Array(
      weighted(plays, halfLife: halfLife).sorted { ($0.weight, $1.place) > ($1.weight, $0.place) }
        .prefix(Self.mostClustered))
    guard !known.isEmpty else { return [] }
    let likeness = known.map { left in known.map { Self.dot(left.alike, $0.alike) } }
    var medoids = [Self.middle(of: Array(known.indices), known, likeness)]
    var groups = Self.groups(around: medoids, of: known, likeness)
    var coherence = Self.coherence(of: groups, known)
    while medoids.count < min(limit, known.count) {
      // The play that is worst served founds a group of its own.
      let served = known.indices.map { play in medoids.map { likeness[play][$0] }.max() ?? -1 }
      guard
        let founder = known.indices.max(by: {
          (1 - served[$0]) * known[$0].weight < (1 - served[$1]) * known[$1].weight
        }), !medoids.contains(founder)
      else { break }
      var finer = medoids + [founder]
      var finerGroups = Self.groups(around: finer, of: known, likeness)
      for _ in 0..<8 {
        let moved = finerGroups.map { Self.middle(of: $0, known, likeness) }
        if moved == finer { break }
        finer = moved
        finerGroups = Self.groups(around: finer, of: known, likeness)
      }
      let gained = Self.coherence(of: finerGroups, known)
      guard gained >= Self.worthDividing * coherence else { break }
      (medoids, groups, coherence) = (finer, finerGroups, gained)
    }
    let total = known.reduce(0) { $0 + $1.weight }
    return zip(medoids, groups).compactMap { medoid, group -> ListenerFacet? in
      let weight = group.reduce(0) { $0 + known[$1].weight }
      return vector(of: group.map { known[$0] }).map {
        ListenerFacet(medoid: plays[known[medoid].place].id, weight: weight / total, vector: $0)
      }
    }.sorted { $0.weight != $1.weight ? $0.weight > $1.weight : $0.medoid.description < $1.medoid.description }
  }

  private static let mostClustered = 200
  /// Any division makes groups more coherent; one that makes them no more than this is of chance. Plays of two tastes, one twice
  /// as often as the other, gain a third.
  private static let worthDividing: Float = 1.15

  /// A known play with its vectors.
  private struct Play {
    let place: Int
    let weight: Float
    let input: [Float]
    let context: [Float]
    /// Of length 1.
    let alike: [Float]
  }

  private func weighted(_ plays: [Seed], halfLife: Double) -> [Play] {
    plays.enumerated().compactMap { place, play in
      guard !play.isNegative, let ordinal = ordinal(of: play.id) else { return nil }
      let collection = model[play.id.kind]
      guard let alike = collection.seed(ordinal, for: .alike, by: model.relations) else { return nil }
      return Play(
        place: place, weight: max(play.weight(halfLife: halfLife), .leastNormalMagnitude),
        input: collection.unitRow(.input, ordinal), context: collection.unitRow(.context, ordinal), alike: alike)
    }
  }

  private func vector(of plays: [Play]) -> ListenerVector? {
    let total = plays.reduce(0) { $0 + $1.weight }
    func mean(_ values: (Play) -> [Float]) -> [Float] {
      var mean = [Float](repeating: 0, count: plays.first.map(values)?.count ?? 0)
      for play in plays {
        let share = play.weight / total
        for (index, value) in values(play).enumerated() { mean[index] += share * value }
      }
      return mean
    }
    let alike = mean(\.alike)
    let (input, context) = (mean(\.input), mean(\.context))
    guard (input + context).contains(where: { $0 != 0 }) else { return nil }
    return ListenerVector(
      space: model.manifest.space, input: input, context: context,
      coherence: min(1, Self.dot(alike, alike).squareRoot()))
  }

  private static func dot(_ left: [Float], _ right: [Float]) -> Float {
    var sum: Float = 0
    for index in left.indices { sum += left[index] * right[index] }
    return sum
  }

  /// The play of a group that the others are most like, by weight.
  private static func middle(of group: [Int], _ plays: [Play], _ likeness: [[Float]]) -> Int {
    func worth(_ candidate: Int) -> Float { group.reduce(0) { $0 + plays[$1].weight * likeness[candidate][$1] } }
    return group.max { left, right in
      let (a, b) = (worth(left), worth(right))
      return a != b ? a < b : left > right
    } ?? 0
  }

  private static func groups(around medoids: [Int], of plays: [Play], _ likeness: [[Float]]) -> [[Int]] {
    var groups = medoids.map { _ in [Int]() }
    for play in plays.indices {
      let own = medoids.firstIndex(of: play)
      let nearest = own ?? medoids.indices.max { likeness[play][medoids[$0]] < likeness[play][medoids[$1]] } ?? 0
      groups[nearest].append(play)
    }
    return groups
  }

  /// The mean coherence of groups, by weight.
  private static func coherence(of groups: [[Int]], _ plays: [Play]) -> Float {
    var length: Float = 0
    var total: Float = 0
    for group in groups {
      var sum = [Float](repeating: 0, count: plays[0].alike.count)
      for play in group {
        for (index, value) in plays[play].alike.enumerated() { sum[index] += plays[play].weight * value }
        total += plays[play].weight
      }
      length += dot(sum, sum).squareRoot()
    }
    return total > 0 ? length / total : 1
  }
}
