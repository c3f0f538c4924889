import Files
import Foundation

/// Checks that are cheap at the start and annoying at the end of a long command.
enum Output {
  /// Makes sure that a folder can be written to, or created, before anything is computed for it. Creates nothing.
  ///
  /// - Throws: `DataError` with code `cannotWrite`.
  static func requireFolder(_ path: String) throws {
    var place = path
    while !Paths.exists(place), place != ".", place != "/" { place = Paths.folder(of: place) }
    guard Paths.isFolder(place) else {
      throw DataError(.cannotWrite, at: place, "is not a folder", remedy: "name a folder you may write to")
    }
    guard access(place, W_OK) == 0 else { throw Disk.writeFailure(place) }
  }

  /// Makes sure that nothing is overwritten unasked.
  ///
  /// - Throws: `DataError` with code `cannotWrite`.
  static func requireNew(_ path: String, force: Bool) throws {
    guard force || !Paths.exists(path) else {
      throw DataError(.cannotWrite, at: path, "already there", remedy: "give another name, or add --force")
    }
  }

  /// Where temporary files go: `TMPDIR`, or `/var/tmp`, which is no memory and may be large.
  static var temporaryFolder: String {
    ProcessInfo.processInfo.environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/var/tmp"
  }

  /// Makes sure that a file can be written, before anything is computed for it. Creates nothing.
  ///
  /// - Throws: `DataError` with code `cannotWrite`.
  static func requireFile(_ path: String) throws {
    if Paths.isFolder(path) { throw DataError(.cannotWrite, at: path, "is a folder", remedy: "name a file") }
    let folder = Paths.folder(of: path)
    guard Paths.exists(folder) else {
      throw DataError(.cannotWrite, at: path, "there is no folder \(folder)", remedy: "create it first")
    }
    try requireFolder(folder)
  }
}
