extension TuningPlan {
  /// The plan for a budget, after a short training that shows how fast this machine is.
  ///
  /// A start that cannot be trained says nothing about speed: then the plan is for all playlists.
  ///
  /// - Parameters:
  ///   - budget: The seconds that the search may take, over 0.
  ///   - corpus: What the search is to train on.
  ///   - start: Where it starts.
  ///   - runner: Makes what trains and measures on a corpus.
  ///   - shouldStop: Asked a few times a second whether to give up.
  /// - Throws: `CancellationError` after `shouldStop` has said yes.
  public static func measured(
    budget: Double, corpus: TuningCorpus, start: TrainingParameters, runner: (TuningCorpus) -> some TrialRunner,
    shouldStop: () -> Bool = { false }
  ) throws -> TuningPlan {
    var part = corpus
    do {
      let share = min(1, measuredOccurrences / Double(max(1, corpus.training.occurrenceCount)))
      try part.takeSample(share: share)
      let trial = runner(part)
      var short = start
      short.epochs = 1
      var cost = TrialCost()
      cost.learn(
        trial.work(of: short, isSampled: true),
        took: try trial.run(short, isSampled: true, progress: { _ in }, shouldStop: shouldStop))
      return TuningPlan(budget: budget, fullSeconds: cost.seconds(of: trial.work(of: start, isSampled: false)))
    } catch let error as CancellationError {
      throw error
    } catch {
      return TuningPlan()
    }
  }

  /// Occurrences of the short training: a fraction of a second to some seconds, whatever the parameters.
  private static let measuredOccurrences = 100_000.0
}
