import ANNIndex
import ArgumentParser
import Embeddings
import Similarity

// The words of the libraries that may stand on the command line.
extension ItemKind: ExpressibleByArgument {}
extension Relation: ExpressibleByArgument {}
extension EmbeddingRole: ExpressibleByArgument {}
extension Metric: ExpressibleByArgument {}
extension WalkPrecision: ExpressibleByArgument {}
extension CorpusFormat: ExpressibleByArgument {}
extension VectorFormat: ExpressibleByArgument {}
extension ContinuationTask: ExpressibleByArgument {}
extension ContinuationMetric: ExpressibleByArgument {}
extension Optimizer: ExpressibleByArgument {}
extension PairWeight: ExpressibleByArgument {}
extension TrainingPreset: ExpressibleByArgument {}

/// `all` or a number of tracks.
extension Window: ExpressibleByArgument {
  public init?(argument: String) {
    self.init(argument == "all" ? Window.wholePlaylist.description : argument)
  }

  public var defaultValueDescription: String { self == .wholePlaylist ? "all" : description }
}

extension ItemID {
  /// Reads an id from the command line.
  ///
  /// - Throws: `ValidationError` with what to write instead.
  static func argument(_ text: String) throws -> ItemID {
    guard let id = ItemID(text) else { throw ValidationError(fault(in: text)) }
    return id
  }
}
