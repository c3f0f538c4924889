import Foundation

/// One line on the terminal that says how far a long command is.
///
/// Where standard error is no terminal nothing is shown, unless plain lines are asked for every so many seconds.
///
/// Used by one thread.
final class ProgressLine {
  private let isLive: Bool
  private let started = ContinuousClock.now
  private var lastShown: ContinuousClock.Instant?
  private let logInterval: Double?
  private var lastLogged: ContinuousClock.Instant

  /// Creates a line; it shows nothing until there is something to say.
  ///
  /// - Parameter logInterval: after how many seconds a plain line is written besides; nil writes none.
  init(isLive: Bool = Rendering.isLive, logInterval: Double? = nil) {
    self.isLive = isLive
    self.logInterval = logInterval
    lastLogged = started
  }

  /// Seconds since the line was created.
  var elapsedSeconds: Double { (ContinuousClock.now - started) / .seconds(1) }

  /// Replaces the line, at most ten times a second.
  func show(_ text: @autoclosure () -> String) {
    guard isLive || logInterval != nil else { return }
    let now = ContinuousClock.now
    if let logInterval, (now - lastLogged) / .seconds(1) >= logInterval {
      lastLogged = now
      Rendering.note(text())
    }
    guard isLive else { return }
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
