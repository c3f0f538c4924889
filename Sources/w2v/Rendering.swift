import Files
import Foundation

/// The only place of the program that prints: results on standard output, everything else on standard error.
enum Rendering {
  /// Writes lines of results.
  static func print(_ lines: [String]) {
    guard !lines.isEmpty else { return }
    write(lines.joined(separator: "\n") + "\n", to: STDOUT_FILENO)
  }

  /// Writes a line of results.
  static func print(_ line: String) { print([line]) }

  /// Writes a JSON value on a line of its own.
  static func print(_ value: JSON) { print(value.text) }

  /// Says something that is worth knowing and is no result.
  static func note(_ text: String) { write("\(clearedLine)w2v: \(text)\n", to: STDERR_FILENO) }

  /// Says what is wrong with an input or an output, and where.
  static func fault(_ error: DataError) { note(error.description) }

  /// Says that the command was interrupted.
  static func interrupted() { note("interrupted") }

  /// Whether standard error is a terminal, where a progress line may be rewritten.
  static let isLive = isatty(STDERR_FILENO) == 1

  /// Takes a progress line off the terminal.
  static let clearedLine = isLive ? "\r\u{1B}[K" : ""

  /// Writes to a descriptor; a reader that has gone away ends the program quietly, as it would by signal.
  static func write(_ text: String, to descriptor: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let taken = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if taken >= 0 {
        bytes = bytes.dropFirst(taken)
      } else if errno == EPIPE {
        exit(ExitStatus.brokenPipe.rawValue)
      } else if errno != EINTR {
        guard descriptor == STDOUT_FILENO else { return }
        fault(Disk.writeFailure("standard output"))
        exit(ExitStatus.cannotWrite.rawValue)
      }
    }
  }
}
