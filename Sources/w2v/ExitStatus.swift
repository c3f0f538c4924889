import ArgumentParser
import Files

/// What the program's exit status says; the numbers are those of `sysexits.h`, and of shells for an interruption.
enum ExitStatus: Int32 {
  /// Done.
  case done = 0
  /// The program worked, and the answer is no: no neighbour, no known seed, a model that does not verify.
  case no = 1
  /// The command line cannot be understood.
  case usage = 64
  /// The bytes of an input are not what they should be.
  case badData = 65
  /// An input is not there, or the system refuses to read it.
  case missingInput = 66
  /// The service cannot listen where it was told to.
  case unavailable = 69
  /// The system refuses to write an output.
  case cannotWrite = 73
  /// Somebody pressed Ctrl-C.
  case interrupted = 130
  /// The reader of the output has gone away.
  case brokenPipe = 141

  /// The status for a fault in outside data.
  init(_ error: DataError) {
    self =
      switch error.code {
      case .badData: .badData
      case .missingInput, .cannotRead: .missingInput
      case .cannotWrite: .cannotWrite
      }
  }
}

extension ExitCode {
  /// An exit without further words.
  init(_ status: ExitStatus) { self.init(status.rawValue) }
}
