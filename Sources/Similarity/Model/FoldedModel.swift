import Embeddings
import Foundation

/// A published model with new tracks and playlists folded in, not indexed yet.
///
/// Everything that the model has keeps its vectors to the bit. New tracks are learnt with the model frozen (`FoldIn`); new
/// playlists, albums and artists are composed of their tracks as the model's own are.
public struct FoldedModel: Sendable {
  /// How many tracks the model lacked.
  public let newTracks: Int
  /// How many of them share no playlist with another track, so that their vectors say nothing.
  public let strandedTracks: Int
  /// How many of the playlists have the id of one that the model has, which keeps its vectors.
  public let knownPlaylists: Int

  private let parent: Model
  private let playlists: EncodedCorpus
  /// All items, the tracks by falling count, the playlists without those of the model.
  private let items: [ItemKind: ComposedItems]
  private let catalog: Catalog

  /// Folds playlists into a model that was loaded with ``ModelParts/unindexed``.
  ///
  /// - Parameters:
  ///   - playlists: known and unknown tracks.
  ///   - catalog: what is known of the new tracks; of tracks that the model knows its own catalog is believed.
  ///   - parameters: how new tracks are learnt.
  ///   - progress: told how far that is.
  ///   - shouldStop: asked whether to give up.
  /// - Throws: `InvalidParameter`; `CancellationError` after `shouldStop` has said yes.
  public init(
    _ parent: Model, folding playlists: EncodedCorpus, catalog: Catalog, parameters: TrainingParameters,
    progress: ((TrainingProgress) -> Void)? = nil, shouldStop: (() -> Bool)? = nil
  ) throws {
    let folded = try FoldIn(into: parent.trackVectors, of: parent.vocabulary, parameters: parameters).fold(
      playlists, progress: progress, shouldStop: shouldStop)
    var known = parent.catalog
    known.merge(catalog)
    let composed = ModelBuilder(catalog: known).compose(
      folded.vectors, of: folded.corpus.vocabulary, playlists: try .playlists(of: folded.corpus))
    var items = composed.items
    for kind in [ItemKind.album, .artist] { items[kind] = items[kind]?.keepingVectors(of: parent[kind]) }
    let all = items[.playlist]
    items[.playlist] = all?.without(parent[.playlist])
    newTracks = folded.newTracks.count
    strandedTracks = folded.strandedTracks
    knownPlaylists = (all?.list.count ?? 0) - (items[.playlist]?.list.count ?? 0)
    self.parent = parent
    self.playlists = folded.corpus
    self.items = items
    self.catalog = composed.catalog
  }

  /// The vectors of the items of a kind that the model lacked, by id.
  public func newVectors(_ kind: ItemKind, _ role: EmbeddingRole) -> EmbeddingTable {
    guard let composed = items[kind] else { preconditionFailure("items of each kind") }
    return composed.without(parent[kind]).table(role)
  }

  /// Indexes everything, as a model whose parent is the one folded into, in the same space.
  ///
  /// - Throws: `DataError` when a row is not finite or a temporary file cannot be read.
  public func build(
    created: Date, threads: Int = 0, progress: ((ModelBuilder.Stage) -> Void)? = nil
  ) throws -> BuiltModel {
    var items = items
    items[.playlist] = items[.playlist]?.appended(to: parent[.playlist])
    let manifest = parent.manifest
    let builder = ModelBuilder(catalog: catalog, index: manifest.index, threads: threads)
    return BuiltModel(
      created: created, parent: manifest.version,
      derivation: .init(method: .foldIn, newTracks: newTracks, playlists: try Manifest.Corpus(of: playlists)),
      space: manifest.space, corpus: manifest.corpus, training: manifest.training, summary: manifest.summary,
      relations: parent.relations, index: manifest.index, catalog: catalog, sample: try sample(),
      collections: try builder.buildIndexes(over: items, by: parent.relations, progress: progress))
  }

  /// The parent's sample of playlists with those that were folded in.
  private func sample() throws -> PlaylistSample? {
    guard let old = parent.sample else { return nil }
    let vocabulary = playlists.vocabulary
    let renumbered = parent.vocabulary.ids.strings
    let added = try PlaylistSample(
      of: playlists, vocabulary: vocabulary, share: old.share, besides: parent[.playlist].list.ids)
    return old.folding(
      added, behind: parent[.playlist].count,
      tracks: (0..<renumbered.count).map { track in
        renumbered.withBytes(at: track) { vocabulary.ids.ordinal(ofUTF8: $0) }.map(Int32.init) ?? 0
      }, trackCount: vocabulary.count)
  }
}
