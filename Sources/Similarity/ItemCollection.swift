import ANNIndex
import Embeddings

/// All items of one kind: what they are called, their vectors, and the indexes over them.
public struct ItemCollection: Sendable {
  /// The kind.
  public let kind: ItemKind
  /// Ids, names, credits, supports and groups.
  public let list: ItemList
  private let matrices: [EmbeddingRole: EmbeddingMatrix]
  private let indexes: [EmbeddingRole: HNSWIndex]

  /// Creates a collection; matrices and indexes have one row for each item of the list.
  init(
    kind: ItemKind, list: ItemList, matrices: [EmbeddingRole: EmbeddingMatrix], indexes: [EmbeddingRole: HNSWIndex]
  ) {
    precondition(matrices.values.allSatisfy { $0.count == list.count }, "one row for each item")
    precondition(indexes.values.allSatisfy { $0.count == list.count }, "one indexed row for each item")
    self.kind = kind
    self.list = list
    self.matrices = matrices
    self.indexes = indexes
  }

  /// How many items there are.
  public var count: Int { list.count }

  /// The vectors of one role, one row for each item. The model must have been loaded with them.
  public func matrix(_ role: EmbeddingRole) -> EmbeddingMatrix {
    guard let matrix = matrices[role] else { preconditionFailure("\(kind.plural).\(role.rawValue) was not loaded") }
    return matrix
  }

  /// The vectors of one role by id.
  public func table(_ role: EmbeddingRole) -> EmbeddingTable {
    EmbeddingTable(ids: list.ids, matrix: matrix(role))
  }

  /// The cosine index over the vectors of one role. The model must have been loaded with it.
  public func index(_ role: EmbeddingRole) -> HNSWIndex {
    guard let index = indexes[role] else { preconditionFailure("\(kind.plural) \(role.rawValue) index was not loaded") }
    return index
  }
}
