/// The best of many candidates, for scans: most are refused by one comparison, the rest are collected and cut from time
/// to time, which is linear where a sorted list would be quadratic for a large `k`.
///
/// With a grouping, a cut takes the best from the top and passes over those whose group is full. What a cut drops would
/// be dropped from all candidates together too (subsets with such limits form a matroid), so the result is exact.
struct TopCandidates {
  private let k: Int
  private let slack: Float
  private let grouping: Grouping?
  private var kept: [Candidate] = []
  private var roomBeforeCut: Int
  private var worstWanted = Candidate.farthest
  /// A score under which no candidate is wanted; minus infinity as long as any may be.
  private(set) var barScore = -Float.infinity

  /// - Parameters:
  ///   - k: how many are wanted, at least 1.
  ///   - slack: candidates whose score is within this of the `k`-th are kept too; 0 keeps exactly `k`.
  ///   - grouping: how many may be of one group; candidates are rows then. Does not go with a slack.
  init(_ k: Int, slack: Float = 0, grouping: Grouping? = nil) {
    precondition(slack == 0 || grouping == nil, "what is within a slack has no groups")
    self.k = k
    self.slack = slack
    self.grouping = grouping
    let (double, overflow) = k.multipliedReportingOverflow(by: 2)
    roomBeforeCut = overflow ? k : max(double, k + 64)
    kept.reserveCapacity(min(roomBeforeCut, 1 << 12))
  }

  @inline(__always) mutating func insert(_ candidate: Candidate) {
    guard wants(candidate) else { return }
    collect(candidate)
  }

  /// Whether a candidate is nearer than the worst of those that are wanted for sure.
  @inline(__always) func wants(_ candidate: Candidate) -> Bool { worstWanted < candidate }

  /// Whether any candidate of this score might be wanted.
  @inline(__always) func wants(score: Float) -> Bool { wants(Candidate(score: score, node: 0)) }

  @inline(never) private mutating func collect(_ candidate: Candidate) {
    kept.append(candidate)
    if kept.count >= roomBeforeCut { cut() }
  }

  private mutating func cut() {
    kept.sort(by: >)
    if let grouping { limit(by: grouping) }
    guard kept.count >= k else {
      // Groups are full, the answer is not: make room, or every further candidate would sort them all again.
      roomBeforeCut = max(roomBeforeCut, 2 * kept.count)
      return
    }
    if slack > 0 {
      // The node 2^31 - 1 is never used: this is the last key of that score.
      worstWanted = Candidate(score: kept[k - 1].score - slack, node: 0x7fff_ffff)
      kept.removeSubrange((kept.firstIndex { $0 < worstWanted } ?? kept.count)...)
      roomBeforeCut = max(roomBeforeCut, 2 * kept.count)
    } else {
      kept.removeSubrange(k...)
      worstWanted = kept[k - 1]
    }
    barScore = worstWanted.score
  }

  /// Passes over those whose group is full by the time they come.
  private mutating func limit(by grouping: Grouping) {
    var taken: [UInt32: Int] = [:]
    var end = 0
    for position in kept.indices where end < k {
      let key = grouping.keys[Int(kept[position].node)]
      if taken[key, default: 0] == grouping.atMost { continue }
      taken[key, default: 0] += 1
      kept[end] = kept[position]
      end += 1
    }
    kept.removeSubrange(end...)
  }

  /// The best, nearest first.
  consuming func sorted() -> [Candidate] {
    cut()
    return kept
  }
}
