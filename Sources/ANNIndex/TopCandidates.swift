/// The best of many candidates, for scans: most are refused by one comparison, the rest are collected and cut from time
/// to time, which is linear where a sorted list would be quadratic for a large `k`.
struct TopCandidates {
  private let k: Int
  private let slack: Float
  private var kept: [Candidate] = []
  private var roomBeforeCut: Int
  private var worstWanted = Candidate.farthest

  /// - Parameters:
  ///   - k: how many are wanted, at least 1.
  ///   - slack: candidates whose score is within this of the `k`-th are kept too; 0 keeps exactly `k`.
  init(_ k: Int, slack: Float = 0) {
    self.k = k
    self.slack = slack
    roomBeforeCut = max(2 * k, k + 64)
    kept.reserveCapacity(min(roomBeforeCut, 1 << 12))
  }

  @inline(__always) mutating func insert(_ candidate: Candidate) {
    guard worstWanted < candidate else { return }
    collect(candidate)
  }

  @inline(never) private mutating func collect(_ candidate: Candidate) {
    kept.append(candidate)
    if kept.count >= roomBeforeCut { cut() }
  }

  private mutating func cut() {
    kept.sort(by: >)
    guard kept.count >= k else { return }
    if slack > 0 {
      // The node 2^31 - 1 is never used: this is the last key of that score.
      worstWanted = Candidate(score: kept[k - 1].score - slack, node: 0x7fff_ffff)
      kept.removeSubrange((kept.firstIndex { $0 < worstWanted } ?? kept.count)...)
      roomBeforeCut = max(roomBeforeCut, 2 * kept.count)
    } else {
      kept.removeSubrange(k...)
      worstWanted = kept[k - 1]
    }
  }

  /// The best, nearest first.
  consuming func sorted() -> [Candidate] {
    cut()
    return kept
  }
}
