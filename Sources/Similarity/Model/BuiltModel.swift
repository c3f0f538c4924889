import ANNIndex
import Embeddings
import Foundation

/// A model in memory that is not published yet: everything but a version.
public struct BuiltModel: Sendable {
  /// When it was built.
  let created: Date
  /// The version it was derived from, or the one that was current when it was built.
  let parent: String?
  /// How it was made from its parent, where it was.
  let derivation: Manifest.Derivation?
  /// How it was aligned to an older model, where it was.
  public let alignment: Manifest.AlignmentReport?
  /// The space of its parent, where its vectors are in it; nil for a space of its own.
  let space: String?
  /// The corpus it was trained on; nil for imported vectors.
  let corpus: Manifest.Corpus?
  /// How it was trained; nil for imported vectors.
  let training: TrainingParameters?
  /// How the training went; nil for imported vectors.
  let summary: TrainingSummary?
  /// How an item's two vectors become what a relation compares.
  let relations: RelationVectors
  /// How the indexes were built.
  let index: HNSWParameters
  /// The catalog of its tracks.
  let catalog: Catalog
  /// Which tracks share training playlists; nil for imported vectors.
  let sample: PlaylistSample?
  /// The tracks that each track shares playlists with; nil for imported vectors.
  let companions: Companions?
  /// The main artist and the album of every track.
  let parents: TrackParents
  private let collections: [ItemKind: ItemCollection]

  init(
    created: Date, parent: String?, derivation: Manifest.Derivation? = nil,
    alignment: Manifest.AlignmentReport? = nil, space: String? = nil,
    corpus: Manifest.Corpus?, training: TrainingParameters?, summary: TrainingSummary?, relations: RelationVectors,
    index: HNSWParameters, catalog: Catalog, sample: PlaylistSample? = nil,
    collections: [ItemKind: ItemCollection]
  ) {
    self.created = created
    self.parent = parent
    self.derivation = derivation
    self.alignment = alignment
    self.space = space
    self.corpus = corpus
    self.training = training
    self.summary = summary
    self.relations = relations
    self.index = index
    self.catalog = catalog
    self.sample = sample
    companions = sample.map { Companions(of: $0) }
    self.collections = collections
    func list(_ kind: ItemKind) -> ItemList {
      guard let list = collections[kind]?.list else { preconditionFailure("a model has a collection for each kind") }
      return list
    }
    parents = TrackParents(of: list(.track), in: catalog, artists: list(.artist), albums: list(.album))
  }

  /// The items of a kind.
  public func collection(_ kind: ItemKind) -> ItemCollection {
    guard let collection = collections[kind] else { preconditionFailure("a model has a collection for each kind") }
    return collection
  }

  /// The manifest of this model once its files have been written.
  ///
  /// The version ends in the first digits of the files' digests, and the space is named after the track vectors: a
  /// retrain that is not aligned to its parent has a space of its own, while a fold-in stays in its parent's.
  func manifest(files: [Manifest.File]) -> Manifest {
    let tracks = files.first { $0.name == ModelFiles.vectors(.track, .input) }
    return Manifest(
      format: Manifest.currentFormat, version: ModelVersion.name(created: created, digests: files.map(\.sha256)),
      tool: ToolVersion.current, created: ModelVersion.timestamp(created), parent: parent,
      derivation: derivation, alignment: alignment, space: space ?? "space-\(tracks?.sha256.prefix(12) ?? "none")",
      corpus: corpus,
      training: training, summary: summary,
      relations: relations.form, index: index,
      items: Dictionary(uniqueKeysWithValues: ItemKind.allCases.map { ($0.plural, collection($0).count) }),
      files: files)
  }

  /// The model as a published one would be, without a folder: for tests and for trying things out.
  public func inMemory() -> Model {
    Model(
      manifest: manifest(files: []), catalog: catalog, relations: relations, sample: sample, companions: companions,
      parents: parents, collections: collections)
  }
}
