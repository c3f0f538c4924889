/// One pass over the corpus, cut into units of work before it starts.
///
/// A unit knows its parts of the corpus, its random source and its place in the whole training. So what a unit does never
/// depends on which worker takes it or on how far others are: the learning rate follows the plan, not a shared counter.
struct EpochPlan: Sendable {
  /// A run of parts of the corpus that one worker trains in one go.
  struct Unit: Sendable {
    /// Places in ``order``.
    let places: Range<Int>
    /// Occurrences of this epoch before this unit.
    let occurrencesBefore: Int
    /// The number of the unit's random stream, different for every unit of a training.
    let stream: Int
  }

  /// The epoch, from 0.
  let epoch: Int
  /// The parts of the corpus in this epoch's order: single playlists of a corpus in memory.
  let order: [Int32]
  /// The units, which together cover ``order``.
  let units: [Unit]

  /// Shuffles the parts of the corpus, so that a chunk's playlists differ in every epoch, and cuts them into units.
  ///
  /// A corpus in memory is shuffled playlist by playlist. One in temporary files is dealt in parts of some 256 occurrences, and a
  /// worker shuffles the playlists of a unit, which come from sixteen places or more: two playlists that stand side by side in the
  /// corpus share a unit, but hardly ever a chunk. The plan takes four bytes a part.
  ///
  /// - Complexity: O(parts).
  init(epoch: Int, corpus: EncodedCorpus, seed: UInt64) {
    self.epoch = epoch
    var random = RandomSource(seed: seed, stream: -1 - epoch)
    var order = (0..<Int32(corpus.partCount)).map { $0 }
    order.shuffle(using: &random)
    self.order = order
    var units: [Unit] = []
    var (start, before, occurrences) = (0, 0, 0)
    func close(at end: Int) {
      // At most one unit for each playlist and epoch, so streams never meet.
      let stream = 1 + epoch * corpus.playlistCount + units.count
      units.append(Unit(places: start..<end, occurrencesBefore: before, stream: stream))
      (start, before) = (end, occurrences)
    }
    let unitSize = max(Self.unitSize, Self.partsInUnit * corpus.partSize)
    for (place, part) in order.enumerated() {
      occurrences += corpus.occurrences(inPart: Int(part))
      if occurrences - before >= unitSize { close(at: place + 1) }
    }
    if start < order.count { close(at: order.count) }
    self.units = units
  }

  /// Occurrences in a unit, or a little more: many chunks, and still some milliseconds.
  private static let unitSize = 4096
  /// The least parts of a spooled corpus in a unit, whatever their size.
  private static let partsInUnit = 16
}
