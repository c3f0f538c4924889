import Files
import Foundation

extension ModelStore {
  var gateFolder: String { Paths.join(folder, "gates") }

  /// Keeps a verdict; a promotion of its version obeys it from now on.
  ///
  /// - Throws: `DataError` when the version is not there, or the disk fails.
  public func record(_ verdict: GateVerdict) throws {
    try withWriterLock {
      guard try versions().contains(verdict.version) else {
        throw DataError(.missingInput, at: folder, "there is no version '\(verdict.version)'")
      }
      try write(verdict)
    }
  }

  /// The verdict on a version, or nil when no gate has judged it.
  ///
  /// - Throws: `DataError` when it cannot be read: a verdict that cannot be understood is not taken for a pass.
  public func verdict(on version: String) throws -> GateVerdict? {
    let path = Paths.join(gateFolder, version)
    guard Paths.exists(path) else { return nil }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      return try decoder.decode(GateVerdict.self, from: Data(try ByteSource.readAll(path: path)))
    } catch let error as DecodingError {
      throw DataError(
        .badData, at: path, "not the verdict of a gate (\(error))",
        remedy: "compare again with 'w2v models diff --gate'")
    }
  }

  /// Throws unless the gate lets a version through, or somebody says why it should not matter, which is recorded. The caller
  /// holds the lock.
  func passGate(_ version: String, forcing reason: String?) throws {
    guard var verdict = try verdict(on: version), !verdict.isPassed else { return }
    guard let reason else { throw GateRefusal(verdict: verdict) }
    verdict.override = GateVerdict.Override(reason: reason, at: ModelVersion.timestamp(Date()))
    try write(verdict)
  }

  /// Forgets the verdict on a version that is gone. The caller holds the lock.
  func removeVerdict(on version: String) throws {
    let path = Paths.join(gateFolder, version)
    if Paths.exists(path) { try Paths.remove(path) }
  }

  private func write(_ verdict: GateVerdict) throws {
    try Paths.createFolder(gateFolder)
    try disk.syncFolder(folder)
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try DurableFile.write(
      Array(try encoder.encode(verdict)) + [UInt8(ascii: "\n")], to: Paths.join(gateFolder, verdict.version), disk: disk
    )
  }
}
