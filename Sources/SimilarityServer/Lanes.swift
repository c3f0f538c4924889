import NIOPosix
import Synchronization

/// Threads for work that keeps a core busy or waits for a disk, with a queue for each ``Lane`` before them, so that the event
/// loops and Swift's own few threads stay free for requests that need neither.
///
/// The most urgent work begins first, and less urgent work never takes the last thread. What cannot be taken on is refused at
/// once, the least urgent first, and so is what would wait too long. What has waited too long all the same is dropped before it
/// begins: an answer that nobody waits for any more must not keep others waiting. Safe to use from any number of threads.
///
/// The race that ``State`` guards: a piece of work is taken from its queue by exactly one of the thread that begins it, the
/// request that sheds it for more urgent work, and the task that was cancelled; who takes it resumes its continuation.
final class Lanes: Sendable {
  /// What has become of work, as it happens; called on any thread.
  struct Observer: Sendable {
    /// Work was refused or dropped.
    var shed: @Sendable (Lane, ShedReason) -> Void = { _, _ in }
    /// Work begins after waiting so long.
    var began: @Sendable (Lane, Duration) -> Void = { _, _ in }
  }

  /// Why work was not done.
  enum ShedReason: String, CaseIterable, Sendable {
    /// The queue was full.
    case full
    /// More urgent work took its place.
    case displaced
    /// It would have waited too long.
    case late
    /// It had waited too long.
    case expired
  }

  /// A piece of work and who waits for it.
  fileprivate struct QueuedJob: Sendable {
    let number: UInt64
    let lane: Lane
    let arrival: ContinuousClock.Instant
    let expiry: ContinuousClock.Instant
    let begin: @Sendable () -> Void
    let drop: @Sendable (any Error) -> Void
  }

  /// A job on its way to a thread. The pool's threads keep what they have run until they run something else; what a job holds,
  /// a model above all, must not stay with them that long.
  private final class HandedJob: Sendable {
    private let job: Mutex<QueuedJob?>
    init(_ job: QueuedJob) { self.job = Mutex(job) }
    func take() -> QueuedJob? { job.withLock { $0.take() } }
  }

  private struct State {
    var queues: [[QueuedJob]] = Lane.allCases.map { _ in [] }
    var running = Lane.allCases.map { _ in 0 }
    var nextNumber: UInt64 = 0
    var estimate: WaitEstimate

    init(estimate: WaitEstimate) { self.estimate = estimate }

    /// How many jobs there are.
    var count: Int { queues.reduce(0) { $0 + $1.count } + running.reduce(0, +) }

    /// The lane whose last job makes room for one of `lane`: the least urgent that waits, if it is less urgent than that.
    func displaceable(by lane: Lane) -> Lane? { Lane.allCases.last { $0 > lane && !queues[$0.rawValue].isEmpty } }
  }

  private let limit: Int
  private let threads: Int
  private let pool: NIOThreadPool
  private let patience: [Duration]
  private let refusalPause: Duration
  private let observer: Observer
  private let state: Mutex<State>

  /// Creates lanes.
  ///
  /// - Parameters:
  ///   - limit: how many pieces of work may wait or run at once.
  ///   - threads: how many run at once, at least 1.
  ///   - patience: how long work of each lane may wait.
  ///   - refusalPause: how long a refusal of less than interactive work is kept back in the mean.
  ///   - estimate: what is known of how long work takes.
  init(
    limit: Int, threads: Int, patience: [Lane: Duration], refusalPause: Duration = .zero,
    estimate: WaitEstimate = WaitEstimate(), observer: Observer = Observer()
  ) {
    precondition(threads >= 1, "work is done by a thread")
    self.limit = limit
    self.threads = threads
    pool = NIOThreadPool(numberOfThreads: threads)
    pool.start()
    self.patience = Lane.allCases.map { patience[$0] ?? .seconds(1) }
    self.refusalPause = refusalPause
    self.observer = observer
    state = Mutex(State(estimate: estimate))
  }

  deinit { pool.shutdownGracefully { _ in } }

  /// How many pieces of work of each lane wait and run.
  var counts: [(waiting: Int, running: Int)] {
    state.withLock { state in Lane.allCases.map { (state.queues[$0.rawValue].count, state.running[$0.rawValue]) } }
  }

  /// Runs a piece of work on one of the threads.
  ///
  /// Who waits hears of a refusal at once; others a little later. A job that asks again as soon as it is refused would else keep the
  /// event loops busy with refusals, and whoever waits behind them.
  ///
  /// - Throws: a ``Problem`` of kind `overloaded` when it is refused, displaced or has waited too long; `CancellationError` when
  ///   the task is cancelled before the work began or while its refusal is kept back; what the work throws.
  func run<Result: Sendable>(_ lane: Lane, _ work: @escaping @Sendable () throws -> Result) async throws -> Result {
    let number = state.withLock { state in
      state.nextNumber += 1
      return state.nextNumber
    }
    do {
      return try await admitted(lane, number: number, work)
    } catch let problem as Problem where problem.kind == .overloaded && lane > .interactive {
      // Not all in step, or they would all come back at the same moment.
      try await Task.sleep(for: refusalPause * Double.random(in: 0.5...1.5))
      throw problem
    }
  }

  /// Why work of a lane could not be taken on if it came now; nil when it could: it may still be refused when it has come.
  ///
  /// Who asks for less than interactive work is to hear of it from ``run(_:_:)``, which keeps refusals back.
  func refusal(of lane: Lane) -> ShedReason? { state.withLock { refusal(of: lane, in: $0) } }

  /// Counts work as not done, and says what is told of it.
  func shed(_ lane: Lane, because reason: ShedReason) -> Problem {
    observer.shed(lane, reason)
    switch reason {
    case .full, .displaced:
      return Problem(.overloaded, "\(limit) questions are waiting or being answered; ask again later")
    case .late:
      return Problem(.overloaded, "it would wait more than \(patience[lane.rawValue]) for its turn; ask again later")
    case .expired: return Problem(.overloaded, "it has waited \(patience[lane.rawValue]) for its turn")
    }
  }

  private func refusal(of lane: Lane, in state: State) -> ShedReason? {
    if state.count >= limit, state.displaceable(by: lane) == nil { return .full }
    let wait = state.estimate.wait(of: lane, threads: threads(for: lane)) { state.queues[$0.rawValue].count }
    return wait > patience[lane.rawValue] ? .late : nil
  }

  /// How many threads may do work of a lane: one is kept for what somebody waits for, where there is more than one.
  private func threads(for lane: Lane) -> Int { lane == .interactive ? threads : max(1, threads - 1) }

  /// Waits for a piece of work that was let in, as ``run(_:_:)`` does.
  private func admitted<Result: Sendable>(
    _ lane: Lane, number: UInt64, _ work: @escaping @Sendable () throws -> Result
  ) async throws -> Result {
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Result, any Error>) in
        let now = ContinuousClock.now
        admit(
          QueuedJob(
            number: number, lane: lane, arrival: now, expiry: now + patience[lane.rawValue],
            begin: { continuation.resume(with: Swift.Result { try work() }) },
            drop: { continuation.resume(throwing: $0) }))
      }
    } onCancel: {
      let job = state.withLock { state in state.queues[lane.rawValue].remove(number: number) }
      job?.drop(CancellationError())
    }
  }

  private func admit(_ job: QueuedJob) {
    guard !Task.isCancelled else { return job.drop(CancellationError()) }
    let refused: (job: QueuedJob, reason: ShedReason)? = state.withLock { state in
      if let reason = refusal(of: job.lane, in: state) { return (job, reason) }
      // The last of the least urgent makes room.
      let displaced = state.count < limit ? nil : state.displaceable(by: job.lane)
      state.queues[job.lane.rawValue].append(job)
      return displaced.map { (state.queues[$0.rawValue].removeLast(), .displaced) }
    }
    if let (job, reason) = refused { job.drop(shed(job.lane, because: reason)) }
    pump()
  }

  /// Begins as much work as there are threads for.
  private func pump() {
    while let taken = state.withLock({ take(from: &$0) }) {
      let handed = HandedJob(taken)
      pool.submit { [self] threads in
        guard let job = handed.take() else { return }
        defer {
          state.withLock { $0.running[job.lane.rawValue] -= 1 }
          pump()
        }
        let now = ContinuousClock.now
        guard threads == .active else { return job.drop(CancellationError()) }
        guard now <= job.expiry else { return job.drop(shed(job.lane, because: .expired)) }
        observer.began(job.lane, now - job.arrival)
        job.begin()
        let time = ContinuousClock.now - now
        state.withLock { $0.estimate.learn(job.lane, took: time) }
      }
    }
  }

  /// Takes the most urgent work that may begin now.
  private func take(from state: inout State) -> QueuedJob? {
    for lane in Lane.allCases where !state.queues[lane.rawValue].isEmpty {
      let running = state.running.reduce(0, +)
      guard running < threads(for: lane) else { continue }
      state.running[lane.rawValue] += 1
      return state.queues[lane.rawValue].removeFirst()
    }
    return nil
  }
}

extension Array where Element == Lanes.QueuedJob {
  fileprivate mutating func remove(number: UInt64) -> Element? {
    firstIndex { $0.number == number }.map { remove(at: $0) }
  }
}
