import Foundation

/// The descriptors 0, 1 and 2, which the program relies on to be its standard streams.
enum StandardStreams {
  /// Fills the places of streams that the program was started without (`w2v ... >&-`).
  ///
  /// Otherwise the first file opened would take such a place, and a message would be written into a model. What stands
  /// in refuses what the stream is for, so reading and writing fail as they do on a closed descriptor.
  static func fillClosed() {
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) < 0 {
      // The lowest free number is taken, which is this one.
      _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }
}
