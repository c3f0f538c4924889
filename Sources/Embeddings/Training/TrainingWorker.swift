/// One worker: takes units, deals their playlists into chunks and steps on each.
///
/// It owns its buffers; all it shares with others are the weights.
struct TrainingWorker: ~Copyable {
  private let corpus: EncodedCorpus
  private let parameters: TrainingParameters
  private let sampler: NegativeSampler
  private let keeping: Subsampling?
  private let weights: SharedWeights
  private let tally: TrainingTally
  /// The lane that this worker is, when lanes step together.
  private let lane: (lanes: LockstepLanes, index: Int)?
  private let pairs: PositivePairs
  private let step: NegativeSamplingStep
  /// Room for the longest playlist.
  private let list: UnsafeMutableBufferPointer<Int32>
  private let chunkCapacity: Int

  private var random = RandomSource(seed: 0)
  private var rate: Float = 0
  private var chunksInUnit = 0

  /// The most tracks whose pairs are all computed at once; a longer playlist is dealt into groups.
  ///
  /// Every pair of a playlist of up to this length is trained in every epoch. A longer one is shuffled and dealt
  /// into even groups, anew each epoch: a pair then meets in (g - 1) of (n - 1) epochs, and weighs that much more when it
  /// does, so the expected gradient stays and the cost grows with the length, not with its square.
  static let groupSize = 256

  init(
    corpus: EncodedCorpus, parameters: TrainingParameters, sampler: NegativeSampler, keeping: Subsampling?,
    weights: SharedWeights, tally: TrainingTally, longestPlaylist: Int,
    lane: (lanes: LockstepLanes, index: Int)? = nil
  ) {
    self.lane = lane
    self.corpus = corpus
    self.parameters = parameters
    self.sampler = sampler
    self.keeping = keeping
    self.weights = weights
    self.tally = tally
    list = .allocate(capacity: max(1, longestPlaylist))
    list.initialize(repeating: 0)
    chunkCapacity = parameters.chunkSize
    let (longestStretch, largestBlock): (Int, Int)
    switch parameters.window {
    case .wholePlaylist:
      longestStretch = min(longestPlaylist, Self.groupSize)
      largestBlock = longestStretch * longestStretch
    case .tracks(let reach):
      longestStretch = min(longestPlaylist, parameters.chunkSize + 2 * reach)
      let height = PositivePairs.blockHeight(reach: reach)
      largestBlock = min(height, longestStretch) * min(height + 2 * reach, longestStretch)
    }
    let capacity = max(chunkCapacity, longestStretch)
    pairs = PositivePairs(capacity: capacity)
    step = NegativeSamplingStep(
      capacity: capacity, scoreCapacity: largestBlock, dimension: parameters.dimension,
      negativesPerPositive: parameters.negatives, negativeCount: parameters.sharedNegatives)
  }

  deinit { list.deallocate() }

  /// Trains the playlists of a unit.
  mutating func train(_ unit: EpochPlan.Unit, of plan: EpochPlan, rate: Float) {
    random = RandomSource(seed: parameters.seed, stream: unit.stream)
    self.rate = rate
    chunksInUnit = 0
    var occurrences = 0
    for place in unit.places {
      let playlist = Int(plan.order[place])
      let kept = copy(playlist)
      occurrences += corpus.playlistOffsets[playlist + 1] - corpus.playlistOffsets[playlist]
      if kept.count >= 2 { add(kept) }
    }
    finishChunk()
    tally.add(occurrences: occurrences)
  }

  /// Copies a playlist's tracks, but for those that subsampling drops.
  private mutating func copy(_ playlist: Int) -> UnsafeMutableBufferPointer<Int32> {
    let range = corpus.playlistOffsets[playlist]..<corpus.playlistOffsets[playlist + 1]
    var count = 0
    corpus.trackOrdinals.withUnsafeBufferPointer { tracks in
      for index in range {
        let track = tracks[index]
        if let keeping, !keeping.keeps(track, &random) { continue }
        list[count] = track
        count += 1
      }
    }
    return UnsafeMutableBufferPointer(rebasing: list[..<count])
  }

  private mutating func add(_ tracks: UnsafeMutableBufferPointer<Int32>) {
    switch parameters.window {
    case .wholePlaylist: addGroups(of: tracks)
    case .tracks(let reach): addStretches(of: tracks, reach: reach)
    }
  }

  private mutating func addGroups(of kept: UnsafeMutableBufferPointer<Int32>) {
    var tracks = kept
    let groups = (tracks.count + Self.groupSize - 1) / Self.groupSize
    if groups > 1 { tracks.shuffle(using: &random) }
    let rowWeight = parameters.pairWeight.total(positives: tracks.count - 1)
    for group in 0..<groups {
      let range = tracks.count * group / groups..<tracks.count * (group + 1) / groups
      makeRoom(for: range.count)
      pairs.append(UnsafeBufferPointer(rebasing: tracks[range]), rowWeight: rowWeight)
    }
  }

  private mutating func addStretches(of tracks: UnsafeMutableBufferPointer<Int32>, reach: Int) {
    for start in stride(from: 0, to: tracks.count, by: parameters.chunkSize) {
      let end = min(start + parameters.chunkSize, tracks.count)
      let range = max(0, start - reach)..<min(tracks.count, end + reach)
      makeRoom(for: range.count)
      pairs.append(
        UnsafeBufferPointer(rebasing: tracks[range]), centers: start - range.lowerBound..<end - range.lowerBound,
        reach: reach, weight: parameters.pairWeight, random: &random)
    }
  }

  /// Steps when the chunk cannot take so many rows more.
  private mutating func makeRoom(for rows: Int) {
    if pairs.count > 0, pairs.count + rows > chunkCapacity { finishChunk() }
  }

  private mutating func finishChunk() {
    guard pairs.count > 0 else { return }
    sampler.draw(&random, into: step.negatives)
    step.gather(pairs, from: weights)
    let measuresLoss = chunksInUnit % Self.chunksPerLossMeasurement == 0
    let loss = step.computeGradients(pairs, measuringLoss: measuresLoss)
    if let lane {
      let (pairs, step, weights, rate, optimizer) = (pairs, step, weights, rate, parameters.optimizer)
      lane.lanes.finishRound(lane.index) { share in
        step.apply(pairs, to: weights, rate: rate, optimizer: optimizer, share: share)
      }
    } else {
      step.apply(pairs, to: weights, rate: rate, optimizer: parameters.optimizer)
    }
    if measuresLoss {
      tally.add(loss: loss, weight: (0..<pairs.count).reduce(0) { $0 + Double(pairs.totalWeight[$1]) })
    }
    tally.add(
      positivePairs: pairs.pairCount,
      scores: pairs.blocks.reduce(pairs.count * parameters.sharedNegatives) { $0 + $1.rows.count * $1.columns.count })
    chunksInUnit += 1
    pairs.removeAll()
  }

  /// One chunk in so many has its loss measured: the first of each unit and then every sixteenth.
  private static let chunksPerLossMeasurement = 16
}
