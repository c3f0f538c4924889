import Embeddings
import Foundation
import TestSupport
import Testing

@testable import Similarity

/// Last week's listeners, asked in this week's model.
@Suite struct AlignedModelTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func build(seed: UInt64, aligningTo old: Model? = nil) throws -> Model {
    let planted = PlantedCorpus(scenes: 4, seed: 1)
    var parameters = TrainingParameters()
    parameters.dimension = 8
    parameters.epochs = 8
    parameters.threads = 1
    parameters.seed = seed
    let built = try ModelBuilder(catalog: planted.catalog, threads: 1).build(
      training: planted.corpus, with: parameters, created: Date(timeIntervalSince1970: 1_767_225_600), aligningTo: old)
    // Only a published model has a space.
    let store = ModelStore(folder: folder.path)
    return try store.load(store.publish(built).version).model
  }

  @Test func an_aligned_retrain_has_the_same_neighbours_and_answers_old_listeners() throws {
    let old = SimilarityEngine(model: try build(seed: 1))
    let apart = SimilarityEngine(model: try build(seed: 2))
    let aligned = SimilarityEngine(model: try build(seed: 2, aligningTo: old.model))
    let report = try #require(aligned.model.manifest.alignment)
    #expect(report.keepsSpace && report.cosine > report.cosineBefore + 0.3 && report.tracks > 16)
    #expect(aligned.model.manifest.space == old.model.manifest.space)
    #expect(apart.model.manifest.space != old.model.manifest.space && apart.model.manifest.alignment == nil)
    for ordinal in 0..<48 {
      let query = ShelfQuery(seeds: [ItemID(.track, old.model[.track].list.ids[ordinal])], count: 8)
      let (left, right) = (apart.answer(query).cards, aligned.answer(query).cards)
      // The same but for the last bits of their scores.
      #expect(zip(left, right).allSatisfy { abs($0.score - $1.score) < 1e-4 })
    }
    for scene in 0..<4 {
      let plays = (0..<4).map { Seed(ItemID(.track, PlantedCorpus.trackID(scene, $0))) }
      let taste = try #require(old.listener(plays))
      #expect(aligned.accepts(taste) && !apart.accepts(taste))
      for relation in Relation.allCases {
        var query = ShelfQuery(seeds: [Seed](), count: 6, relation: RelationChoice(relation))
        query.listener = taste
        #expect(aligned.answer(query).cards.allSatisfy { PlantedCorpus.scene(of: $0.id.id) == scene }, "\(relation)")
      }
    }
  }
}
