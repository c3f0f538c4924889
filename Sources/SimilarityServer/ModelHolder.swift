import Similarity
import Synchronization

/// The engine that answers now; it can be replaced while requests are being answered.
///
/// A request takes the engine once and keeps it to its end, so that no answer mixes two models, and the old model
/// lives until the last request that holds it is done. Safe to use from any number of threads.
public final class ModelHolder: Sendable {
  private let engine: Mutex<SimilarityEngine?>

  /// Creates a holder with an engine, or with none: the server is then alive and not ready.
  public init(_ engine: SimilarityEngine? = nil) { self.engine = Mutex(engine) }

  /// The engine that answers now, or nil when no model has been loaded yet.
  public var current: SimilarityEngine? { engine.withLock { $0 } }

  /// Makes an engine the one that answers from now on, and returns the one it replaces.
  @discardableResult public func replace(with engine: SimilarityEngine) -> SimilarityEngine? {
    self.engine.withLock { current in
      let old = current
      current = engine
      return old
    }
  }
}
