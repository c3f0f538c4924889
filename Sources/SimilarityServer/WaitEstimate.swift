/// How long work will wait for a thread, by what is queued before it and how long such work has taken lately (Little's law).
///
/// Who would have waited in vain is better told at once: the answer comes no later, and nothing is read and kept for it. The
/// estimate errs towards letting in: work that is running and work that is yet to come count for nothing.
struct WaitEstimate {
  /// How many pieces of work the mean is over, about: so many that one slow piece among quick ones hardly moves it, so few that a
  /// service under load has learned them within a second or two.
  static let memory = 128.0

  /// The mean time of a piece of work by lane, in seconds; 0 until there was some.
  private var means = Lane.allCases.map { _ in 0.0 }

  /// Learns from a piece of work that has been done.
  mutating func learn(_ lane: Lane, took time: Duration) {
    means[lane.rawValue] += (time / .seconds(1) - means[lane.rawValue]) / Self.memory
  }

  /// How long work of a lane will wait at least.
  ///
  /// - Parameters:
  ///   - threads: how many run at once.
  ///   - waiting: how many pieces of work wait in a lane; those of more urgent lanes and of its own are before it.
  func wait(of lane: Lane, threads: Int, waiting: (Lane) -> Int) -> Duration {
    var seconds = 0.0
    for before in Lane.allCases where before <= lane { seconds += means[before.rawValue] * Double(waiting(before)) }
    return .seconds(seconds / Double(threads))
  }
}
