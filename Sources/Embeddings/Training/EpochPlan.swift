/// One pass over the corpus, cut into units of work before it starts.
///
/// A unit knows its playlists, its random source and its place in the whole training. So what a unit does never
/// depends on which worker takes it or on how far others are: the learning rate follows the plan, not a shared counter.
struct EpochPlan: Sendable {
  /// A run of playlists that one worker trains in one go.
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
  /// The playlists in this epoch's order.
  let order: [Int32]
  /// The units, which together cover ``order``.
  let units: [Unit]

  /// Shuffles the playlists, so that a chunk's playlists differ in every epoch, and cuts them into units.
  ///
  /// - Complexity: O(playlists).
  init(epoch: Int, corpus: EncodedCorpus, seed: UInt64) {
    self.epoch = epoch
    var random = RandomSource(seed: seed, stream: -1 - epoch)
    var order = (0..<Int32(corpus.playlistCount)).map { $0 }
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
    for (place, playlist) in order.enumerated() {
      occurrences += corpus.playlist(Int(playlist)).count
      if occurrences - before >= Self.unitSize { close(at: place + 1) }
    }
    if start < order.count { close(at: order.count) }
    self.units = units
  }

  /// Occurrences in a unit, or a little more: many chunks, and still some milliseconds.
  private static let unitSize = 4096
}
