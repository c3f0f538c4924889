import ANNIndex
import Dispatch
import Embeddings
import Synchronization

/// The nearest neighbours of the same items in several models.
struct NeighborLists {
  private let kind: ItemKind
  private let models: [Model]
  /// The ordinal of each shared item in each model; shared items are numbered by their ordinals in the first.
  private let shared: [[Int]]
  /// The shared items that are looked at, by band.
  private let bands: [NeighborMovement.Band: [Int]]
  /// For each model the nearest shared items of each one that is looked at, as numbers of shared items.
  private let nearest: [[Int: [Int]]]

  private static let neighbors = 10
  private static let mostOfBand = 2_000

  /// Looks at items of a kind; nil where the models share too few.
  ///
  /// - Parameter models: the old, the new, and the reseed if there is one.
  init?(of kind: ItemKind, _ models: [Model]) {
    let ids = models[0][kind].list.ids.strings
    var shared = models.map { _ in [Int]() }
    for ordinal in 0..<ids.count {
      let places = ids.withBytes(at: ordinal) { id in models.compactMap { $0[kind].list.ids.ordinal(ofUTF8: id) } }
      guard places.count == models.count else { continue }
      for (model, place) in places.enumerated() { shared[model].append(place) }
    }
    let count = shared[0].count
    guard count > 2 * Self.neighbors else { return nil }
    let supports = models[0][kind].list.supports
    let byFallingSupport = (0..<count).sorted { (supports[shared[0][$0]], $1) > (supports[shared[0][$1]], $0) }
    var random = RandomSource(seed: 1)
    var bands: [NeighborMovement.Band: [Int]] = [:]
    let ends = [0, count / 10, count / 2, count]
    for (band, name) in NeighborMovement.Band.allCases.enumerated() {
      var members = Array(byFallingSupport[ends[band]..<ends[band + 1]])
      members.shuffle(using: &random)
      bands[name] = members.prefix(Self.mostOfBand).sorted()
    }
    self.kind = kind
    self.models = models
    self.shared = shared
    self.bands = bands
    let asked = bands.values.joined().sorted()
    nearest = models.indices.map { Self.nearest(in: models[$0][kind], by: models[$0].relations, shared[$0], asked) }
  }

  /// The nearest shared items of the asked, in one model.
  private static func nearest(
    in collection: ItemCollection, by relations: RelationVectors, _ shared: [Int], _ asked: [Int]
  ) -> [Int: [Int]] {
    var numbers = [Int](repeating: -1, count: collection.count)
    for (number, ordinal) in shared.enumerated() { numbers[ordinal] = number }
    let filter = Filter(count: collection.count, eligible: shared)
    let index = collection.index(.alike)
    let found = Mutex<[Int: [Int]]>([:])
    let chunk = 256
    let known = numbers
    DispatchQueue.concurrentPerform(iterations: (asked.count + chunk - 1) / chunk) { part in
      var lists: [Int: [Int]] = [:]
      for item in asked[part * chunk..<min((part + 1) * chunk, asked.count)] {
        guard let seed = collection.seed(shared[item], for: .alike, by: relations) else { continue }
        let answer = index.search(seed, SearchRequest(k: neighbors + 1, effort: .recall(0.99), filter: filter))
        lists[item] = Array(answer.neighbors.map { known[$0.ordinal] }.filter { $0 != item }.prefix(neighbors))
      }
      found.withLock { $0.merge(lists) { first, _ in first } }
    }
    return found.withLock { $0 }
  }

  /// The share of an item's neighbours in one model that are its neighbours in another.
  private func kept(_ item: Int, _ first: Int, _ second: Int) -> Double? {
    guard let left = nearest[first][item], let right = nearest[second][item] else { return nil }
    return Double(Set(left).intersection(right).count) / Double(Self.neighbors)
  }

  /// How far the neighbours of each band moved.
  func movements(isReseedOfNew: Bool) -> [NeighborMovement] {
    NeighborMovement.Band.allCases.compactMap { band in
      let items = (bands[band] ?? []).filter { item in nearest.allSatisfy { $0[item] != nil } }
      let kept = items.compactMap { self.kept($0, 0, 1) }
      guard !kept.isEmpty else { return nil }
      var chance: NeighborMovement.Chance?
      var moved: [Int] = []
      if models.count == 3 {
        // Chance parts two trainings of the same playlists; the third model is as far from both.
        let (twin, other) = isReseedOfNew ? (1, 0) : (0, 1)
        let byChance = items.compactMap { self.kept($0, twin, 2) }
        let across = items.compactMap { self.kept($0, other, 2) }
        let less = items.indices.map { byChance[$0] - (kept[$0] + across[$0]) / 2 }
        chance = NeighborMovement.Chance(
          kept: byChance.reduce(0, +) / Double(byChance.count), lessKept: Estimate(meanOf: less))
        moved = items.indices.sorted { (less[$0], items[$1]) > (less[$1], items[$0]) }.prefix(5).map { items[$0] }
      }
      let movement = NeighborMovement(
        kind: kind, band: band, items: items.count, kept: kept.reduce(0, +) / Double(kept.count), chance: chance,
        movedItems: moved.map { NamedItem(kind, shared[0][$0], in: models[0]) })
      return movement.isBeyondChance ? movement : movement.withoutItems
    }
  }

  /// The items that are neighbours of many more others than before, and than by chance; none without a reseed.
  func hubs(isReseedOfNew: Bool) -> [NewHub] {
    guard models.count == 3 else { return [] }
    let counts = nearest.map { lists in
      lists.values.joined().reduce(into: [Int: Int]()) { counts, item in counts[item, default: 0] += 1 }
    }
    let asked = nearest[1].count
    // A reseed of the new model has its hubs; they are new when the old one has not.
    let known = isReseedOfNew ? [0] : [0, 2]
    return counts[1].filter { item, count in
      let before = known.map { counts[$0][item] ?? 0 }.max() ?? 0
      return count > 3 * before + 3 * Self.neighbors && Double(count) > 0.02 * Double(asked)
    }.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.prefix(10).map { item, count in
      NewHub(
        item: NamedItem(kind, shared[1][item], in: models[1]), before: counts[0][item] ?? 0, after: count, items: asked)
    }
  }
}

/// An item that has become a neighbour of many others.
public struct NewHub: Sendable {
  /// The item.
  public let item: NamedItem
  /// Among the ten nearest of how many of ``items`` it was, and is.
  public let before: Int
  public let after: Int
  /// How many items were looked at.
  public let items: Int
}
