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
  private let step: NegativeSamplingStep
  /// The playlists of the unit at hand.
  private var batch = PlaylistBatch()
  /// Room for the longest playlist.
  private let list: UnsafeMutableBufferPointer<Int32>
  private let chunkRows: Int

  /// The chunk that is being filled.
  private var chunk: TrainingChunk
  /// The full chunk before it, whose rows are on their way to the cache.
  private var waiting: TrainingChunk
  private var random = RandomSource(seed: 0)
  private var rate: Float = 0
  private var chunksInUnit = 0
  private var positivePairs = 0
  private var scores = 0

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
    let rows: Int
    let columns: Int
    let longestWhole: Int
    let widestBand: Int
    switch parameters.window {
    case .wholePlaylist:
      (longestWhole, widestBand) = (min(longestPlaylist, Self.groupSize), 0)
      rows = max(parameters.chunkSize, longestWhole)
      columns = rows
    case .tracks(let reach):
      (longestWhole, widestBand) = (0, 2 * min(reach, longestPlaylist))
      rows = parameters.chunkSize
      // The first and the last stretch of a chunk may reach over its ends.
      columns = rows + widestBand
    }
    chunkRows = rows
    chunk = TrainingChunk(rows: rows, columns: columns, negatives: parameters.sharedNegatives)
    waiting = TrainingChunk(rows: rows, columns: columns, negatives: parameters.sharedNegatives)
    step = NegativeSamplingStep(
      rows: rows, columns: columns, negatives: parameters.sharedNegatives, longestWhole: longestWhole,
      widestBand: widestBand, dimension: parameters.dimension, negativesPerPositive: parameters.negatives)
  }

  deinit { list.deallocate() }

  /// Trains the playlists of a unit.
  ///
  /// - Throws: `DataError` with code `cannotRead` when a temporary file of the corpus cannot be read; nothing was trained.
  mutating func train(_ unit: EpochPlan.Unit, of plan: EpochPlan, rate: Float) throws {
    random = RandomSource(seed: parameters.seed, stream: unit.stream)
    self.rate = rate
    chunksInUnit = 0
    positivePairs = 0
    scores = 0
    batch.removeAll()
    for place in unit.places { try corpus.read(part: Int(plan.order[place]), into: &batch) }
    if corpus.isSpooled { batch.shuffle(using: &random) }
    for playlist in 0..<batch.count {
      let kept = copy(playlist)
      if kept.count >= 2 { add(kept) }
    }
    finishChunk()
    stepOnWaiting()
    tally.add(positivePairs: positivePairs, scores: scores)
    tally.add(occurrences: batch.occurrenceCount)
  }

  /// Copies the tracks of a playlist of the batch, but for those that subsampling drops.
  private mutating func copy(_ playlist: Int) -> UnsafeMutableBufferPointer<Int32> {
    var count = 0
    for track in batch[playlist] {
      if let keeping, !keeping.keeps(track, &random) { continue }
      list[count] = track
      count += 1
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
      if chunk.pairs.rowCount + range.count > parameters.chunkSize { finishChunk() }
      chunk.pairs.append(UnsafeBufferPointer(rebasing: tracks[range]), rowWeight: rowWeight)
    }
  }

  /// Cuts a playlist where chunks end: all of them are full.
  private mutating func addStretches(of tracks: UnsafeMutableBufferPointer<Int32>, reach: Int) {
    var start = 0
    while start < tracks.count {
      let end = min(start + chunkRows - chunk.pairs.rowCount, tracks.count)
      chunk.pairs.append(
        start..<end, of: UnsafeBufferPointer(tracks), reach: reach, weight: parameters.pairWeight, random: &random)
      if chunk.pairs.rowCount == chunkRows { finishChunk() }
      start = end
    }
  }

  /// Draws the negatives of the chunk, sends for its rows, and steps on the one before while they come.
  private mutating func finishChunk() {
    guard chunk.pairs.rowCount > 0 else { return }
    chunk.fitNegatives(negativesPerPositive: parameters.negatives)
    sampler.draw(&random, into: chunk.negatives)
    step.expect(chunk, from: weights)
    swap(&chunk, &waiting)
    stepOn(chunk)
    chunk.pairs.removeAll()
  }

  private mutating func stepOnWaiting() {
    stepOn(waiting)
    waiting.pairs.removeAll()
  }

  private mutating func stepOn(_ chunk: TrainingChunk) {
    guard chunk.pairs.rowCount > 0 else { return }
    step.gather(chunk, from: weights)
    let measuresLoss = chunksInUnit % Self.chunksPerLossMeasurement == 0
    let loss = step.computeGradients(chunk, measuringLoss: measuresLoss)
    if let lane {
      let (step, weights, rate, optimizer) = (step, weights, rate, parameters.optimizer)
      lane.lanes.finishRound(lane.index) { share in
        step.apply(chunk, to: weights, rate: rate, optimizer: optimizer, share: share)
      }
    } else {
      step.apply(chunk, to: weights, rate: rate, optimizer: parameters.optimizer)
    }
    if measuresLoss { tally.add(loss: loss, weight: chunk.pairs.weight) }
    chunksInUnit += 1
    positivePairs += chunk.pairs.pairCount
    scores += chunk.scoreCount
  }

  /// One chunk in so many has its loss measured: the first of each unit and then every sixteenth.
  private static let chunksPerLossMeasurement = 16
}
