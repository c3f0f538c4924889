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
  var hasCompanions = false

  /// All there is.
  public static let everything = ModelParts(
    vectors: vectors(of: ItemKind.allCases),
    indexes: Set(ItemKind.allCases.flatMap { kind in Relation.allCases.map { Index(kind: kind, relation: $0) } }),
    hasCatalog: true, hasSample: true, hasCompanions: true)

  /// All but the indexes: what another model can be made of.
  public static let unindexed = ModelParts(
    vectors: vectors(of: ItemKind.allCases), indexes: [], hasCatalog: true, hasSample: true)

  /// Names only: enough to look ids up.
  public static let names = ModelParts(vectors: [], indexes: [], hasCatalog: false)

  /// What one question needs; with the catalog also for seeds that the model lacks.
  public static func answering(_ query: ShelfQuery, withCatalog hasCatalog: Bool = false) -> ModelParts {
    ModelParts(
      vectors: vectors(of: query.seeds.map(\.id.kind) + (query.listener == nil ? [] : [.playlist]), withParents: true),
      indexes: [Index(kind: query.to, relation: query.measure)],
      hasCatalog: hasCatalog || query.wantsEvidence || !query.labels.isEmpty,
      hasSample: query.wantsEvidence || !query.labels.isEmpty, hasCompanions: query.looksAtCompanions)
  }

  /// What explaining a pair needs.
  public static func explaining(_ pair: ItemID, _ other: ItemID) -> ModelParts {
    ModelParts(
      vectors: vectors(of: [pair.kind, other.kind], withParents: true),
      indexes: Set(Relation.allCases.map { Index(kind: other.kind, relation: $0) }), hasCatalog: true, hasSample: true,
      hasCompanions: pair.kind == .track && other.kind == .track)
  }

  /// What measuring how playlists are continued needs.
  public static let evaluating = ModelParts(
    vectors: vectors(of: [.track], withParents: true), indexes: [], hasCatalog: false, hasCompanions: true)

  /// The vectors of one kind, both roles, and no index.
  public static func vectors(of kind: ItemKind, withCatalog hasCatalog: Bool = false) -> ModelParts {
    ModelParts(vectors: vectors(of: [kind]), indexes: [], hasCatalog: hasCatalog)
  }

  private static func vectors(of kinds: [ItemKind], withParents: Bool = false) -> Set<Vectors> {
    let all = withParents ? kinds + kinds.flatMap(\.parents) : kinds
    return Set(all.flatMap { kind in EmbeddingRole.allCases.map { Vectors(kind: kind, role: $0) } })
  }

  /// The names of the files that hold these parts, but for those that a model may lack: catalog, sample, companions and percentiles.
  var fileNames: [String] {
    [ModelFiles.centers, ModelFiles.parents] + ItemKind.allCases.map(ModelFiles.items)
      + vectors.map { ModelFiles.vectors($0.kind, $0.role) }
      + indexes.map { ModelFiles.index($0.kind, $0.relation) }
  }
}
