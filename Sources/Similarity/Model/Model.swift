import ANNIndex
import Embeddings
import Files
import Foundation
import Synchronization

/// A published model in memory: immutable, shared freely between threads.
public final class Model: Sendable {
  /// What the model is and where it comes from.
  public let manifest: Manifest
  /// The catalog of its tracks; empty when the model was loaded without it.
  public let catalog: Catalog
  /// How an item's two vectors become what a relation compares.
  public let relations: RelationVectors
  /// Which tracks share training playlists; nil when the model has no such sample or was loaded without it.
  let sample: PlaylistSample?
  /// The tracks that each track shares playlists with; nil when the model does not know or was loaded without them.
  let companions: Companions?
  /// The main artist and the album of every track.
  let parents: TrackParents
  /// The main artist of each album's most popular track, or -1.
  let albumArtists: [Int32]
  private let tracks: ItemCollection
  private let albums: ItemCollection
  private let artists: ItemCollection
  private let playlists: ItemCollection
  /// What is worked out when it is first asked for.
  private let labels = Mutex<[ItemKind: ItemLabels]>([:])
  private let names = Mutex<[ItemKind: NameIndex]>([:])
  private let labelFilters = Mutex<LabelFilters?>(nil)
  private let members = Mutex<[ItemKind: [ArraySlice<Int32>]]>([:])
  private let percentiles: Mutex<[PercentileTables.Key: ScorePercentiles]>

  init(
    manifest: Manifest, catalog: Catalog, relations: RelationVectors, sample: PlaylistSample?,
    companions: Companions?, percentiles: PercentileTables = PercentileTables(), parents: TrackParents,
    collections: [ItemKind: ItemCollection]
  ) {
    self.manifest = manifest
    built = ModelVersion.date(of: manifest.version)
    self.relations = relations
    self.catalog = catalog
    self.sample = sample
    self.companions = companions
    self.percentiles = Mutex(percentiles.tables)
    self.parents = parents
    func collection(_ kind: ItemKind) -> ItemCollection {
      guard let collection = collections[kind] else { preconditionFailure("a model has a collection for each kind") }
      return collection
    }
    tracks = collection(.track)
    albums = collection(.album)
    artists = collection(.artist)
    playlists = collection(.playlist)
    var albumArtists = [Int32](repeating: -1, count: albums.count)
    for (artist, album) in zip(parents.artists, parents.albums) where album >= 0 && albumArtists[Int(album)] < 0 {
      albumArtists[Int(album)] = artist
    }
    self.albumArtists = albumArtists
  }

  /// When it was built, by its version.
  let built: Date?

  /// The version, as it stands in every answer.
  public var version: String { manifest.version }

  /// The items of one kind; none of a kind the corpus and the catalog did not name.
  public subscript(kind: ItemKind) -> ItemCollection {
    switch kind {
    case .track: tracks
    case .album: albums
    case .artist: artists
    case .playlist: playlists
    }
  }

  /// The tracks as a vocabulary.
  public var vocabulary: Vocabulary {
    Vocabulary(ids: self[.track].list.ids, counts: self[.track].list.supports)
  }

  /// The track vectors of both roles.
  public var trackVectors: TrackVectors {
    TrackVectors(input: self[.track].matrix(.input), context: self[.track].matrix(.context))
  }

  /// The ordinal of every track's main artist; -1 where no catalog names one.
  public var mainArtists: [Int32] { parents.artists }

  /// What items of a kind have in common.
  func labels(of kind: ItemKind) -> ItemLabels {
    if let known = labels.withLock({ $0[kind] }) { return known }
    let made = ItemLabels(of: kind, in: self)
    labels.withLock { $0[kind] = made }
    return made
  }

  /// The names of a kind, to be looked up.
  func names(of kind: ItemKind) -> NameIndex {
    if let known = names.withLock({ $0[kind] }) { return known }
    let made = NameIndex(of: self[kind].list)
    names.withLock { $0[kind] = made }
    return made
  }

  /// The items that have labels. The model must have been loaded with its catalog and its sample of playlists.
  var filters: LabelFilters {
    if let known = labelFilters.withLock({ $0 }) { return known }
    let made = LabelFilters(of: self)
    labelFilters.withLock { $0 = made }
    return made
  }

  /// The tracks of each album or artist, by falling popularity. The model must have been loaded with its catalog.
  func members(of kind: ItemKind) -> [ArraySlice<Int32>] {
    precondition(kind == .album || kind == .artist, "a catalog names the tracks of albums and artists")
    if let known = members.withLock({ $0[kind] }) { return known }
    let made: EntityMembership =
      kind == .album ? .albums(of: vocabulary, in: catalog) : .artists(of: vocabulary, in: catalog)
    members.withLock { $0[kind] = made.members }
    return made.members
  }

  /// What scores of a seed's kind and a wanted one mean. A model that has no file of them must have been loaded with the vectors
  /// that the one is asked with and the index of the other.
  func percentiles(from: ItemKind, to: ItemKind, relation: Relation) -> ScorePercentiles {
    let key = PercentileTables.Key(from: from, to: to, relation: relation)
    if let known = percentiles.withLock({ $0[key] }) { return known }
    let made = PercentileTables.table(key, of: self)
    percentiles.withLock { $0[key] = made }
    return made
  }

  /// Works out what scores of every pair of kinds mean where the model has no file of that, so that nobody has to wait for it; some
  /// take a quarter of a second in a model of two hundred thousand tracks. The model must have been loaded whole.
  ///
  /// - Parameter goesOn: asked between two pairs whether to go on.
  public func preparePercentiles(while goesOn: () -> Bool) {
    for key in PercentileTables.Key.all {
      guard goesOn() else { return }
      _ = percentiles(from: key.from, to: key.to, relation: key.relation)
    }
  }

  /// Loads parts of a model from its folder.
  ///
  /// The size of every file and the SHA-256 of every file that is read are compared with the manifest first.
  ///
  /// - Throws: `DataError` with code `missingInput` or `badData`, naming the file.
  public static func load(folder: String, parts: ModelParts = .everything) throws -> Model {
    let manifest = try Manifest.read(folder: folder)
    func has(_ name: String) -> Bool { manifest.files.contains { $0.name == name } }
    let hasCatalog = parts.hasCatalog && has(ModelFiles.catalog)
    let hasSample = parts.hasSample && has(ModelFiles.sample)
    let hasPercentiles = !parts.indexes.isEmpty && has(ModelFiles.percentiles)
    let hasCompanions = parts.hasCompanions && has(ModelFiles.companions)
    try manifest.verify(
      folder: folder,
      digestsOf: Set(
        parts.fileNames + (hasCatalog ? [ModelFiles.catalog] : []) + (hasSample ? [ModelFiles.sample] : [])
          + (hasCompanions ? [ModelFiles.companions] : []) + (hasPercentiles ? [ModelFiles.percentiles] : [])))
    func path(_ name: String) -> String { Paths.join(folder, name) }
    let relations = try RelationCenters.read(path: path(ModelFiles.centers), form: manifest.relations)
    var collections: [ItemKind: ItemCollection] = [:]
    for kind in ItemKind.allCases {
      let list = try ItemListFile.read(path: path(ModelFiles.items(kind)))
      var matrices: [EmbeddingRole: EmbeddingMatrix] = [:]
      for role in EmbeddingRole.allCases where parts.vectors.contains(.init(kind: kind, role: role)) {
        let place = path(ModelFiles.vectors(kind, role))
        let table = try EmbeddingTable.read(path: place)
        guard table.ids == list.ids else { throw disagreement(place, with: ModelFiles.items(kind)) }
        guard table.matrix.dimension == relations.dimension else { throw disagreement(place, with: ModelFiles.centers) }
        matrices[role] = table.matrix
      }
      var indexes: [Relation: HNSWIndex] = [:]
      for relation in Relation.allCases where parts.indexes.contains(.init(kind: kind, relation: relation)) {
        let place = path(ModelFiles.index(kind, relation))
        // The digest has just vouched for its bytes.
        let index = try HNSWIndex.map(path: place)
        guard index.count == list.count else { throw disagreement(place, with: ModelFiles.items(kind)) }
        guard index.dimension == relations.width else { throw disagreement(place, with: ModelFiles.centers) }
        indexes[relation] = index
      }
      collections[kind] = ItemCollection(kind: kind, list: list, matrices: matrices, indexes: indexes)
    }
    let catalog = hasCatalog ? try Catalog.read(path: path(ModelFiles.catalog), isStrict: true).0 : Catalog()
    let sample = hasSample ? try PlaylistSample(path: path(ModelFiles.sample)) : nil
    if let sample, sample.playlists.count != collections[.track]?.count {
      throw disagreement(path(ModelFiles.sample), with: ModelFiles.items(.track))
    }
    let companions = hasCompanions ? try Companions(path: path(ModelFiles.companions)) : nil
    if let companions, companions.trackCount != collections[.track]?.count {
      throw disagreement(path(ModelFiles.companions), with: ModelFiles.items(.track))
    }
    let parents = try TrackParents.read(
      path: path(ModelFiles.parents), artistCount: collections[.artist]?.count ?? 0,
      albumCount: collections[.album]?.count ?? 0)
    guard parents.count == collections[.track]?.count else {
      throw disagreement(path(ModelFiles.parents), with: ModelFiles.items(.track))
    }
    return Model(
      manifest: manifest, catalog: catalog, relations: relations, sample: sample, companions: companions,
      percentiles: hasPercentiles ? try PercentileTables(path: path(ModelFiles.percentiles)) : PercentileTables(),
      parents: parents, collections: collections)
  }

  private static func disagreement(_ path: String, with other: String) -> DataError {
    DataError(.badData, at: path, "does not belong to \(other)", remedy: "publish the model again")
  }
}
