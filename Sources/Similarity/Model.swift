import ANNIndex
import Embeddings
import Files

/// A published model in memory: immutable, shared freely between threads.
public final class Model: Sendable {
  /// What the model is and where it comes from.
  public let manifest: Manifest
  /// The catalog of its tracks; empty when the model was loaded without it.
  public let catalog: Catalog
  private let collections: [ItemKind: ItemCollection]

  init(manifest: Manifest, catalog: Catalog, collections: [ItemKind: ItemCollection]) {
    self.manifest = manifest
    self.catalog = catalog
    self.collections = collections
  }

  /// The version, as it stands in every answer.
  public var version: String { manifest.version }

  /// The items of one kind; none of a kind the corpus and the catalog did not name.
  public subscript(kind: ItemKind) -> ItemCollection {
    guard let collection = collections[kind] else { preconditionFailure("a model has a collection for each kind") }
    return collection
  }

  /// The tracks as a vocabulary.
  public var vocabulary: Vocabulary {
    Vocabulary(ids: self[.track].list.ids, counts: self[.track].list.supports)
  }

  /// The track vectors of both roles.
  public var trackVectors: TrackVectors {
    TrackVectors(input: self[.track].matrix(.input), context: self[.track].matrix(.context))
  }

  /// Loads parts of a model from its folder.
  ///
  /// The size of every file and the SHA-256 of every file that is read are compared with the manifest first.
  ///
  /// - Throws: ``DataError`` with code `missingInput` or `badData`, naming the file.
  public static func load(folder: String, parts: ModelParts = .everything) throws -> Model {
    let manifest = try Manifest.read(folder: folder)
    let hasCatalog = parts.hasCatalog && manifest.files.contains { $0.name == ModelFiles.catalog }
    try manifest.verify(folder: folder, digestsOf: Set(parts.fileNames + (hasCatalog ? [ModelFiles.catalog] : [])))
    func path(_ name: String) -> String { Paths.join(folder, name) }
    var collections: [ItemKind: ItemCollection] = [:]
    for kind in ItemKind.allCases {
      let list = try ItemListFile.read(path: path(ModelFiles.items(kind)))
      var matrices: [EmbeddingRole: EmbeddingMatrix] = [:]
      var indexes: [EmbeddingRole: HNSWIndex] = [:]
      for role in EmbeddingRole.allCases {
        let part = ModelParts.Part(kind: kind, role: role)
        if parts.vectors.contains(part) {
          let place = path(ModelFiles.vectors(kind, role))
          let table = try EmbeddingTable.read(path: place)
          guard table.ids == list.ids else { throw disagreement(place, with: ModelFiles.items(kind)) }
          matrices[role] = table.matrix
        }
        if parts.indexes.contains(part) {
          let place = path(ModelFiles.index(kind, role))
          let index = try HNSWIndex.read(path: place)
          guard index.count == list.count else { throw disagreement(place, with: ModelFiles.items(kind)) }
          indexes[role] = index
        }
      }
      collections[kind] = ItemCollection(kind: kind, list: list, matrices: matrices, indexes: indexes)
    }
    let catalog = hasCatalog ? try Catalog.read(path: path(ModelFiles.catalog), isStrict: true).0 : Catalog()
    return Model(manifest: manifest, catalog: catalog, collections: collections)
  }

  private static func disagreement(_ path: String, with other: String) -> DataError {
    DataError(.badData, at: path, "holds other items than \(other)", remedy: "publish the model again")
  }
}
