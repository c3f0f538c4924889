import Files

/// The files behind the paths a user gives: files, folders and `-`.
struct InputFiles {
  /// A file to read.
  struct File: Equatable {
    let path: String
    /// What the ids of its playlists start with where the format has none: its name, or its path where another file of
    /// the corpus has the same name.
    let label: String
    /// Whether no other file of the corpus has that label.
    let hasUniqueLabel: Bool
  }

  let files: [File]

  /// Lists the files.
  ///
  /// A folder that holds files named `playlists.…` stands for these; any other folder for all its files in name order
  /// except those that are not playlists (``isIgnored(_:)``).
  ///
  /// - Throws: `DataError` with code `missingInput` when a path is not there or a folder holds nothing to read.
  init(paths: [String]) throws {
    var found: [String] = []
    for path in paths {
      if path != "-", !Paths.exists(path) {
        throw DataError(.missingInput, at: path, "no such file or folder")
      }
      found += path != "-" && Paths.isFolder(path) ? try Self.files(in: path) : [path]
    }
    var uses: [String: Int] = [:]
    for path in found { uses[Paths.name(of: path), default: 0] += 1 }
    let labels = found.map { path in
      let name = Paths.name(of: path)
      return path == "-" ? "stdin" : uses[name] == 1 ? name : path
    }
    var usesOfLabels: [String: Int] = [:]
    for label in labels { usesOfLabels[label, default: 0] += 1 }
    files = zip(found, labels).map { path, label in
      File(path: path, label: label, hasUniqueLabel: usesOfLabels[label] == 1)
    }
  }

  /// Bytes of all files, before decompression, or nil when one is not a plain file.
  var byteCount: Int? {
    var sum = 0
    for file in files {
      guard file.path != "-", let size = Paths.size(of: file.path) else { return nil }
      sum += size
    }
    return sum
  }

  private static func files(in folder: String) throws -> [String] {
    let names = try Paths.names(in: folder).filter { !Paths.isFolder(Paths.join(folder, $0)) }
    let playlists = names.filter { $0.hasPrefix("playlists.") }
    let chosen = playlists.isEmpty ? names.filter { !isIgnored($0) } : playlists
    guard !chosen.isEmpty else {
      throw DataError(
        .missingInput, at: folder, "the folder holds no playlists", remedy: "folders in it are not searched")
    }
    return chosen.map { Paths.join(folder, $0) }
  }

  /// Whether a file of a folder is something other than playlists: hidden files and job markers (`.x`, `_SUCCESS`),
  /// catalogs, planted truth, notes.
  static func isIgnored(_ name: String) -> Bool {
    ["tracks.tsv", "recordings.tsv", "truth.tsv", "README", ".", "_"].contains { name.hasPrefix($0) }
  }
}
