import Files
import Logging
import ServiceLifecycle
import Similarity
import Synchronization

/// Follows a models folder while the service runs: another version becomes current and is loaded, verified, tried and served; an
/// id is denied and is in no answer from then on.
///
/// What fails changes nothing: the model that answers goes on answering, the reason is kept and logged, and the version is tried
/// again after a while, each time later. Requests in flight keep the engine they have begun with.
public final class ModelWatcher: Service {
  /// A version that could not be served.
  public struct Refusal: Sendable, Equatable {
    /// The version.
    public let version: String
    /// How far it came.
    public let stage: Stage
    /// Why, with place and remedy.
    public let reason: String
    /// How often it has been tried.
    public let attempts: Int
  }

  /// What a version goes through before it is served.
  public enum Stage: String, Sendable, Equatable {
    /// It must fit into memory beside the one that answers.
    case memory
    /// Every file must be what the manifest says, and they must belong together.
    case load
    /// It must answer a question about its own first track.
    case canary
  }

  private struct State {
    /// Models that answer no more, kept until their last request is done: that request's thread has better things to do than to
    /// give back hundreds of megabytes.
    var retired: [Model] = []
    var refusal: Refusal?
    /// Before this the refused version is not tried again.
    var nextTry: ContinuousClock.Instant
    /// The last fault of the deny list, so that it is logged once.
    var denyFault: String?
    /// The last fault of the experiment, likewise.
    var experimentFault: String?
    /// Versions that an experiment wants and that do not load; before this they are not tried again.
    var nextTryOfVariant: [String: ContinuousClock.Instant] = [:]
  }

  private let models: ModelHolder
  private let store: ModelStore
  private let name: String?
  private let keys: KeyRing?
  private let certificate: ServerCertificate?
  private let interval: Duration
  private let availableMemory: @Sendable () -> Int?
  private let logger: Logger
  private let now: @Sendable () -> ContinuousClock.Instant
  private let state: Mutex<State>
  /// One look after the other: two at once would load the same version twice.
  let thread = QuietThread()
  /// For what need not be there when a model begins to answer; a look does not wait for it.
  private let preparing = QuietThread()

  private static let firstPause = Duration.seconds(2)
  private static let longestPause = Duration.seconds(300)

  /// Creates a watcher.
  ///
  /// - Parameters:
  ///   - models: gets the engines.
  ///   - store: the folder.
  ///   - name: the label to follow, or a version that stays; nil follows the current version.
  ///   - keys: read again when their file changes.
  ///   - certificate: likewise.
  ///   - interval: the time between two looks.
  ///   - availableMemory: how many bytes a model may take; one that takes more is refused.
  public init(
    models: ModelHolder, store: ModelStore, following name: String? = nil, keys: KeyRing? = nil,
    certificate: ServerCertificate? = nil, interval: Duration = .milliseconds(500),
    availableMemory: @escaping @Sendable () -> Int? = { SystemMemory.available }, logger: Logger,
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) {
    self.models = models
    self.store = store
    self.name = name
    self.keys = keys
    self.certificate = certificate
    self.interval = interval
    self.availableMemory = availableMemory
    self.logger = logger
    self.now = now
    state = Mutex(State(nextTry: now()))
  }

  /// The version that should be served and cannot, or nil.
  public var refusal: Refusal? { state.withLock { $0.refusal } }

  /// Looks again and again, until the task is cancelled or its service group shuts down.
  public func run() async throws {
    prepareSeldom()
    for await _ in AsyncTimerSequence(interval: interval).cancelOnGracefulShutdown() { await look() }
  }

  /// Looks once. Disk and verification are waited for on other threads than the event loops'.
  ///
  /// - Parameter isPatient: whether a version that was refused waits for its next turn.
  public func look(isPatient: Bool = true) async {
    try? await thread.run { [self] in
      if !isPatient { state.withLock { ($0.nextTry, $0.nextTryOfVariant) = (now(), [:]) } }
      keys?.reload(logger: logger)
      certificate?.reload(logger: logger)
      lookAtDenyList()
      lookAtVersions()
      lookAtExperiment()
      releaseRetired()
    }
  }

  private func lookAtDenyList() {
    do {
      let denied = try store.denyList()
      state.withLock { $0.denyFault = nil }
      guard let engines = models.engines, engines.main.denied != denied else { return }
      models.replace(
        with: ExperimentEngines(
          main: engines.main.with(denied: denied), experiment: engines.experiment,
          others: engines.others.mapValues { $0.with(denied: denied) }))
      logger.info("deny list", metadata: ["items": "\(denied.ids.count)"])
    } catch {
      let isNew = state.withLock { state in
        defer { state.denyFault = "\(error)" }
        return state.denyFault != "\(error)"
      }
      if isNew { logger.error("deny list cannot be read; the one before holds", metadata: ["error": "\(error)"]) }
    }
  }

  /// Says in every answer from now on that another version should have given it, or no longer.
  private func stand(inFor version: String?) {
    guard let engine = models.current, engine.standsInFor != version else { return }
    models.replace(with: engine.standing(inFor: version))
  }

  private func lookAtVersions() {
    let serving = models.current?.model.version
    // A folder that cannot be read now may be readable at the next look: the model in memory needs it not.
    guard let wanted = try? store.select(name).version else { return }
    guard wanted != serving else {
      state.withLock { $0.refusal = nil }
      stand(inFor: nil)
      return
    }
    let mayTry = state.withLock { $0.refusal?.version != wanted || $0.nextTry <= now() }
    guard mayTry else { return }
    var stage = Stage.load
    do {
      // The one asked for or none: what answers now is the best there is to fall back to.
      let folder = store.folder(of: wanted)
      let manifest = try Manifest.read(folder: folder)
      stage = .memory
      try ModelMemory(of: manifest).check(available: availableMemory(), folder: folder)
      stage = .load
      let model = try Model.load(folder: folder)
      stage = .canary
      let engine = SimilarityEngine(
        model: model, denied: try models.current?.denied ?? store.denyList(), label: store.label(choosing: name))
      guard engine.answersItsCanary else {
        throw DataError(
          .badData, at: folder, "it does not answer a question about its own first track",
          remedy: "train it again")
      }
      engine.warm()
      let old = models.replace(with: engine)
      state.withLock { $0.refusal = nil }
      if let old { retire([old.model]) }
      prepareSeldom()
      logger.info("model", metadata: ["version": "\(wanted)", "before": "\(serving ?? "none")"])
    } catch {
      let refusal = state.withLock { state in
        let attempts = (state.refusal?.version == wanted ? state.refusal?.attempts ?? 0 : 0) + 1
        let refusal = Refusal(version: wanted, stage: stage, reason: "\(error)", attempts: attempts)
        state.refusal = refusal
        state.nextTry = now() + min(Self.firstPause * (1 << min(attempts - 1, 16)), Self.longestPause)
        return refusal
      }
      stand(inFor: wanted)
      logger.error(
        "model refused; the one before answers",
        metadata: [
          "version": "\(wanted)", "stage": "\(stage)", "serving": "\(serving ?? "none")",
          "attempts": "\(refusal.attempts)",
          "error": "\(refusal.reason)",
        ])
    }
  }
}

extension ModelWatcher {
  /// Has the model that answers work out what the first of certain questions would wait for, as long as it is the one.
  private func prepareSeldom() {
    Task { [models, preparing] in
      try? await preparing.run {
        guard let version = models.current?.model.version else { return }
        models.current?.model.preparePercentiles { models.current?.model.version == version }
      }
    }
  }

  /// Keeps models that answer no more until nobody else does.
  private func retire(_ models: [Model]) {
    state.withLock { state in
      for model in models where !state.retired.contains(where: { $0 === model }) { state.retired.append(model) }
    }
  }

  /// Lets go of models whose last request is done, on this thread, and gives their memory back to the system: the allocator
  /// would keep some of it.
  private func releaseRetired() {
    var done: [Model] = []
    state.withLock { state in
      var kept: [Model] = []
      while var model = state.retired.popLast() {
        // Who alone has a reference stays the only one.
        if isKnownUniquelyReferenced(&model) { done.append(model) } else { kept.append(model) }
      }
      state.retired = kept.reversed()
    }
    guard !done.isEmpty else { return }
    done.removeAll()
    SystemMemory.releaseFreed()
  }

  /// Reads the experiment and loads the models its variants name. One that cannot be understood deals nobody; one whose model
  /// does not load is answered by the main one, which says so.
  private func lookAtExperiment() {
    guard let engines = models.engines else { return }
    let experiment: Experiment?
    do {
      experiment = try Experiment.read(folder: store.folder)
      state.withLock { $0.experimentFault = nil }
    } catch {
      experiment = nil
      let isNew = state.withLock { state in
        defer { state.experimentFault = "\(error)" }
        return state.experimentFault != "\(error)"
      }
      if isNew { logger.error("experiment cannot be read; nobody is in it", metadata: ["error": "\(error)"]) }
    }
    var others: [String: SimilarityEngine] = [:]
    for name in experiment?.models ?? [] { others[name] = engine(named: name, besides: engines) }
    let isSame =
      engines.experiment == experiment
      && engines.others.mapValues(\.model.version) == others.mapValues(\.model.version)
      && engines.others.mapValues(\.standsInFor) == others.mapValues(\.standsInFor)
    guard !isSame else { return }
    models.replace(with: ExperimentEngines(main: engines.main, experiment: experiment, others: others))
    retire(engines.others.values.map(\.model))
    logger.info(
      "experiment",
      metadata: [
        "name": "\(experiment?.name ?? "none")",
        "models": "\(others.map { "\($0.key)=\($0.value.model.version)" }.sorted().joined(separator: " "))",
      ])
  }

  /// The engine of a version or label; what answered under that name before, standing in, where the version does not load.
  private func engine(named name: String, besides engines: ExperimentEngines) -> SimilarityEngine? {
    let before = engines.others[name]
    guard let version = try? store.select(name).version else { return before }
    if let before, before.model.version == version {
      return before.standsInFor == nil ? before : before.standing(inFor: nil)
    }
    let (denied, label) = (engines.main.denied, store.label(choosing: name))
    if version == engines.main.model.version {
      return SimilarityEngine(model: engines.main.model, denied: denied, label: label)
    }
    guard state.withLock({ $0.nextTryOfVariant[version] ?? now() }) <= now() else {
      return before?.standing(inFor: version)
    }
    do {
      let engine = SimilarityEngine(
        model: try Model.load(folder: store.folder(of: version)), denied: denied, label: label)
      engine.warm()
      return engine
    } catch {
      state.withLock { $0.nextTryOfVariant[version] = now() + Self.longestPause }
      logger.error("model of a variant refused", metadata: ["version": "\(version)", "error": "\(error)"])
      return before?.standing(inFor: version)
    }
  }
}

/// A tick after every interval.
private struct AsyncTimerSequence: AsyncSequence, AsyncIteratorProtocol, Sendable {
  let interval: Duration

  func makeAsyncIterator() -> AsyncTimerSequence { self }

  mutating func next() async -> Void? {
    do {
      try await Task.sleep(for: interval)
      return ()
    } catch {
      return nil
    }
  }
}
