import ANNIndex
import Embeddings
import Foundation
import Similarity
import TestSupport

/// Models of the planted corpus, small enough to build in a debug test.
enum PlantedModel {
  /// A model built once and shared by tests that only read.
  static let shared = Result { try build() }

  /// Builds a model; the same arguments give the same model.
  static func build(
    seed: UInt64 = 1, created: Date = Date(timeIntervalSince1970: 1_767_225_600), parent: String? = nil,
    scenes: Int = 4
  ) throws -> BuiltModel {
    let planted = PlantedCorpus(scenes: scenes, seed: seed)
    var parameters = TrainingParameters()
    parameters.dimension = 8
    parameters.epochs = 6
    parameters.threads = 1
    parameters.seed = seed
    return try ModelBuilder(catalog: planted.catalog, threads: 1).build(
      training: planted.corpus, with: parameters, created: created, parent: parent)
  }
}
