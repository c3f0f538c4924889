import Files

extension ModelStore {
  /// A change of the version that is served.
  public struct Promotion: Sendable, Equatable {
    /// The version that is served now.
    public let version: String
    /// The one that was before, which ``ModelStore/rollback()`` goes back to; nil when there was none.
    public let previous: String?
  }

  /// Makes a version the one that is served. Its files are verified first, and `previous` remembers the one before.
  ///
  /// - Parameters:
  ///   - name: a version or a label.
  ///   - reason: why the version is to be served even if a gate has refused it; kept with the gate's verdict.
  /// - Throws: ``GateRefusal`` when a gate has refused the version; `DataError` when there is no such version, a file of it
  ///   differs, or the disk fails; the version that was served then still is.
  @discardableResult public func promote(_ name: String, forcing reason: String? = nil) throws -> Promotion {
    try withWriterLock {
      let version = try select(name).version
      try verify(version)
      try passGate(version, forcing: reason)
      return try makeCurrent(version)
    }
  }

  /// Goes back to the version that was served before; a second time, forth again.
  ///
  /// - Throws: `DataError` when there is none before, or it does not verify.
  @discardableResult public func rollback() throws -> Promotion {
    try withWriterLock {
      let labels = try labels()
      let old = labels[Self.current]
      guard let version = labels[Self.previous], version != old else {
        throw DataError(
          .missingInput, at: folder, "no version was served before this one",
          remedy: "'w2v models promote VERSION' serves any other")
      }
      guard try versions().contains(version) else {
        throw DataError(
          .missingInput, at: folder, "the version that was served before, \(version), is gone",
          remedy: "'w2v models promote VERSION' serves any other")
      }
      try verify(version)
      // The one to go back to last: whoever dies in between has gone back already.
      try mark(Self.current, version)
      if let old { try mark(Self.previous, old) }
      return Promotion(version: version, previous: old)
    }
  }

  /// Gives a version a name, taking it from the version that had it before.
  ///
  /// - Parameters:
  ///   - label: letters, digits, `.`, `_` and `-` (``isLabel(_:)``).
  ///   - name: a version or another label.
  /// - Returns: the version.
  /// - Throws: `DataError` when there is no such version, or the disk fails.
  @discardableResult public func setLabel(_ label: String, to name: String) throws -> String {
    precondition(Self.isLabel(label), "labels are letters, digits, '.', '_' and '-'")
    return try withWriterLock {
      let version = try select(name).version
      try mark(label, version)
      return version
    }
  }

  /// Takes a name away, and returns whether there was one.
  ///
  /// - Throws: `DataError` with code `cannotWrite`.
  @discardableResult public func removeLabel(_ label: String) throws -> Bool {
    precondition(Self.isLabel(label), "labels are letters, digits, '.', '_' and '-'")
    return try withWriterLock {
      let path = Paths.join(labelFolder, label)
      guard Paths.exists(path) else { return false }
      try Paths.remove(path)
      try disk.syncFolder(labelFolder)
      return true
    }
  }

  /// Serves a version and remembers the one before. The caller holds the lock.
  func makeCurrent(_ version: String) throws -> Promotion {
    let old = try labels()[Self.current]
    guard old != version else { return Promotion(version: version, previous: try labels()[Self.previous]) }
    // First what to go back to: whoever dies in between serves the old version still.
    if let old { try mark(Self.previous, old) }
    try mark(Self.current, version)
    return Promotion(version: version, previous: old)
  }

  /// Points a label, `current` or `previous` at a version, by a rename. The caller holds the lock.
  func mark(_ label: String, _ version: String) throws {
    let path: String
    if label == Self.current {
      path = currentPath
    } else {
      try Paths.createFolder(labelFolder)
      try disk.syncFolder(folder)
      path = Paths.join(labelFolder, label)
    }
    try DurableFile.write(Array("\(version)\n".utf8), to: path, disk: disk)
  }
}
