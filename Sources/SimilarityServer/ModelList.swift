import Logging
import Similarity
import Synchronization

/// The models that are there, and which of them answers.
struct ModelList: Equatable {
  /// One published version.
  struct Entry: Equatable {
    let version: String
    /// The labels that name it, in alphabetical order; `current` is one of them.
    let labels: [String]
    /// What the version says of itself, or nil when its manifest cannot be read.
    let manifest: Manifest?
  }

  /// The version marked as current on disk.
  let current: String?
  /// The version that answers now.
  let serving: String?
  /// The version that should answer and cannot, with the reason.
  let refusal: ModelWatcher.Refusal?
  /// The published versions, oldest first.
  let entries: [Entry]
}

/// Lists the models of a folder, reading each manifest once: a published version never changes.
final class ModelLister: Sendable {
  private let store: ModelStore
  private let logger: Logger
  private let manifests = Mutex<[String: Manifest]>([:])

  init(store: ModelStore, logger: Logger) {
    self.store = store
    self.logger = logger
  }

  /// What is in the folder now. Reads from disk.
  ///
  /// - Throws: `DataError` when the folder itself cannot be read.
  func list(serving: String?, refusal: ModelWatcher.Refusal? = nil) throws -> ModelList {
    let versions = try store.versions()
    let labels = try store.labels()
    let known = manifests.withLock { $0 }
    var read: [String: Manifest] = [:]
    for version in versions { read[version] = known[version] ?? manifest(of: version) }
    manifests.withLock { [read] in $0 = read }
    return ModelList(
      current: labels["current"], serving: serving, refusal: refusal,
      entries: versions.map { version in
        ModelList.Entry(
          version: version, labels: labels.filter { $0.value == version }.keys.sorted(), manifest: read[version])
      })
  }

  /// What a gate said of a version, or nil; nil too when it cannot be read, which a promotion would say.
  func verdict(on version: String) -> GateVerdict? { (try? store.verdict(on: version)) ?? nil }

  /// The manifest of a version, or nil, and a line in the log, when it cannot be read: one damaged version must not
  /// hide the others.
  private func manifest(of version: String) -> Manifest? {
    do {
      return try store.manifest(of: version)
    } catch {
      logger.warning("model cannot be listed", metadata: ["version": "\(version)", "error": "\(error)"])
      return nil
    }
  }
}
