/// When a running training hands its state out, and to whom; called on the thread that trains.
///
/// For the state to be whole, workers finish the units they are at (milliseconds) and wait. Copying the tables takes
/// 8 x dimension + 8 bytes a track for as long as `save` runs.
public struct TrainingCheckpoints {
  /// Asked about five times a second whether a state should be saved now.
  let isDue: () -> Bool
  /// Takes the state; what it throws ends the training.
  let save: (TrainingState) throws -> Void
  /// Saves after so many units besides, however little time has gone by.
  let unitInterval: Int?

  /// Creates the rule.
  ///
  /// - Parameters:
  ///   - isDue: asked about five times a second whether a state should be saved now.
  ///   - save: takes the state; also called when the training is told to stop. What it throws ends the training.
  public init(isDue: @escaping () -> Bool = { false }, save: @escaping (TrainingState) throws -> Void) {
    self.init(isDue: isDue, unitInterval: nil, save: save)
  }

  init(isDue: @escaping () -> Bool, unitInterval: Int?, save: @escaping (TrainingState) throws -> Void) {
    self.isDue = isDue
    self.unitInterval = unitInterval
    self.save = save
  }
}
