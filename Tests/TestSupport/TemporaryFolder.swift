import Files

/// A fresh folder that is removed, with all that is in it, when the test lets go of it.
public final class TemporaryFolder: Sendable {
  /// The folder's path, without a slash at the end.
  public let path: String

  /// Creates a folder below the system's folder for temporary files.
  public init() throws {
    path = "/tmp/w2v-test-\(UInt64.random(in: 0 ... .max))"
    try Paths.createFolder(path)
  }

  deinit { try? Paths.remove(path) }

  /// The path of a name in this folder.
  public func callAsFunction(_ name: String) -> String { Paths.join(path, name) }

  /// Writes a file into this folder and returns its path.
  ///
  /// The file is not synced to the disk: tests write thousands, and none has to survive a power cut.
  @discardableResult public func write(_ bytes: [UInt8], as name: String) throws -> String {
    var disk = Disk.system
    disk.sync = { _ in 0 }
    try DurableFile.write(bytes, to: self(name), disk: disk)
    return self(name)
  }

  /// Writes a text file into this folder and returns its path.
  @discardableResult public func write(_ text: String, as name: String) throws -> String {
    try write(Array(text.utf8), as: name)
  }
}
