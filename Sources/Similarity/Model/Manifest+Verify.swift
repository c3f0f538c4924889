import Files

extension Manifest {
  /// Compares the files of a model's folder with what the manifest says of them.
  ///
  /// Sizes first, because they cost nothing; then the digests of the files in `names`, or of all when it is nil.
  ///
  /// - Throws: `DataError` with code `badData`, naming the first file that differs or is not there.
  func verify(folder: String, digestsOf names: Set<String>? = nil) throws {
    for file in files {
      let path = Paths.join(folder, file.name)
      guard let size = Paths.size(of: path) else { throw Self.broken(path, "the file is missing") }
      guard size == file.bytes else {
        throw Self.broken(path, "the file has \(size) bytes, the manifest says \(file.bytes)")
      }
    }
    if let missing = names?.subtracting(files.map(\.name)).min() {
      throw Self.broken(Paths.join(folder, Self.fileName), "the manifest does not name \(missing)")
    }
    for file in files where names?.contains(file.name) ?? true {
      let path = Paths.join(folder, file.name)
      guard try Checksum.ofFile(path).sha256 == file.sha256 else {
        throw Self.broken(path, "the SHA-256 differs from the manifest's")
      }
    }
  }

  private static func broken(_ path: String, _ fault: String) -> DataError {
    DataError(.badData, at: path, fault, remedy: "use another version, or publish this one again")
  }
}
