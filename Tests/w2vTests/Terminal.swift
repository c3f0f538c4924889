import Files
import Foundation
import TestSupport

/// Runs the built program at a terminal of its own, as somebody who types does.
enum Terminal {
  /// Types lines, each when the program waits with a prompt, and returns all that the screen showed.
  ///
  /// - Throws: `DataError` when there is no terminal to be had.
  static func run(_ arguments: [String], prompt: String = "w2v> ", typing lines: [String]) async throws -> String {
    // What unlockpt and ptsname do: Swift does not see those of glibc, nor the macros of these requests.
    let (unlock, tellNumber): (UInt, UInt) = (0x4004_5431, 0x8004_5430)
    let master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var (locked, number): (Int32, Int32) = (0, -1)
    guard master >= 0, ioctl(master, unlock, &locked) == 0, ioctl(master, tellNumber, &number) == 0 else {
      throw DataError(.cannotRead, at: "/dev/ptmx", "no terminal")
    }
    let name = "/dev/pts/\(number)"
    let slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard slave >= 0 else { throw DataError(.cannotRead, at: name, "cannot be opened") }
    let handle = FileHandle(fileDescriptor: slave, closeOnDealloc: true)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Program.path)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(["TERM": "vt100", "SWIFT_BACKTRACE": "enable=no"])
    { $1 }
    (process.standardInput, process.standardOutput, process.standardError) = (handle, handle, handle)
    try process.run()
    try? handle.close()
    // Reading blocks, so it has a thread of its own; the end of the program ends its terminal, with an error.
    return await withCheckedContinuation { continuation in
      Thread.detachNewThread { continuation.resume(returning: talk(over: master, prompt: prompt, typing: lines)) }
    }
  }

  private static func talk(over master: Int32, prompt: String, typing lines: [String]) -> String {
    var screen: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    var waiting = lines[...]
    var seen = 0
    while true {
      let count = read(master, &buffer, buffer.count)
      guard count > 0 else { break }
      screen += buffer[..<count]
      if String(decoding: screen[seen...], as: UTF8.self).contains(prompt), let line = waiting.popFirst() {
        seen = screen.count
        _ = Array(line.utf8).withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
      }
    }
    close(master)
    return String(decoding: screen, as: UTF8.self)
  }
}
