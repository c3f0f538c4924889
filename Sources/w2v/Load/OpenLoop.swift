import Foundation
import Synchronization

/// Sends requests at times that do not hang on the answers, as many callers do who know nothing of each other.
///
/// A request's latency counts from the moment it was due, not from when a connection was free to send it: a server that stalls
/// is charged for all that would have been asked meanwhile (no coordinated omission; Gil Tene).
struct OpenLoop: Sendable {
  let host: String
  let port: Int
  /// Requests a second; infinite for as many as the connections can.
  let rate: Double
  /// How many requests are sent in all.
  let count: Int
  /// How many requests may be under way; more wait, and their latency counts on.
  let connections: Int
  /// The requests, taken in turns.
  let requests: [[UInt8]]

  /// One request that was sent.
  struct Sample: Sendable {
    /// When it was due, in seconds from the start.
    let due: Double
    /// From when it was due until it was answered, in seconds.
    let latency: Double
    /// The status, or 0 when the connection broke.
    let status: Int
    /// Whether the answer said when to come back.
    let hasRetryAfter: Bool
    /// Why there was no answer; nil where there was one.
    var fault: String?
  }

  /// Sends all requests and waits for all answers.
  ///
  /// - Parameter shouldStop: asked before each request.
  /// - Returns: the samples, by the time they were due.
  func run(shouldStop: @escaping @Sendable () -> Bool = { false }) -> [Sample] {
    let samples = Mutex<[Sample]>([])
    let next = Atomic(0)
    let start = ContinuousClock.now
    let threads = (0..<min(connections, max(count, 1))).map { _ in
      Thread {
        let connection = BlockingConnection(host: host, port: port)
        var own: [Sample] = []
        while !shouldStop() {
          let number = next.add(1, ordering: .relaxed).oldValue
          guard number < count else { break }
          let due = rate.isFinite ? Double(number) / rate : (ContinuousClock.now - start) / .seconds(1)
          let wait = due - (ContinuousClock.now - start) / .seconds(1)
          if wait > 0 { Thread.sleep(forTimeInterval: wait) }
          let answer = Result { try connection.send(requests[number % requests.count]) }
          let latency = (ContinuousClock.now - start) / .seconds(1) - due
          switch answer {
          case .success(let answer):
            own.append(
              Sample(due: due, latency: latency, status: answer.status, hasRetryAfter: answer.has("retry-after")))
          case .failure(let error):
            own.append(Sample(due: due, latency: latency, status: 0, hasRetryAfter: false, fault: "\(error)"))
          }
        }
        samples.withLock { $0 += own }
      }
    }
    for thread in threads {
      thread.stackSize = 1 << 20
      thread.start()
    }
    while threads.contains(where: { !$0.isFinished }) { Thread.sleep(forTimeInterval: 0.005) }
    return samples.withLock { $0 }.sorted { $0.due < $1.due }
  }
}

/// What requests came to.
struct LoadFigures {
  let sent: Int
  let answered: Int
  /// Refused for now: 429 and 503.
  let shed: Int
  /// Of these, those that said when to come back.
  let shedWithRetryAfter: Int
  /// Broken connections, and answers that are neither.
  let failed: Int
  /// Why the first that got no answer got none.
  let firstFault: String?
  /// Latencies of what was answered, in seconds, rising.
  let latencies: [Double]
  /// From the first until the last was answered.
  let seconds: Double

  init(_ samples: some Collection<OpenLoop.Sample>) {
    sent = samples.count
    answered = samples.count { (200..<300).contains($0.status) }
    let refused = samples.filter { $0.status == 429 || $0.status == 503 }
    shed = refused.count
    shedWithRetryAfter = refused.count { $0.hasRetryAfter }
    failed = sent - answered - shed
    firstFault = samples.lazy.compactMap(\.fault).first
    latencies = samples.filter { (200..<300).contains($0.status) }.map(\.latency).sorted()
    let first = samples.map(\.due).min() ?? 0
    seconds = max(1e-9, (samples.map { $0.due + $0.latency }.max() ?? 0) - first)
  }

  /// The latency that a share of the answers had at most, in seconds; nil without answers.
  func percentile(_ share: Double) -> Double? {
    latencies.isEmpty ? nil : latencies[min(latencies.count - 1, Int(share * Double(latencies.count)))]
  }
}
