import Foundation

/// One line on the terminal that says how far a long command is, or lines of JSON for a program.
///
/// Where standard error is no terminal nothing is shown, unless lines are asked for.
///
/// Used by one thread.
final class ProgressLine {
  private let style: ProgressStyle
  private let isLive: Bool
  private let started = ContinuousClock.now
  private var stage: String?
  private var lastShown: ContinuousClock.Instant?
  private let logInterval: Double?
  private var lastLogged: ContinuousClock.Instant

  /// Creates a line; it shows nothing until there is something to say.
  ///
  /// - Parameter logInterval: after how many seconds a plain line is written besides; nil writes none.
  init(style: ProgressStyle = .auto, logInterval: Double? = nil) {
    self.style = style
    isLive = style == .auto && Rendering.isLive
    self.logInterval = logInterval
    lastLogged = started
  }

  /// Seconds since the line was created.
  var elapsedSeconds: Double { (ContinuousClock.now - started) / .seconds(1) }

  /// Replaces the line, at most ten times a second; a line of JSON is written at most once a second.
  ///
  /// - Parameter fields: What a program may want to know besides the text.
  func show(_ text: @autoclosure () -> String, _ fields: @autoclosure () -> [JSON.Field] = []) {
    guard isLive || logInterval != nil || style == .json else { return }
    let now = ContinuousClock.now
    if let logInterval, (now - lastLogged) / .seconds(1) >= logInterval {
      lastLogged = now
      Interruption.sayProgress { Rendering.note(text()) }
    }
    guard isLive || style == .json else { return }
    if let lastShown, now - lastShown < (isLive ? .milliseconds(100) : .seconds(1)) { return }
    lastShown = now
    Interruption.sayProgress {
      if isLive { Rendering.write(Rendering.clearedLine + text(), to: STDERR_FILENO) } else { write(text(), fields()) }
    }
  }

  /// Replaces the line at once: a new stage begins.
  func begin(_ stage: String) {
    lastShown = nil
    self.stage = stage
    show(stage)
  }

  /// Takes the line away.
  func finish() {
    guard isLive, lastShown != nil else { return }
    Rendering.write(Rendering.clearedLine, to: STDERR_FILENO)
    lastShown = nil
  }

  private func write(_ text: String, _ fields: [JSON.Field]) {
    let object = JSON.object(
      [
        JSON.Field(key: "elapsed_s", value: .measured(elapsedSeconds)),
        JSON.Field(key: "stage", value: .optional(stage)), JSON.Field(key: "progress", value: .string(text)),
      ] + fields)
    Rendering.write(object.text + "\n", to: STDERR_FILENO)
  }
}
