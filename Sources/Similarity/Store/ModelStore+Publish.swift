import ANNIndex
import Embeddings
import Files

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension ModelStore {
  /// Makes a built model a version: all of it or nothing, whenever the process dies or the disk fails.
  ///
  /// 1. Take the writers' lock and clear away what a writer that died has left.
  /// 2. Write every file into a hidden folder, each synced.
  /// 3. Digest the files, write the manifest and its digest, sync the folder.
  /// 4. Rename the folder to the version's name: from here on it is visible, and complete.
  /// 5. Move the labels, `CURRENT` last, each by a rename of its own.
  ///
  /// - Parameters:
  ///   - labels: names to give the version besides.
  ///   - isCurrent: whether the version becomes the one that is served.
  /// - Returns: the manifest of the new version.
  /// - Throws: `DataError` with code `cannotWrite`; the versions and names that were there are then untouched, but for
  ///   the names already moved in step 5.
  public func publish(_ built: BuiltModel, labels: [String] = [], isCurrent: Bool = true) throws -> Manifest {
    precondition(labels.allSatisfy(Self.isLabel), "labels are letters, digits, '.', '_' and '-'")
    try Paths.createFolder(folder)
    return try withWriterLock { try publishLocked(built, labels: labels, isCurrent: isCurrent) }
  }

  private func publishLocked(_ built: BuiltModel, labels: [String], isCurrent: Bool) throws -> Manifest {
    let hidden = Paths.join(folder, "\(Self.hiddenPrefix)\(getpid())")
    try Paths.createFolder(hidden)
    do {
      let manifest = try write(built, into: hidden)
      try disk.syncFolder(hidden)
      let target = folder(of: manifest.version)
      if Paths.exists(target) {
        // The same content built in the same second: it is already there.
        try Paths.remove(hidden)
      } else {
        guard disk.rename(hidden, target) == 0 else { throw Disk.writeFailure(target) }
        try disk.syncFolder(folder)
      }
      for label in labels { try mark(label, manifest.version) }
      if isCurrent { _ = try makeCurrent(manifest.version) }
      return manifest
    } catch {
      try? Paths.remove(hidden)
      throw error
    }
  }

  private func write(_ built: BuiltModel, into hidden: String) throws -> Manifest {
    func path(_ name: String) -> String { Paths.join(hidden, name) }
    var names: [String] = []
    func add(_ name: String, _ write: (String) throws -> Void) throws {
      try write(path(name))
      names.append(name)
    }
    if built.catalog.count > 0 { try add(ModelFiles.catalog) { try built.catalog.write(to: $0, disk: disk) } }
    try add(ModelFiles.centers) { try RelationCenters.write(built.relations, to: $0, disk: disk) }
    try add(ModelFiles.parents) { try built.parents.write(to: $0, disk: disk) }
    if let sample = built.sample { try add(ModelFiles.sample) { try sample.write(to: $0, disk: disk) } }
    try add(ModelFiles.percentiles) { try PercentileTables(of: built.inMemory()).write(to: $0, disk: disk) }
    if let companions = built.companions {
      try add(ModelFiles.companions) { try companions.write(to: $0, disk: disk) }
    }
    for kind in ItemKind.allCases {
      let collection = built.collection(kind)
      try add(ModelFiles.items(kind)) { try ItemListFile.write(collection.list, to: $0, disk: disk) }
      for role in EmbeddingRole.allCases {
        try add(ModelFiles.vectors(kind, role)) { try collection.table(role).write(to: $0, disk: disk) }
      }
      for relation in Relation.allCases {
        try add(ModelFiles.index(kind, relation)) { try collection.index(relation).write(to: $0, disk: disk) }
      }
    }
    let files = try names.map { name in
      let digest = try Checksum.ofFile(path(name))
      return Manifest.File(name: name, bytes: digest.bytes, sha256: digest.sha256)
    }
    let manifest = built.manifest(files: files)
    try manifest.write(folder: hidden, disk: disk)
    return manifest
  }

  /// Removes the hidden folders and partial files of writers that died. The caller holds the lock, so none is alive.
  private func removeLeftovers() throws {
    for parent in [folder, labelFolder, gateFolder] where Paths.isFolder(parent) {
      for name in try Paths.names(in: parent) where name.hasPrefix(Self.hiddenPrefix) || name.contains(".partial-") {
        try Paths.remove(Paths.join(parent, name))
      }
    }
  }

  static let hiddenPrefix = ".partial-"

  /// Runs `body` when no other writer, of this process or another, is at work, and what writers that died have left is gone.
  ///
  /// - Throws: `DataError` with code `missingInput` when the store's folder is not there, or `cannotWrite`; and what `body`
  ///   throws.
  func withWriterLock<Result>(_ body: () throws -> Result) throws -> Result {
    try requireFolder()
    let lock = try WriterLock(folder: folder)
    defer { lock.release() }
    try removeLeftovers()
    return try body()
  }
}

/// The lock that lets one process publish at a time; the system lets go of it when the process dies.
private struct WriterLock {
  private let descriptor: Int32

  /// Waits for the lock of a store's folder.
  init(folder: String) throws {
    let path = Paths.join(folder, ".lock")
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Disk.writeFailure(path) }
    while flock(descriptor, LOCK_EX) != 0 {
      guard errno == EINTR else { throw Disk.writeFailure(path) }
    }
  }

  func release() { close(descriptor) }
}
