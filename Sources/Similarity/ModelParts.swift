import Embeddings

/// The parts of a model to load: a service wants everything, one question on a terminal wants little of it.
///
/// Names, credits and supports of every kind are always loaded.
public struct ModelParts: Sendable, Equatable {
  /// The vectors of one kind and role.
  struct Vectors: Hashable, Sendable {
    let kind: ItemKind
    let role: EmbeddingRole
  }

  /// The index of one kind for one relation.
  struct Index: Hashable, Sendable {
    let kind: ItemKind
    let relation: Relation
  }

  var vectors: Set<Vectors>
  var indexes: Set<Index>
  var hasCatalog: Bool
  var hasSample = false

  /// All there is.
  public static let everything = ModelParts(
    vectors: vectors(of: ItemKind.allCases),
    indexes: Set(ItemKind.allCases.flatMap { kind in Relation.allCases.map { Index(kind: kind, relation: $0) } }),
    hasCatalog: true, hasSample: true)

  /// All but the indexes: what another model can be made of.
  public static let unindexed = ModelParts(
    vectors: vectors(of: ItemKind.allCases), indexes: [], hasCatalog: true, hasSample: true)

  /// Names only: enough to look ids up.
  public static let names = ModelParts(vectors: [], indexes: [], hasCatalog: false)

  /// What one question needs.
  public static func answering(_ query: ShelfQuery) -> ModelParts {
    ModelParts(
      vectors: vectors(of: query.seeds.map(\.id.kind) + (query.listener == nil ? [] : [.playlist])),
      indexes: [Index(kind: query.to, relation: query.relation)],
      hasCatalog: query.perArtist != nil || query.perAlbum != nil || query.wantsEvidence,
      hasSample: query.wantsEvidence)
  }

  /// What explaining a pair needs.
  public static func explaining(_ pair: ItemID, _ other: ItemID) -> ModelParts {
    ModelParts(
      vectors: vectors(of: [pair.kind, other.kind]),
      indexes: Set(Relation.allCases.map { Index(kind: other.kind, relation: $0) }), hasCatalog: true, hasSample: true)
  }

  /// The vectors of one kind, both roles, and no index.
  public static func vectors(of kind: ItemKind, withCatalog hasCatalog: Bool = false) -> ModelParts {
    ModelParts(vectors: vectors(of: [kind]), indexes: [], hasCatalog: hasCatalog)
  }

  private static func vectors(of kinds: [ItemKind]) -> Set<Vectors> {
    Set(kinds.flatMap { kind in EmbeddingRole.allCases.map { Vectors(kind: kind, role: $0) } })
  }

  /// The names of the files that hold these parts, but for the catalog and the sample, which a model may lack.
  var fileNames: [String] {
    [ModelFiles.centers] + ItemKind.allCases.map(ModelFiles.items)
      + vectors.map { ModelFiles.vectors($0.kind, $0.role) }
      + indexes.map { ModelFiles.index($0.kind, $0.relation) }
  }
}
