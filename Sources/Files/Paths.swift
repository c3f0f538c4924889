#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Small questions about paths, answered without Foundation.
public enum Paths {
  /// The folder a path lies in: `a/b.txt` gives `a`, `b.txt` gives `.`.
  public static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The last part of a path: `a/b.txt` gives `b.txt`.
  public static func name(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
  }

  /// A folder and a name joined by one slash.
  public static func join(_ folder: String, _ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }

  /// Whether something is there under that path.
  public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Whether a folder is there under that path.
  public static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The size of a file in bytes, or nil when it is not there.
  public static func size(of path: String) -> Int? {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : nil
  }

  /// The names in a folder, sorted by bytes, without `.` and `..`.
  ///
  /// - Throws: ``DataError`` with code `missingInput` or `cannotRead`.
  public static func names(in folder: String) throws -> [String] {
    guard let stream = opendir(folder) else {
      let number = errno
      throw DataError(
        number == ENOENT ? .missingInput : .cannotRead, at: folder,
        number == ENOENT ? "no such folder" : "cannot list (\(String(cString: strerror(number))))")
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Creates a folder and those above it; one that is already there is fine.
  ///
  /// - Throws: ``DataError`` with code `cannotWrite`.
  public static func createFolder(_ path: String) throws {
    if path.isEmpty || isFolder(path) { return }
    let above = folder(of: path)
    if above != path { try createFolder(above) }
    guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw Disk.writeFailure(path) }
  }

  /// Removes a file, or a folder with everything in it; what is not there is fine.
  ///
  /// - Throws: ``DataError`` with code `cannotWrite`.
  public static func remove(_ path: String) throws {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    if status.st_mode & S_IFMT == S_IFDIR {
      for name in try names(in: path) { try remove(join(path, name)) }
      guard rmdir(path) == 0 else { throw Disk.writeFailure(path) }
    } else {
      guard unlink(path) == 0 else { throw Disk.writeFailure(path) }
    }
  }
}
