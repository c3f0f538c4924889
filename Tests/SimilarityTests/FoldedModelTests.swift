import Embeddings
import Foundation
import TestSupport
import Testing

@testable import Similarity

@Suite struct FoldedModelTests {
  /// Playlists over the tracks of a planted corpus and two new ones: `s0new` beside scene 0, `s1new` beside scene 1.
  private static func corpus(known: EncodedCorpus) throws -> EncodedCorpus {
    let lists = try CorpusLists(known)
    var playlists: [(id: String, tracks: [String])] = []
    for scene in 0..<2 {
      let company = (0..<5).map { PlantedCorpus.trackID(scene, $0) }
      for number in 0..<6 { playlists.append(("fresh\(scene)-\(number)", ["s\(scene)new"] + company)) }
    }
    playlists.append(("copy", lists.tracks[0]))
    playlists.append((lists.ids[1], ["s0new", "s0t00"]))
    return EncodedCorpus(listing: playlists.map { ($0.id, "", $0.tracks) })
  }

  private static let folded = Result {
    let parent = try PlantedModel.shared.get().inMemory()
    var parameters = try #require(parent.manifest.training)
    parameters.epochs = 30
    var catalog = Catalog()
    catalog.insert(
      CatalogTrack(
        id: "s0new", title: "Late", artists: [Artist(id: "s0a0", name: "x")], albumID: "late", albumTitle: "Late"))
    return (
      parent,
      try FoldedModel(
        parent, folding: corpus(known: PlantedCorpus().corpus), catalog: catalog, parameters: parameters)
    )
  }

  @Test func all_that_the_model_has_keeps_its_vectors_to_the_bit() throws {
    let (parent, folded) = try Self.folded.get()
    let model = try folded.build(created: Date(timeIntervalSince1970: 1_800_000_000)).inMemory()
    for kind in ItemKind.allCases {
      for role in EmbeddingRole.allCases {
        let (old, new) = (parent[kind].table(role), model[kind].table(role))
        for row in 0..<old.ids.count {
          let kept = new[old.ids[row]]?.map(\.bitPattern)
          #expect(kept == old.matrix.row(row).map(\.bitPattern), "\(kind) \(old.ids[row])")
        }
      }
    }
    #expect(model[.track].count == parent[.track].count + 2)
    #expect(model[.album].count == parent[.album].count + 1)
    #expect(model[.artist].count == parent[.artist].count)
    #expect(model[.playlist].count == parent[.playlist].count + 13)
    #expect(folded.knownPlaylists == 1 && folded.newTracks == 2 && folded.strandedTracks == 0)
  }

  @Test func evidence_counts_the_playlists_of_both() throws {
    let (parent, folded) = try Self.folded.get()
    let model = try folded.build(created: Date(timeIntervalSince1970: 1_800_000_000)).inMemory()
    let (old, new) = (try #require(parent.sample), try #require(model.sample))
    #expect(new.count == old.count + 13 && new.corpusPlaylists == model[.playlist].count)
    for (tracks, model) in [(old, parent), (new, model)].map({ ($0.0.tracks, $0.1) }) {
      for playlist in 0..<tracks.count {
        #expect(tracks[playlist].count <= model[.playlist].list.supports[playlist])
      }
    }
    for playlist in 0..<old.count {
      let before = old.tracks[playlist].map { parent[.track].list.ids[Int($0)] }
      #expect(Set(new.tracks[playlist].map { model[.track].list.ids[Int($0)] }) == Set(before))
    }
    let engine = SimilarityEngine(model: model)
    let (late, company) = (ItemID(.track, "s0new"), ItemID(.track, PlantedCorpus.trackID(0, 1)))
    guard case .playlists(let shared) = engine.explain(late, company).evidence else {
      Issue.record("the new track shares six playlists with its company")
      return
    }
    #expect(shared.playlists == 6)
  }

  @Test func the_manifest_tells_where_it_comes_from() throws {
    let (parent, folded) = try Self.folded.get()
    let manifest = try folded.build(created: Date(timeIntervalSince1970: 1_800_000_000)).inMemory().manifest
    #expect(manifest.parent == parent.version)
    #expect(manifest.space == parent.manifest.space)
    #expect(manifest.corpus == parent.manifest.corpus && manifest.training == parent.manifest.training)
    let derivation = try #require(manifest.derivation)
    #expect(derivation.method == .foldIn && derivation.newTracks == 2 && derivation.playlists.playlists == 14)
    #expect(parent.manifest.derivation == nil)
    let json = String(decoding: try manifest.json(), as: UTF8.self)
    #expect(json.contains("\"method\" : \"fold-in\"") && json.contains("\"new_tracks\" : 2"))
  }

  @Test func new_items_answer_as_their_company_does() throws {
    let model = try Self.folded.get().1.build(created: Date(timeIntervalSince1970: 1_800_000_000)).inMemory()
    let engine = SimilarityEngine(model: model)
    for (seed, scene) in [
      (ItemID(.track, "s0new"), 0), (ItemID(.track, "s1new"), 1), (ItemID(.playlist, "fresh0-1"), 0),
      (ItemID(.album, "late"), 0),
    ] {
      for relation in Relation.allCases {
        let cards = engine.answer(
          ShelfQuery(seeds: [seed], count: 3, relation: RelationChoice(relation), effort: .exact)
        ).cards
        #expect(
          cards.count == 3 && cards.allSatisfy { PlantedCorpus.scene(of: $0.id.id) == scene },
          "\(seed) \(relation): \(cards.map(\.id.description))")
      }
    }
  }

  @Test func new_vectors_are_those_of_the_published_model() throws {
    let (_, folded) = try Self.folded.get()
    let model = try folded.build(created: Date(timeIntervalSince1970: 1_800_000_000)).inMemory()
    for (kind, count) in [(ItemKind.track, 2), (.album, 1), (.artist, 0), (.playlist, 13)] {
      let table = folded.newVectors(kind, .context)
      #expect(table.ids.count == count)
      for row in 0..<count { #expect(model[kind].table(.context)[table.ids[row]] == table.matrix.row(row)) }
    }
  }

  @Test func a_playlist_of_known_tracks_gets_the_vector_it_has_in_the_model() throws {
    let parent = try PlantedModel.shared.get().inMemory()
    let planted = PlantedCorpus().corpus
    let lists = try CorpusLists(planted)
    let again = EncodedCorpus(
      vocabulary: planted.vocabulary, trackOrdinals: lists.ordinals.flatMap(\.self),
      playlistOffsets: lists.ordinals.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) },
      playlistIDs: IdentifierTable(lists.ids.indices.map { "again\($0)" }), playlistNames: StringTable(lists.names))
    let folded = try FoldedModel(
      parent, folding: again, catalog: Catalog(), parameters: try #require(parent.manifest.training))
    for role in EmbeddingRole.allCases {
      #expect(folded.newVectors(.playlist, role).matrix == parent[.playlist].matrix(role))
    }
  }
}
