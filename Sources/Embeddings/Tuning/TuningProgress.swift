/// How far a search has come.
public struct TuningProgress: Sendable, Equatable {
  /// The number of the trial that runs.
  public let trial: Int
  /// The rung it is on, from 0.
  public let rung: Int
  /// How many rungs there are.
  public let rungs: Int
  /// The share of its training that is done, in 0...1.
  public let fractionDone: Double
  /// Seconds since the search began.
  public let seconds: Double
  /// The best score so far on the highest rung that was reached, and whose it is.
  public let best: (trial: Int, score: Double)?

  public static func == (left: Self, right: Self) -> Bool {
    (left.trial, left.rung, left.rungs, left.fractionDone, left.seconds)
      == (right.trial, right.rung, right.rungs, right.fractionDone, right.seconds)
      && left.best?.trial == right.best?.trial && left.best?.score == right.best?.score
  }
}
