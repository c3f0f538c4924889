import Synchronization

/// What one walk over a graph needs to remember, kept from walk to walk so that a search allocates nothing.
///
/// Visited nodes have the tag of the current walk; a new walk is a new tag, and the table is cleared only when the tags
/// run out. The list of candidates is one sorted array that serves as both queues of the paper: its front is what to
/// expand next, its end what a new candidate must beat. One search uses a scratch at a time.
final class SearchScratch: @unchecked Sendable {  // handed from search to search, never shared by two
  private(set) var tags: UnsafeMutablePointer<UInt8>
  private(set) var tag: UInt8 = 0
  private var nodeCapacity: Int
  /// Candidates, nearest first: ``count`` of them.
  private(set) var pool: UnsafeMutablePointer<Candidate>
  private var poolCapacity: Int
  /// How many candidates the last walk found.
  var count = 0
  /// The unvisited neighbours of the node being expanded; there is room for whole fours.
  private(set) var gathered: UnsafeMutablePointer<UInt32>

  /// - Parameter links: the longest list of links there is.
  init(nodes: Int, links: Int) {
    nodeCapacity = max(nodes, 1)
    tags = .allocate(capacity: nodeCapacity)
    tags.initialize(repeating: 0, count: nodeCapacity)
    poolCapacity = 64
    pool = .allocate(capacity: poolCapacity)
    gathered = .allocate(capacity: (links + 3) / 4 * 4)
  }

  deinit {
    tags.deallocate()
    pool.deallocate()
    gathered.deallocate()
  }

  /// Forgets the walk before and makes room for `beamWidth` candidates.
  func begin(beamWidth: Int) {
    count = 0
    if beamWidth > poolCapacity {
      pool.deallocate()
      poolCapacity = beamWidth
      pool = .allocate(capacity: poolCapacity)
    }
    tag &+= 1
    if tag == 0 {
      tags.update(repeating: 0, count: nodeCapacity)
      tag = 1
    }
  }

  /// The candidates of the last walk, nearest first.
  var candidates: UnsafeBufferPointer<Candidate> { UnsafeBufferPointer(start: pool, count: count) }

  /// The same, to be scored again.
  var mutableCandidates: UnsafeMutableBufferPointer<Candidate> {
    UnsafeMutableBufferPointer(start: pool, count: count)
  }
}

/// Scratches at rest: as many as there were searches at the same time.
final class ScratchPool: Sendable {
  private let resting = Mutex<[SearchScratch]>([])
  private let nodes: Int
  private let links: Int

  init(nodes: Int, links: Int) {
    self.nodes = nodes
    self.links = links
  }

  /// Runs `body` with a scratch of its own.
  func withScratch<Result>(_ body: (SearchScratch) -> Result) -> Result {
    let scratch = resting.withLock { $0.popLast() } ?? SearchScratch(nodes: nodes, links: links)
    defer { resting.withLock { $0.append(scratch) } }
    return body(scratch)
  }
}
