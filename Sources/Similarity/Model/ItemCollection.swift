import ANNIndex
import Embeddings
import Synchronization

/// All items of one kind: what they are called, their vectors, and the indexes over them. Immutable.
public final class ItemCollection: Sendable {
  /// The kind.
  public let kind: ItemKind
  /// Ids, names, credits, supports and groups.
  public let list: ItemList
  private let input: EmbeddingMatrix?
  private let context: EmbeddingMatrix?
  private let alike: HNSWIndex?
  private let together: HNSWIndex?
  /// The filters of supports that have been asked for. Shelves ask for the same few again and again, but a caller may ask for any.
  private let supportFilters = Mutex<[Int: Filter]>([:])
  private static let mostSupportFilters = 64

  /// Creates a collection with the vectors of both roles.
  convenience init(kind: ItemKind, list: ItemList, vectors: TrackVectors, indexes: [Relation: HNSWIndex]) {
    self.init(
      kind: kind, list: list, matrices: [.input: vectors.input, .context: vectors.context], indexes: indexes)
  }

  /// Creates a collection; matrices and indexes have one row for each item of the list.
  init(
    kind: ItemKind, list: ItemList, matrices: [EmbeddingRole: EmbeddingMatrix], indexes: [Relation: HNSWIndex]
  ) {
    precondition(matrices.values.allSatisfy { $0.count == list.count }, "one row for each item")
    precondition(indexes.values.allSatisfy { $0.count == list.count }, "one indexed row for each item")
    self.kind = kind
    self.list = list
    input = matrices[.input]
    context = matrices[.context]
    alike = indexes[.alike]
    together = indexes[.together]
  }

  /// How many items there are.
  public var count: Int { list.count }

  /// The vectors of one role, one row for each item. The model must have been loaded with them.
  public func matrix(_ role: EmbeddingRole) -> EmbeddingMatrix {
    guard let matrix = role == .input ? input : context else {
      preconditionFailure("\(kind.plural).\(role.rawValue) was not loaded")
    }
    return matrix
  }

  /// The vectors of one role by id.
  public func table(_ role: EmbeddingRole) -> EmbeddingTable {
    EmbeddingTable(ids: list.ids, matrix: matrix(role))
  }

  /// The cosine index that a relation is looked up in. The model must have been loaded with it.
  public func index(_ relation: Relation) -> HNSWIndex {
    guard let index = relation == .alike ? alike : together else {
      preconditionFailure("the \(relation.rawValue) index of \(kind.plural) was not loaded")
    }
    return index
  }

  /// The items whose support is at least so high.
  ///
  /// - Complexity: O(1) where it has been asked for lately, else O(`count`).
  func filter(minimumSupport: Int) -> Filter {
    if let known = supportFilters.withLock({ $0[minimumSupport] }) { return known }
    let made = list.supports.withUnsafeBufferPointer { supports in
      Filter(count: count) { supports[$0] >= minimumSupport }
    }
    supportFilters.withLock { known in
      if known.count == Self.mostSupportFilters { known.removeAll() }
      known[minimumSupport] = made
    }
    return made
  }

  /// The share of the kind's items that are less popular, in `0...1`. Items are numbered by falling popularity, but for
  /// playlists, which have none but their length.
  func popularity(of ordinal: Int) -> Float { 1 - Float(ordinal) / Float(max(count - 1, 1)) }

  /// The vector of an item as a seed of a relation, of length 1, or nil where it has no direction.
  func seed(_ ordinal: Int, for relation: Relation, by relations: RelationVectors) -> [Float]? {
    relations.unitSeed(input: unitRow(.input, ordinal), context: unitRow(.context, ordinal), for: relation)
  }

  /// The row of an item as others are composed of it: of length 1 for a track, whose row is as long as training made it; other
  /// items are means of such rows.
  func unitRow(_ role: EmbeddingRole, _ ordinal: Int) -> [Float] {
    var row = [Float](repeating: 0, count: matrix(role).dimension)
    addUnitRow(role, ordinal, times: 1, to: &row)
    return row
  }

  /// Asks for an item's vectors of both roles ahead of their use. The model must have been loaded with them.
  func prefetchVectors(of ordinal: Int) {
    for role in EmbeddingRole.allCases { matrix(role).prefetch(row: ordinal) }
  }

  /// Adds the row, as others are composed of it, to a sum.
  func addUnitRow(_ role: EmbeddingRole, _ ordinal: Int, times weight: Float, to sum: inout [Float]) {
    let matrix = matrix(role)
    let norm = kind == .track ? matrix.norm(ofRow: ordinal) : 1
    let factor = norm > 0 ? weight / norm : weight
    sum.withUnsafeMutableBufferPointer { sum in
      matrix.row(ordinal).withUnsafeBufferPointer { row in
        for index in row.indices { sum[index] += factor * row[index] }
      }
    }
  }
}

extension RelationVectors {
  /// The vector of what is asked about, of length 1, or nil where it has no direction.
  func unitSeed(input: [Float], context: [Float], for relation: Relation) -> [Float]? {
    var seed = seed(input: input, context: context, for: relation)
    // Halves have length 1, or 0 where nothing is left of them.
    let norm = EmbeddingMatrix(count: 1, dimension: width, values: seed).norm(ofRow: 0)
    guard norm > 0 else { return nil }
    for position in seed.indices { seed[position] /= norm }
    return seed
  }
}
