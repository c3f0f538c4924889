import Files
import Foundation
import TestSupport
import Testing

@Suite struct DurableFileTests {
  @Test func a_committed_file_holds_what_was_written() throws {
    let folder = try TemporaryFolder()
    var file = try DurableFile(path: folder("a.bin"))
    let block = [UInt8](repeating: 7, count: 3_000_000)
    try file.write("head\n")
    try file.write(block)
    try file.write([UInt8(1), 2, 3])
    #expect(file.byteCount == 3_000_008)
    try file.commit()
    let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: folder("a.bin"))))
    #expect(bytes == Array("head\n".utf8) + block + [1, 2, 3])
    #expect(try Paths.names(in: folder.path) == ["a.bin"])
  }

  @Test func a_dropped_writer_leaves_the_old_file_and_no_trace() throws {
    let folder = try TemporaryFolder()
    try folder.write("old", as: "a.txt")
    do {
      var file = try DurableFile(path: folder("a.txt"))
      try file.write("new and longer")
    }
    #expect(try String(contentsOfFile: folder("a.txt"), encoding: .utf8) == "old")
    #expect(try Paths.names(in: folder.path) == ["a.txt"])
  }

  @Test func what_a_killed_writer_left_is_removed_and_what_a_living_one_writes_is_not() throws {
    let folder = try TemporaryFolder()
    var file = try DurableFile(path: folder("a.txt"))
    // No process has such a number.
    for name in ["a.txt.partial-999999999-1", "a.txt.partial-x", "b.txt.partial-999999999-1"] {
      try folder.write("half", as: name)
    }
    try DurableFile.removeAbandoned(beside: folder("a.txt"))
    try file.write("whole")
    try file.commit()
    #expect(try Paths.names(in: folder.path) == ["a.txt", "a.txt.partial-x", "b.txt.partial-999999999-1"])
  }

  enum Fault: CaseIterable { case write, shortThenFull, sync, rename }

  @Test(arguments: Fault.allCases) func a_failing_disk_leaves_the_old_file(fault: Fault) throws {
    let folder = try TemporaryFolder()
    try folder.write("old", as: "a.txt")
    var disk = Disk.system
    switch fault {
    case .write: disk.write = { _, _ in fail(ENOSPC) }
    case .shortThenFull:
      disk.write = { descriptor, bytes in
        bytes.count > 2 ? write(descriptor, bytes.baseAddress, 2) : fail(ENOSPC)
      }
    case .sync: disk.sync = { _ in Int32(fail(EIO)) }
    case .rename: disk.rename = { _, _ in Int32(fail(EIO)) }
    }
    let error = #expect(throws: DataError.self) {
      try DurableFile.write(Array("new".utf8), to: folder("a.txt"), disk: disk)
    }
    #expect(error?.code == .cannotWrite)
    #expect(error?.description.hasPrefix(folder("a.txt") + ": cannot write (") == true)
    #expect(try String(contentsOfFile: folder("a.txt"), encoding: .utf8) == "old")
    #expect(try Paths.names(in: folder.path) == ["a.txt"])
  }

  @Test func a_missing_folder_is_named_with_a_remedy() {
    let error = #expect(throws: DataError.self) { try DurableFile.write([1], to: "/nonexistent/x/y") }
    #expect(
      error?.description == "/nonexistent/x/y: cannot write (No such file or directory); create its folder first")
  }
}

/// Sets `errno` and returns -1, as a failing system call does.
private func fail(_ number: Int32) -> Int {
  errno = number
  return -1
}
