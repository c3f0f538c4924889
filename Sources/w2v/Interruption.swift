import Dispatch
import Files
import Foundation

/// Ctrl-C: clears away what this process has begun to write, says so and exits with status 130.
enum Interruption {
  /// Watches for Ctrl-C from now on.
  ///
  /// - Parameter folders: where the command writes; partial files of this process are removed from them.
  static func watch(writingInto folders: String...) {
    signal(SIGINT, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global(qos: .userInteractive))
    source.setEventHandler {
      withExtendedLifetime(source) {
        for folder in folders { removePartials(in: folder) }
        Rendering.interrupted()
        _exit(ExitStatus.interrupted.rawValue)
      }
    }
    source.activate()
  }

  /// Removes what carries the mark of a file or folder that this process has not finished.
  private static func removePartials(in folder: String) {
    let mark = ".partial-\(getpid())"
    for name in (try? Paths.names(in: folder)) ?? [] where name.hasSuffix(mark) || name.contains(mark + "-") {
      try? Paths.remove(Paths.join(folder, name))
    }
  }
}
