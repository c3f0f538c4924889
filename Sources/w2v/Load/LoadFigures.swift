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
