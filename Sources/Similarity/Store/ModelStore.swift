import Files

/// A folder of published models: one folder for each version, and small files that give versions names.
///
/// ```
/// models/
///   CURRENT                    one line: the version that is served
///   labels/NAME                one line: the version with that label; `previous` is the one that was current before
///   gates/VERSION              what a gate said of that version
///   20261122T120000Z-3f9c1a/   a version, immutable once visible
/// ```
///
/// A version is complete or invisible: it is written in a hidden folder, synced, and renamed. Any number of processes
/// may read while one publishes; publishers wait for each other at the file `.lock`.
public struct ModelStore: Sendable {
  /// The folder that holds the versions.
  public let folder: String
  let disk: Disk

  /// Opens a store; the folder need not be there until something is published or read.
  public init(folder: String, disk: Disk = .system) {
    self.folder = folder
    self.disk = disk
  }

  /// A version that was chosen, and what is worth telling about the choice.
  public struct Selection: Sendable, Equatable {
    /// The version.
    public let version: String
    /// Why it is not the one that was asked for, or nil when it is.
    public let note: String?
  }

  /// The folder of a version.
  public func folder(of version: String) -> String { Paths.join(folder, version) }

  /// The complete versions, oldest first.
  ///
  /// - Throws: `DataError` with code `missingInput` when the store's folder is not there.
  public func versions() throws -> [String] {
    try requireFolder()
    return try Paths.names(in: folder).filter { name in
      ModelVersion.isVersion(name) && Paths.exists(Paths.join(self.folder(of: name), Manifest.fileName))
    }
  }

  /// - Throws: `DataError` with code `missingInput` when the store's folder is not there.
  func requireFolder() throws {
    guard Paths.isFolder(folder) else {
      throw DataError(.missingInput, at: folder, "no such folder", remedy: "make a model with 'w2v train'")
    }
  }

  /// The labels and the versions they name, `current` and `previous` among them.
  ///
  /// - Throws: `DataError` with code `cannotRead`.
  public func labels() throws -> [String: String] {
    var labels: [String: String] = [:]
    if Paths.isFolder(labelFolder) {
      for name in try Paths.names(in: labelFolder) where Self.isLabel(name) || name == Self.previous {
        labels[name] = try readLine(Paths.join(labelFolder, name))
      }
    }
    labels[Self.current] = try readLine(currentPath)
    return labels
  }

  /// The labels, `current` among them, that name a version which is not there.
  ///
  /// - Throws: `DataError`, as ``versions()`` and ``labels()`` do.
  public func danglingLabels() throws -> [String: String] {
    let versions = try versions()
    return try labels().filter { !versions.contains($0.value) }
  }

  /// Finds the version that a name stands for: a version, a label, or the current one for nil.
  ///
  /// When the current version is not named, or is gone, the newest is taken and the note says so: an old answer beats
  /// no answer.
  ///
  /// - Throws: `DataError` with code `missingInput` when there is no such version, or none at all.
  public func select(_ name: String? = nil) throws -> Selection {
    let versions = try versions()
    guard let newest = versions.last else {
      throw DataError(.missingInput, at: folder, "holds no model", remedy: "make one with 'w2v train'")
    }
    if let name, name != Self.current {
      if versions.contains(name) { return Selection(version: name, note: nil) }
      if let version = try labels()[name], versions.contains(version) { return Selection(version: version, note: nil) }
      throw DataError(
        .missingInput, at: folder, "no version or label '\(name)'", remedy: "'w2v models list' shows what there is")
    }
    guard let current = try readLine(currentPath) else {
      return Selection(version: newest, note: "no version is marked current; using the newest, \(newest)")
    }
    guard versions.contains(current) else {
      return Selection(version: newest, note: "the current version \(current) is gone; using the newest, \(newest)")
    }
    return Selection(version: current, note: nil)
  }

  /// The manifest of a version.
  ///
  /// - Throws: `DataError` when it is missing or cannot be understood.
  public func manifest(of version: String) throws -> Manifest {
    let manifest = try Manifest.read(folder: folder(of: version))
    guard manifest.version == version else {
      throw DataError(
        .badData, at: Paths.join(folder(of: version), Manifest.fileName),
        "the manifest is of version \(manifest.version)", remedy: "give the folder its own name back")
    }
    return manifest
  }

  /// Checks every file of a version against its manifest: first the sizes, then the SHA-256 digests.
  ///
  /// - Throws: `DataError` with code `badData`, naming the file that differs.
  @discardableResult public func verify(_ version: String) throws -> Manifest {
    let manifest = try manifest(of: version)
    try manifest.verify(folder: folder(of: version))
    return manifest
  }

  /// Checks that the files of a version are there and have the sizes that its manifest says; reads none of them.
  ///
  /// - Throws: `DataError` with code `badData`, naming the file that differs.
  @discardableResult public func verifySizes(_ version: String) throws -> Manifest {
    let manifest = try manifest(of: version)
    try manifest.verify(folder: folder(of: version), digestsOf: [])
    return manifest
  }

  /// What writers that died have left: hidden folders and files that the next one removes.
  ///
  /// - Throws: `DataError` with code `cannotRead`.
  public func leftovers() throws -> [String] {
    try Paths.names(in: folder).filter { $0.hasPrefix(Self.hiddenPrefix) }
  }

  /// Loads a model, checking what it reads.
  ///
  /// A version or label that is named must load. When the current version does not, the newest earlier one that does
  /// is taken, and the note says why.
  ///
  /// - Parameter available: how many bytes a whole model may take (``ModelMemory``); nil for any number.
  /// - Throws: `DataError` when nothing can be loaded: that of the version that was asked for.
  public func load(
    _ name: String? = nil, parts: ModelParts = .everything, within available: Int? = nil
  ) throws -> (model: Model, note: String?) {
    let selection = try select(name)
    func loaded(_ version: String) throws -> Model {
      let folder = folder(of: version)
      if available != nil {
        try ModelMemory(of: Manifest.read(folder: folder)).check(available: available, folder: folder)
      }
      return try Model.load(folder: folder, parts: parts)
    }
    do {
      return (try loaded(selection.version), selection.note)
    } catch let error as DataError {
      guard name == nil || name == Self.current else { throw error }
      for version in try versions().reversed() where version < selection.version {
        guard let model = try? loaded(version) else { continue }
        return (model, "the current version does not load (\(error)); using \(version)")
      }
      throw error
    }
  }

  /// The label by which a name chooses a version; nil for a version itself.
  public func label(choosing name: String?) -> String? {
    guard let name else { return Self.current }
    return ModelVersion.isVersion(name) ? nil : name
  }

  static let current = "current"
  static let previous = "previous"

  var currentPath: String { Paths.join(folder, "CURRENT") }
  var labelFolder: String { Paths.join(folder, "labels") }

  /// Whether a name may be given to a version: letters, digits, `.`, `_` and `-`, not starting with a dot, no version, and
  /// neither `current` nor `previous`, which move by themselves; nor what a label is called while it is being written.
  public static func isLabel(_ name: String) -> Bool {
    name.wholeMatch(of: /[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}/) != nil && !ModelVersion.isVersion(name)
      && name != current && name != previous && !name.contains(".partial-")
  }

  /// The first line of a small file, or nil when the file is not there.
  private func readLine(_ path: String) throws -> String? {
    guard Paths.exists(path) else { return nil }
    let text = String(decoding: try ByteSource.readAll(path: path), as: UTF8.self)
    return text.split(separator: "\n").first.map(String.init)
  }
}
