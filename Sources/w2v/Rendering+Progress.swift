import Foundation

/// One line on the terminal that says how far a long command is; silent when standard error is no terminal.
///
/// Used by one thread.
final class ProgressLine {
  private let isLive: Bool
  private let started = ContinuousClock.now
  private var lastShown: ContinuousClock.Instant?

  /// Creates a line; it shows nothing until there is something to say.
  init(isLive: Bool = Rendering.isLive) { self.isLive = isLive }

  /// Seconds since the line was created.
  var elapsedSeconds: Double { (ContinuousClock.now - started) / .seconds(1) }

  /// Replaces the line, at most ten times a second.
  func show(_ text: @autoclosure () -> String) {
    guard isLive else { return }
    let now = ContinuousClock.now
    if let lastShown, now - lastShown < .milliseconds(100) { return }
    lastShown = now
    Rendering.write(Rendering.clearedLine + text(), to: STDERR_FILENO)
  }

  /// Replaces the line at once: a new stage begins.
  func begin(_ stage: String) {
    lastShown = nil
    show(stage)
  }

  /// Takes the line away.
  func finish() {
    guard isLive, lastShown != nil else { return }
    Rendering.write(Rendering.clearedLine, to: STDERR_FILENO)
    lastShown = nil
  }
}
