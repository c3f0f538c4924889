import ArgumentParser
import Embeddings
import Similarity

/// A training that saves itself: every so many minutes when asked for, and on Ctrl-C once there is something to lose.
///
/// Used by one thread.
final class InterruptibleTraining {
  /// A training of fewer seconds is as soon repeated as continued: Ctrl-C leaves no checkpoint of it, unless
  /// checkpoints were asked for.
  private static let secondsWorthKeeping = 10.0

  private let checkpoint: TrainingCheckpoint
  private let options: CheckpointOptions
  private let epochs: Int
  private var lastSaved = ContinuousClock.now
  private var lastHistory: TrainingHistory?

  init(checkpoint: TrainingCheckpoint, options: CheckpointOptions, epochs: Int) {
    self.checkpoint = checkpoint
    self.options = options
    self.epochs = epochs
  }

  /// Runs a training from its checkpoint, or from nothing.
  ///
  /// - Throws: What `body` throws; `ExitCode` after Ctrl-C, when the checkpoint is saved and the user knows how to go on.
  func perform<Result>(_ body: (consuming TrainingState?, TrainingCheckpoints) throws -> Result) throws -> Result {
    var state: TrainingState?
    if options.isResuming {
      state = try checkpoint.load()
      if let state { Rendering.noteResumed(state.history, of: epochs, checkpoint: checkpoint.path) }
    } else if let history = checkpoint.history {
      Rendering.noteUnfinished(history, of: epochs, checkpoint: checkpoint.path)
    }
    lastSaved = ContinuousClock.now
    defer { Interruption.setTrainingAlive(false) }
    do {
      return try body(state.take(), TrainingCheckpoints(isDue: { self.isDue }, save: save))
    } catch is CancellationError {
      if let lastHistory {
        Rendering.interrupted(
          after: lastHistory, of: epochs, checkpoint: checkpoint.path, command: CommandLineText.adding("--resume"))
      }
      throw ExitCode(.interrupted)
    }
  }

  /// Takes note of what the builder is at: only a training can save itself.
  func notice(_ stage: ModelBuilder.Stage) {
    if case .training(let progress) = stage, progress.fractionDone < 1 {
      Interruption.setTrainingAlive(options.checkpoint != nil || progress.elapsedSeconds > Self.secondsWorthKeeping)
    } else {
      Interruption.setTrainingAlive(false)
    }
  }

  /// Removes the checkpoint of a training whose model is published.
  ///
  /// - Throws: `DataError` with code `cannotWrite`.
  func finish() throws { try checkpoint.remove() }

  private var isDue: Bool {
    guard let minutes = options.checkpoint else { return false }
    return (ContinuousClock.now - lastSaved) / .seconds(1) >= minutes * 60
  }

  private func save(_ state: TrainingState) throws {
    try checkpoint.save(state)
    lastSaved = ContinuousClock.now
    lastHistory = state.history
  }
}
