import Embeddings

/// The parts of a model to load: a service wants everything, one question on a terminal wants little of it.
///
/// Names, credits and supports of every kind are always loaded.
public struct ModelParts: Sendable, Equatable {
  /// Vectors or an index of one kind and role.
  struct Part: Hashable, Sendable {
    let kind: ItemKind
    let role: EmbeddingRole
  }

  var vectors: Set<Part>
  var indexes: Set<Part>
  var hasCatalog: Bool

  /// All there is.
  public static let everything = ModelParts(vectors: all, indexes: all, hasCatalog: true)

  /// Names only: enough to look ids up.
  public static let names = ModelParts(vectors: [], indexes: [], hasCatalog: false)

  /// What one question needs.
  public static func answering(_ query: ShelfQuery) -> ModelParts {
    ModelParts(
      vectors: Set(query.seeds.map { Part(kind: $0.kind, role: .input) }),
      indexes: [Part(kind: query.to, role: query.relation.role)], hasCatalog: false)
  }

  /// The vectors of one kind, both roles, and no index.
  public static func vectors(of kind: ItemKind) -> ModelParts {
    ModelParts(vectors: Set(EmbeddingRole.allCases.map { Part(kind: kind, role: $0) }), indexes: [], hasCatalog: false)
  }

  private static let all = Set(
    ItemKind.allCases.flatMap { kind in EmbeddingRole.allCases.map { Part(kind: kind, role: $0) } })

  /// The names of the files that hold these parts, but for the catalog, which a model may lack.
  var fileNames: [String] {
    ItemKind.allCases.map(ModelFiles.items)
      + vectors.map { ModelFiles.vectors($0.kind, $0.role) }
      + indexes.map { ModelFiles.index($0.kind, $0.role) }
  }
}

extension Relation {
  /// The vectors that candidates are compared by: their own role, or the company they keep.
  var role: EmbeddingRole {
    switch self {
    case .alike: .input
    case .together: .context
    }
  }
}
