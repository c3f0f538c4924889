import Dispatch
import Files
import Foundation
import Synchronization

/// Ctrl-C: asks a training to finish what it is at and save itself; otherwise, or when pressed again, clears away what
/// this process has begun to write, says so and exits with status 130.
enum Interruption {
  private static let isUnderWay = Atomic(false)
  private static let isTrainingAlive = Atomic(false)
  private static let isAsked = Atomic(false)
  /// Where the signal's handler writes a byte for every press.
  private static let writingEnd = Atomic<Int32>(-1)
  /// Whether it has been said that the command was interrupted; held while anything is said of its progress.
  private static let isLastWordSaid = Mutex(false)
  /// What is said when Ctrl-C is pressed for the first time.
  private static let firstWords = Mutex("saving a checkpoint; Ctrl-C again stops at once and saves nothing")

  /// Watches for Ctrl-C from now on.
  ///
  /// - Parameter folders: where the command writes; partial files of this process are removed from them.
  static func watch(writingInto folders: String?...) {
    let folders = folders.compactMap(\.self)
    var ends: [Int32] = [-1, -1]
    // Without a pipe Ctrl-C ends the process as it does by default.
    guard pipe(&ends) == 0 else { return }
    let readingEnd = ends[0]
    let source = DispatchSource.makeReadSource(fileDescriptor: readingEnd, queue: .global(qos: .userInteractive))
    source.setEventHandler {
      withExtendedLifetime(source) {
        var press: UInt8 = 0
        guard read(readingEnd, &press, 1) == 1 else { return }
        if isTrainingAlive.load(ordering: .sequentiallyConsistent),
          !isAsked.exchange(true, ordering: .sequentiallyConsistent)
        {
          Rendering.note(firstWords.withLock { $0 })
          return
        }
        isUnderWay.store(true, ordering: .sequentiallyConsistent)
        for folder in folders { removePartials(in: folder) }
        isLastWordSaid.withLock { isSaid in
          Rendering.interrupted()
          isSaid = true
        }
        _exit(ExitStatus.interrupted.rawValue)
      }
    }
    source.activate()
    // A signal source of Dispatch would miss what comes while it is still being made ready; a pipe keeps it.
    writingEnd.store(ends[1], ordering: .sequentiallyConsistent)
    signal(SIGINT) { _ in
      let number = errno
      var press: UInt8 = 0
      _ = write(Interruption.writingEnd.load(ordering: .sequentiallyConsistent), &press, 1)
      errno = number
    }
  }

  /// Whether a training that runs has been asked to save itself and stop.
  static var isStopAsked: Bool { isAsked.load(ordering: .sequentiallyConsistent) }

  /// Says whether there is a training that would save itself and stop when asked.
  static func setTrainingAlive(_ isAlive: Bool) {
    isTrainingAlive.store(isAlive, ordering: .sequentiallyConsistent)
  }

  /// From now on asks the command to end by itself when Ctrl-C is pressed for the first time: it looks at ``isStopAsked``.
  static func askToStopFirst(saying words: String) {
    firstWords.withLock { $0 = words }
    setTrainingAlive(true)
  }

  /// Says how far a command is; nothing more once it has been said that it was interrupted.
  static func sayProgress(_ words: () -> Void) {
    isLastWordSaid.withLock { isSaid in if !isSaid { words() } }
  }

  /// Waits for the end of the process when an interruption is under way: a command whose files are cleared away under
  /// its hands fails, and that failure is not what the user should read.
  static func awaitEndIfUnderWay() {
    while isUnderWay.load(ordering: .sequentiallyConsistent) { pause() }
  }

  /// Removes what carries the mark of a file or folder that this process has not finished.
  ///
  /// The command may be writing meanwhile, so this goes on until nothing is left; it ends, because a writer whose partial
  /// file is gone cannot commit it and gives up.
  private static func removePartials(in folder: String) {
    let mark = ".partial-\(getpid())"
    for _ in 0..<1000 {
      let names = ((try? Paths.names(in: folder)) ?? []).filter { $0.hasSuffix(mark) || $0.contains(mark + "-") }
      if names.isEmpty { return }
      for name in names { try? Paths.remove(Paths.join(folder, name)) }
    }
  }
}
