/// What trials cost on this machine: learnt from those done, so that those to come can be fitted into a budget.
struct TrialCost {
  private var work = TrialWork(training: 0, evaluation: 0)
  private var trainingSeconds = 0.0
  private var evaluationSeconds = 0.0

  /// Takes note of a finished run.
  mutating func learn(_ done: TrialWork, took measurement: TrialMeasurement) {
    work = TrialWork(training: work.training + done.training, evaluation: work.evaluation + done.evaluation)
    trainingSeconds += measurement.trainingSeconds
    evaluationSeconds += measurement.evaluationSeconds
  }

  /// The seconds that a run will take at the speed so far; 0 while nothing is known.
  func seconds(of next: TrialWork) -> Double {
    func scaled(_ seconds: Double, _ next: Double, _ done: Double) -> Double { done > 0 ? seconds / done * next : 0 }
    return scaled(trainingSeconds, next.training, work.training)
      + scaled(evaluationSeconds, next.evaluation, work.evaluation)
  }
}
