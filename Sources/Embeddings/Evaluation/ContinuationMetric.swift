/// One of the ``ContinuationMetrics`` by name: what a search goes by.
public enum ContinuationMetric: String, Sendable, CaseIterable, Codable {
  case ndcgAt10 = "ndcg@10"
  case hitAt10 = "hit@10"
  case hitAt100 = "hit@100"
  case mrr
  case rPrecision = "r-precision"

  /// The metric's value, in 0...1.
  public func value(of metrics: ContinuationMetrics) -> Double {
    switch self {
    case .ndcgAt10: metrics.ndcgAt10
    case .hitAt10: metrics.hitAt10
    case .hitAt100: metrics.hitAt100
    case .mrr: metrics.mrr
    case .rPrecision: metrics.rPrecision
    }
  }
}
