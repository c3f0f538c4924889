import CoreMetrics
import Embeddings
import Similarity
import Synchronization

/// What the service counts and measures: `GET /metrics`. No series hangs on a listener, an item or a text of a caller.
final class ServiceMetrics: Sendable {
  private let registry: PrometheusRegistry
  /// Requests that are being answered.
  private let active: Meter
  /// Ids that were asked for and are not in the model.
  let missing = MissingItems()

  private static let seconds = [
    0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
  ]

  init() {
    typealias Description = PrometheusRegistry.Description
    registry = PrometheusRegistry([
      Description(
        name: "http_server_request_duration_seconds", help: "Time from the head of a request to its response.",
        kind: .histogram, buckets: Self.seconds),
      Description(name: "http_server_active_requests", help: "Requests that are being answered.", kind: .gauge),
      Description(
        name: "w2v_engine_seconds", help: "Time that the engine took for a question.", kind: .histogram,
        buckets: Self.seconds),
      Description(name: "w2v_answers_total", help: "Answers by kind, relation and level.", kind: .counter),
      Description(
        name: "w2v_short_answers_total", help: "Answers with fewer cards than asked, by reason.", kind: .counter),
      Description(name: "w2v_seeds_total", help: "Seeds by what became of them.", kind: .counter),
      Description(
        name: "w2v_queue_wait_seconds", help: "Time that work waited for a thread, by lane.", kind: .histogram,
        buckets: Self.seconds),
      Description(name: "w2v_shed_total", help: "Work that was not done, by lane and reason.", kind: .counter),
      Description(name: "w2v_waiting", help: "Work that waits for a thread, by lane.", kind: .gauge),
      Description(name: "w2v_running", help: "Work that is being done, by lane.", kind: .gauge),
      Description(
        name: "w2v_recall_wanted_total", help: "Items of exact answers to a sample of questions, by kind.",
        kind: .counter),
      Description(
        name: "w2v_recall_found_total", help: "Those of them that the answers had, by kind.", kind: .counter),
      Description(
        name: "w2v_cut_connections_total", help: "Connections cut because the other side took too long, by reason.",
        kind: .counter),
      Description(name: "w2v_refused_keys_total", help: "Requests without a right to what they ask.", kind: .counter),
      Description(name: "w2v_model_info", help: "The model that answers; always 1.", kind: .gauge),
      Description(name: "w2v_model_age_seconds", help: "Seconds since the model that answers was built.", kind: .gauge),
      Description(
        name: "w2v_model_refused",
        help: "How often the model that should answer has been tried in vain, by how far it came.",
        kind: .gauge),
      Description(name: "w2v_items", help: "Items of the model that answers, by kind.", kind: .gauge),
      Description(name: "w2v_denied_items", help: "Items that have been taken down.", kind: .gauge),
    ])
    active = Meter(label: "http_server_active_requests", factory: registry)
  }

  /// How many series there are.
  var seriesCount: Int { registry.seriesCount }

  // MARK: What happens

  func requestBegins() { active.increment(by: 1) }

  func requestEnds(path: String, method: String, status: String, seconds: Double) {
    active.decrement(by: 1)
    Timer(
      label: "http_server_request_duration_seconds",
      dimensions: [("path", path), ("method", method), ("status", status)], factory: registry
    ).recordNanoseconds(Int64(seconds * 1e9))
  }

  /// An answer has been given.
  func answered(_ answer: ShelfAnswer, to kind: ItemKind, seconds: Double) {
    Timer(label: "w2v_engine_seconds", dimensions: [("to", kind.rawValue)], factory: registry)
      .recordNanoseconds(Int64(seconds * 1e9))
    count(
      "w2v_answers_total", ("to", kind.rawValue), ("relation", answer.stamp.relation.rawValue),
      ("level", "\(answer.stamp.level.rawValue)"))
    if let shortfall = answer.shortfall { count("w2v_short_answers_total", ("reason", shortfall.rawValue)) }
    for (status, seeds) in Dictionary(grouping: answer.seeds, by: \.status) {
      Counter(label: "w2v_seeds_total", dimensions: [("status", status.rawValue)], factory: registry)
        .increment(by: seeds.count)
    }
    for seed in answer.seeds {
      if seed.status == .unknown || seed.status == .backedOff { missing.note(seed.id) }
    }
  }

  /// What becomes of work in the lanes.
  var laneObserver: Lanes.Observer {
    Lanes.Observer(
      shed: { [self] in count("w2v_shed_total", ("lane", $0.description), ("reason", $1.rawValue)) },
      began: { [registry] lane, wait in
        Timer(label: "w2v_queue_wait_seconds", dimensions: [("lane", lane.description)], factory: registry)
          .recordNanoseconds(Int64(wait / .nanoseconds(1)))
      })
  }

  /// An answer has been compared with an exact one.
  func sampledRecall(of kind: ItemKind, wanted: Int, found: Int) {
    for (name, items) in [("w2v_recall_wanted_total", wanted), ("w2v_recall_found_total", found)] {
      Counter(label: name, dimensions: [("to", kind.rawValue)], factory: registry).increment(by: items)
    }
  }

  /// A connection was cut.
  func cut(_ reason: SlowPeerHandler.Reason) { count("w2v_cut_connections_total", ("reason", reason.rawValue)) }

  /// A request had no right to what it asked.
  func refusedKey(_ reason: String) { count("w2v_refused_keys_total", ("reason", reason)) }

  private func count(_ name: String, _ labels: (String, String)...) {
    Counter(label: name, dimensions: labels, factory: registry).increment()
  }

  // MARK: What is

  /// Everything as Prometheus reads it, with what the service is like now.
  func text(models: ModelHolder, refusal: ModelWatcher.Refusal?, lanes: Lanes) -> String {
    for (lane, counts) in zip(Lane.allCases, lanes.counts) {
      set("w2v_waiting", Double(counts.waiting), ("lane", lane.description))
      set("w2v_running", Double(counts.running), ("lane", lane.description))
    }
    // A model that went must not be told beside the one that came.
    registry.clear("w2v_model_info")
    registry.clear("w2v_model_refused")
    set("w2v_model_refused", Double(refusal?.attempts ?? 0), ("stage", refusal?.stage.rawValue ?? ""))
    if let engine = models.current {
      let stamp = engine.stamp
      set(
        "w2v_model_info", 1, ("version", stamp.model), ("space", stamp.space), ("label", stamp.label ?? ""))
      if let age = stamp.age { set("w2v_model_age_seconds", age.rounded()) }
      for kind in ItemKind.allCases { set("w2v_items", Double(engine.model[kind].count), ("kind", kind.rawValue)) }
      set("w2v_denied_items", Double(engine.denied.ids.count))
    }
    return registry.text
  }

  private func set(_ name: String, _ value: Double, _ labels: (String, String)...) {
    Meter(label: name, dimensions: labels, factory: registry).set(value)
  }
}
