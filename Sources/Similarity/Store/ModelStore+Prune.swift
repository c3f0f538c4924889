import Files
import Foundation

/// Which versions are kept: those younger than an age, the newest few, and all that have a name. Only what is none of the
/// three may go, so that no retention ever leaves a store without a version.
public struct Retention: Sendable, Equatable {
  /// Seconds for which a version is kept after it was built, at least 0.
  public let age: TimeInterval
  /// How many of the newest versions are kept whatever their age, at least 1.
  public let newest: Int

  /// Creates a rule.
  public init(age: TimeInterval, newest: Int) {
    precondition(age >= 0 && newest >= 1, "a retention keeps at least the newest version")
    self.age = age
    self.newest = newest
  }

  /// The versions that may go, oldest first.
  ///
  /// - Parameters:
  ///   - versions: all, oldest first.
  ///   - named: those that a label names.
  func removable(from versions: [String], named: Set<String>, now: Date) -> [String] {
    versions.dropLast(newest).filter { version in
      guard let built = ModelVersion.date(of: version) else { return false }
      return now.timeIntervalSince(built) > age && !named.contains(version)
    }
  }
}

extension ModelStore {
  /// Removes the versions that a retention does not keep.
  ///
  /// A version disappears whole, by a rename, before its files are removed; who has it open goes on with it.
  ///
  /// - Parameters:
  ///   - now: the present, against which ages are counted.
  ///   - isDry: whether to say only what would be removed.
  /// - Returns: the removed versions, oldest first.
  /// - Throws: `DataError` when a folder cannot be read or removed; what was removed before then stays removed.
  public func prune(_ retention: Retention, now: Date = Date(), isDry: Bool = false) throws -> [String] {
    try withWriterLock {
      let removable = retention.removable(
        from: try versions(), named: Set(try labels().values), now: now)
      guard !isDry else { return removable }
      for version in removable {
        let hidden = Paths.join(folder, "\(Self.hiddenPrefix)removing-\(version)")
        guard disk.rename(folder(of: version), hidden) == 0 else { throw Disk.writeFailure(folder(of: version)) }
        try disk.syncFolder(folder)
        try Paths.remove(hidden)
        try removeVerdict(on: version)
      }
      return removable
    }
  }
}
