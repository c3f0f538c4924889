import Similarity
import Synchronization

/// The engines that answer now; they can be replaced while requests are being answered.
///
/// A request takes them once and keeps them to its end, so that no answer mixes two models, and the old model
/// lives until the last request that holds it is done. Safe to use from any number of threads.
public final class ModelHolder: Sendable {
  private let held: Mutex<ExperimentEngines?>

  /// Creates a holder with an engine, or with none: the server is then alive and not ready.
  public init(_ engine: SimilarityEngine? = nil) { held = Mutex(engine.map { ExperimentEngines(main: $0) }) }

  /// The engines that answer now, or nil when no model has been loaded yet.
  public var engines: ExperimentEngines? { held.withLock { $0 } }

  /// The engine that answers outside of experiments, or nil when no model has been loaded yet.
  public var current: SimilarityEngine? { engines?.main }

  /// Makes an engine the one that answers outside of experiments from now on, and returns the one it replaces.
  @discardableResult public func replace(with engine: SimilarityEngine) -> SimilarityEngine? {
    held.withLock { held in
      let old = held?.main
      held = held?.with(main: engine) ?? ExperimentEngines(main: engine)
      return old
    }
  }

  /// Makes engines those that answer from now on.
  func replace(with engines: ExperimentEngines) { held.withLock { $0 = engines } }
}
