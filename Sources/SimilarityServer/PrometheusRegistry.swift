import CoreMetrics
import Foundation
import NIOCore
import Synchronization

/// Keeps what swift-metrics is told and writes it as Prometheus reads it (text format 0.0.4).
///
/// Recorders that aggregate and timers become histograms, the latter in seconds. Every metric is described before it is used, and
/// has a bounded number of series: one that would be too many is counted under no label at all. Safe to use from any number of
/// threads.
final class PrometheusRegistry: MetricsFactory {
  /// What a metric is.
  struct Description: Sendable {
    let name: String
    let help: String
    let kind: Kind
    /// The upper bounds of a histogram's buckets, rising.
    var buckets: [Double] = []

    enum Kind: String, Sendable { case counter, gauge, histogram }
  }

  /// The series of one metric, by their labels.
  private struct Metric {
    let description: Description
    var series: [String: Series] = [:]
  }

  private let metrics: Mutex<[String: Metric]>
  private let order: [String]

  /// How many series a metric may have.
  private static let mostSeries = 300

  /// Creates a registry of metrics.
  init(_ descriptions: [Description]) {
    order = descriptions.map(\.name)
    metrics = Mutex(Dictionary(uniqueKeysWithValues: descriptions.map { ($0.name, Metric(description: $0)) }))
  }

  private func series(_ name: String, _ dimensions: [(String, String)]) -> Series {
    let labels = Self.labels(dimensions)
    return metrics.withLock { metrics in
      guard let metric = metrics[name] else { preconditionFailure("the metric \(name) was not described") }
      if let known = metric.series[labels] { return known }
      let isFull = metric.series.count >= Self.mostSeries
      if isFull, let rest = metric.series[""] { return rest }
      let made = Series(buckets: metric.description.buckets)
      metrics[name]?.series[isFull ? "" : labels] = made
      return made
    }
  }

  func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler { series(label, dimensions) }

  func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
    series(label, dimensions)
  }

  func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler { series(label, dimensions) }

  func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler { series(label, dimensions) }

  // A series that was counted once stays: Prometheus takes one that vanishes for a restart.
  func destroyCounter(_: any CounterHandler) {}
  func destroyRecorder(_: any RecorderHandler) {}
  func destroyMeter(_: any MeterHandler) {}
  func destroyTimer(_: any TimerHandler) {}

  /// Forgets the series of a gauge, before those of today are set.
  func clear(_ name: String) { metrics.withLock { $0[name]?.series = [:] } }

  /// How many series there are.
  var seriesCount: Int { metrics.withLock { $0.values.reduce(0) { $0 + $1.series.count } } }

  /// Everything, as Prometheus reads it.
  var text: String {
    let all = metrics.withLock { $0 }
    var text = ""
    for name in order {
      guard let metric = all[name], !metric.series.isEmpty else { continue }
      text += "# HELP \(name) \(metric.description.help)\n# TYPE \(name) \(metric.description.kind.rawValue)\n"
      for (labels, series) in metric.series.sorted(by: { $0.key < $1.key }) {
        series.write(name, labels, isHistogram: metric.description.kind == .histogram, to: &text)
      }
    }
    return text
  }

  /// Labels as they stand in braces: `lane="refresh",reason="full"`.
  private static func labels(_ dimensions: [(String, String)]) -> String {
    var labels = ""
    for (name, value) in dimensions {
      if !labels.isEmpty { labels += "," }
      labels += name
      labels += "=\""
      labels += escaped(value)
      labels += "\""
    }
    return labels
  }

  private static func escaped(_ value: String) -> String {
    // Hardly any needs it, and every request has a dozen.
    guard
      value.utf8.contains(where: { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\n") })
    else { return value }
    return value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
  }
}

/// One line of numbers: a count, a value, or a histogram.
private final class Series: CounterHandler, RecorderHandler, MeterHandler, TimerHandler {
  private struct State {
    var value = 0.0
    var counts: [Int]
    var sum = 0.0
    var count = 0
  }

  private let buckets: [Double]
  private let state: Mutex<State>

  init(buckets: [Double]) {
    self.buckets = buckets
    state = Mutex(State(counts: buckets.map { _ in 0 }))
  }

  func increment(by amount: Int64) { state.withLock { $0.value += Double(amount) } }
  func reset() { state.withLock { $0.value = 0 } }
  func set(_ value: Int64) { set(Double(value)) }
  func set(_ value: Double) { state.withLock { $0.value = value } }
  func increment(by amount: Double) { state.withLock { $0.value += amount } }
  func decrement(by amount: Double) { state.withLock { $0.value -= amount } }
  func record(_ value: Int64) { record(Double(value)) }
  func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

  func record(_ value: Double) {
    // The first bucket whose bound is not under the value.
    var (low, high) = (0, buckets.count)
    while low < high {
      let middle = (low + high) / 2
      if buckets[middle] < value { low = middle + 1 } else { high = middle }
    }
    state.withLock { state in
      if low < buckets.count { state.counts[low] += 1 }
      state.sum += value
      state.count += 1
    }
  }

  func write(_ name: String, _ labels: String, isHistogram: Bool, to text: inout String) {
    let now = state.withLock { $0 }
    let braces = labels.isEmpty ? "" : "{\(labels)}"
    guard isHistogram else {
      text += "\(name)\(braces) \(Self.plain(now.value))\n"
      return
    }
    let prefix = labels.isEmpty ? "" : "\(labels),"
    var total = 0
    for (bound, count) in zip(buckets, now.counts) {
      total += count
      text += "\(name)_bucket{\(prefix)le=\"\(Self.plain(bound))\"} \(total)\n"
    }
    text += "\(name)_bucket{\(prefix)le=\"+Inf\"} \(now.count)\n"
    text += "\(name)_sum\(braces) \(Self.plain(now.sum))\n\(name)_count\(braces) \(now.count)\n"
  }

  private static func plain(_ value: Double) -> String { Int(exactly: value).map(String.init) ?? "\(value)" }
}
