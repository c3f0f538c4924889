import Synchronization

/// Whether the service asks to be left alone: it answers as before, and `/readyz` says no, so that a balancer sends new requests
/// elsewhere and the process can be stopped with nobody waiting. Safe to use from any number of threads.
public final class Drain: Sendable {
  private let flag = Atomic(false)
  private let stopping = Atomic(false)

  /// Creates the state of a service that takes requests.
  public init() {}

  /// Whether the process has been told to end: then every response says that its connection will be closed, so that no question is
  /// sent on one that is gone when it arrives.
  var isStopping: Bool {
    get { stopping.load(ordering: .relaxed) }
    set { stopping.store(newValue, ordering: .relaxed) }
  }

  /// Whether it is being drained.
  var isOn: Bool {
    get { flag.load(ordering: .relaxed) }
    set { flag.store(newValue, ordering: .relaxed) }
  }
}
