/// One candidate of a search: its parameters and what became of it.
public struct Trial: Sendable {
  /// Why a trial went no further.
  public enum Fault: Sendable, Equatable {
    /// Its training could not be finished; the text says why.
    case failed(String)
    /// The budget or the user ended it.
    case cutShort
  }

  /// The trial's number, from 1 in the order of the candidates.
  public let number: Int
  /// Its parameters, with the epochs of the last rung.
  public let parameters: TrainingParameters
  /// What it scored on each rung it has climbed.
  public internal(set) var measurements: [TrialMeasurement] = []
  /// What ended it before its time, if anything did.
  public internal(set) var fault: Fault?

  init(number: Int, parameters: TrainingParameters) {
    self.number = number
    self.parameters = parameters
  }

  /// Seconds spent on it, those of faulty trainings not counted.
  public var seconds: Double { measurements.reduce(0) { $0 + $1.trainingSeconds + $1.evaluationSeconds } }
}
