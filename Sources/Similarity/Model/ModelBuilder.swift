import ANNIndex
import Embeddings
import Foundation

/// Builds a model: trains track vectors, composes the vectors of the other kinds, and indexes all of them.
public struct ModelBuilder: Sendable {
  /// What the builder is at.
  public enum Stage: Sendable {
    /// Track vectors are being learnt.
    case training(TrainingProgress)
    /// Album, artist and playlist vectors are being composed.
    case composing
    /// The items of a kind are being indexed for a relation; the share of them that is done, 0...1.
    case indexing(ItemKind, Relation, done: Double)
  }

  let catalog: Catalog
  let index: HNSWParameters
  private let threads: Int
  private let composesPlaylists: Bool

  /// Creates a builder.
  ///
  /// - Parameters:
  ///   - catalog: what is known of the tracks; only those of the vocabulary go into the model.
  ///   - index: how the indexes are built.
  ///   - threads: workers for indexing, 0 for one on each core.
  ///   - composesPlaylists: whether playlists get vectors; without them, memory does not grow with their number.
  public init(
    catalog: Catalog, index: HNSWParameters = HNSWParameters(), threads: Int = 0, composesPlaylists: Bool = true
  ) {
    self.catalog = catalog
    self.index = index
    self.threads = threads
    self.composesPlaylists = composesPlaylists
  }

  /// Trains on a corpus and builds a model of it.
  ///
  /// - Parameters:
  ///   - created: the moment that the version is named after.
  ///   - parent: the version that is current now, or the one to go on from, for the lineage.
  ///   - state: where the training starts; nil starts anew. See `SkipGramTrainer`.
  ///   - validation: what the training is measured on while it runs.
  ///   - checkpoints: when the training hands out its state.
  ///   - old: the model whose space the vectors are to lie in; loaded with its track vectors.
  ///   - newTracks: how many tracks of the corpus `parent` lacks, where the training goes on from it; else nil.
  ///   - progress: called now and then, on the calling thread.
  ///   - shouldStop: asked during the training whether to give up.
  /// - Throws: `DataError` when the corpus cannot be trained on; `InvalidParameter` for parameters out of range;
  ///   `CancellationError` after `shouldStop` has said yes; what saving a checkpoint throws.
  public func build(
    training corpus: EncodedCorpus, with parameters: TrainingParameters, created: Date, parent: String? = nil,
    from state: consuming TrainingState? = nil, validation: TrainingValidation? = nil,
    checkpoints: TrainingCheckpoints? = nil, aligningTo old: Model? = nil, newTracks: Int? = nil,
    progress: ((Stage) -> Void)? = nil, shouldStop: (() -> Bool)? = nil
  ) throws -> BuiltModel {
    let (end, summary) = try SkipGramTrainer(corpus: corpus, parameters: parameters).train(
      from: state, validation: validation, checkpoints: checkpoints,
      progress: progress.map { progress in { progress(.training($0)) } }, shouldStop: shouldStop)
    let origin = try Manifest.Corpus(of: corpus)
    progress?(.composing)
    let alignment = try old.map {
      try Alignment(of: end.vectors, corpus.vocabulary, to: $0.trackVectors, $0.vocabulary, place: $0.version)
    }
    let vectors = alignment?.apply(to: end.vectors) ?? end.vectors
    let relations = RelationVectors(form: .paired, tracks: vectors)
    let report = old.flatMap { old in alignment.map { Manifest.AlignmentReport($0, to: old.version) } }
    let (items, known) = compose(
      vectors, of: corpus.vocabulary, playlists: try composesPlaylists ? .playlists(of: corpus) : .none)
    return BuiltModel(
      created: created, parent: parent,
      derivation: newTracks.map { .init(method: .continuation, newTracks: $0, playlists: origin) },
      alignment: report, space: report?.keepsSpace == true ? old?.manifest.space : nil, corpus: origin,
      training: parameters, summary: summary, relations: relations, index: index, catalog: known,
      sample: try PlaylistSample(of: corpus, vocabulary: corpus.vocabulary),
      collections: try buildIndexes(over: items, by: relations, progress: progress))
  }

  /// Builds a model around vectors that were made elsewhere, one for each track.
  ///
  /// Such a model has no playlists and knows no counts: every track has support 1.
  ///
  /// - Parameters:
  ///   - input: the track vectors.
  ///   - context: the context vectors of the same ids in the same order. Without them, both relations compare the input
  ///     vectors as they are.
  public func build(
    importing input: EmbeddingTable, context: EmbeddingTable? = nil, created: Date, parent: String? = nil,
    progress: ((Stage) -> Void)? = nil
  ) throws -> BuiltModel {
    precondition(
      context.map { $0.ids == input.ids && $0.matrix.dimension == input.matrix.dimension } ?? true,
      "both tables have the same ids and the same dimension")
    let tracks = TrackVectors(input: input.matrix, context: context?.matrix ?? input.matrix)
    progress?(.composing)
    let relations = RelationVectors(form: context == nil ? .single : .paired, tracks: tracks)
    let (items, known) = compose(
      tracks, of: Vocabulary(ids: input.ids, counts: [Int](repeating: 1, count: input.ids.count)), playlists: .none)
    return BuiltModel(
      created: created, parent: parent, corpus: nil, training: nil, summary: nil, relations: relations, index: index,
      catalog: known, collections: try buildIndexes(over: items, by: relations, progress: progress))
  }

  /// The items of every kind with their vectors: tracks as they are, the others composed of them. Also the part of the
  /// catalog that is about them.
  func compose(
    _ tracks: TrackVectors, of vocabulary: Vocabulary, playlists: EntityMembership
  ) -> (items: [ItemKind: ComposedItems], catalog: Catalog) {
    var (trackList, known) = describe(vocabulary)
    func composed(_ entities: EntityMembership) -> ComposedItems {
      func compose(_ table: EmbeddingMatrix) -> EmbeddingMatrix {
        EntityVectors.compose(members: entities.members, counts: vocabulary.counts, tracks: table)
      }
      return ComposedItems(
        list: entities.list, vectors: TrackVectors(input: compose(tracks.input), context: compose(tracks.context)))
    }
    let items: [ItemKind: ComposedItems] = [
      .track: ComposedItems(list: trackList, vectors: tracks),
      .album: composed(.albums(of: vocabulary, in: catalog)),
      .artist: composed(.artists(of: vocabulary, in: catalog)),
      .playlist: composed(playlists),
    ]
    addTracksWithoutVectors(to: &known, of: items)
    return (items, known)
  }

  /// Adds the tracks of the catalog whose album or artist has a vector, though they have none: seeds that can be backed off.
  private func addTracksWithoutVectors(to known: inout Catalog, of items: [ItemKind: ComposedItems]) {
    guard let albums = items[.album]?.list.ids, let artists = items[.artist]?.list.ids else { return }
    for track in catalog
    where track.albumID.map({ albums.ordinal(of: $0) != nil }) ?? false
      || track.artists.contains(where: { artists.ordinal(of: $0.id) != nil })
    { known.insert(track) }
  }

  /// Makes collections of items: indexes those of each kind for each relation.
  func buildIndexes(
    over items: [ItemKind: ComposedItems], by relations: RelationVectors, progress: ((Stage) -> Void)?
  ) throws -> [ItemKind: ItemCollection] {
    var collections: [ItemKind: ItemCollection] = [:]
    for kind in ItemKind.allCases {
      guard let composed = items[kind] else { preconditionFailure("items of each kind") }
      collections[kind] = ItemCollection(
        kind: kind, list: composed.list, vectors: composed.vectors,
        indexes: try indexes(of: kind, composed.vectors, relations, progress: progress))
    }
    return collections
  }

  /// One index for each relation over the items of a kind.
  private func indexes(
    of kind: ItemKind, _ vectors: TrackVectors, _ relations: RelationVectors, progress: ((Stage) -> Void)?
  ) throws -> [Relation: HNSWIndex] {
    // A track's row is as long as training made it; other items are means of unit rows.
    let input = kind == .track ? vectors.input.normalized() : vectors.input
    let context = kind == .track ? vectors.context.normalized() : vectors.context
    var indexes: [Relation: HNSWIndex] = [:]
    for relation in Relation.allCases {
      progress?(.indexing(kind, relation, done: 0))
      let rows = relations.candidates(input: input, context: context, for: relation)
      indexes[relation] = try HNSWIndex.build(
        rows: rows.values, count: rows.count, dimension: rows.dimension, metric: .cosine, parameters: index,
        threads: threads,
        progress: { progress?(.indexing(kind, relation, done: Double($0) / Double(max(rows.count, 1)))) })
    }
    return indexes
  }

  /// The tracks of a vocabulary as a list, and the part of the catalog that is about them.
  private func describe(_ vocabulary: Vocabulary) -> (list: ItemList, catalog: Catalog) {
    var names = StringTable()
    var credits = StringTable()
    var known = Catalog()
    for ordinal in 0..<vocabulary.count {
      let track = catalog.track(vocabulary.ids[ordinal])
      names.append(track?.title ?? "")
      credits.append(track?.artists.map(\.name).joined(separator: ", ") ?? "")
      if let track { known.insert(track) }
    }
    let list = ItemList(
      ids: vocabulary.ids, names: names, credits: credits, supports: vocabulary.counts,
      groups: RecordingMap.tracks(of: vocabulary, in: catalog))
    return (list, known)
  }
}

extension Manifest.AlignmentReport {
  /// What a manifest says of an alignment.
  init(_ alignment: Alignment, to version: String) {
    self.init(
      to: version, tracks: alignment.tracks, cosineBefore: alignment.cosineBefore, cosine: alignment.cosine,
      keepsSpace: alignment.cosine >= Self.leastCosine)
  }
}
