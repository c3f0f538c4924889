import Embeddings
import Files
import Foundation

/// The checkpoint of one training: a file in `checkpoints/` in the folder of the models.
///
/// A training is known by what it is trained on and how: the file is named after the digests of the corpus and of the
/// parameters, so that trainings into one folder do not meet. The number of threads is no part of that. The file's format
/// is described in `formats/checkpoint.md`.
public struct TrainingCheckpoint: Sendable {
  /// The file's path, whether it is there or not.
  public let path: String
  private let folder: String
  private let digest: String
  private let parameters: TrainingParameters
  private let vocabularyCount: Int
  private let disk: Disk

  /// What a checkpoint says of itself besides its tables.
  struct Description: Codable {
    /// The version of the program that wrote it.
    let tool: String
    /// SHA-256 over the encoded corpus, as in a model's manifest.
    let corpus: String
    let parameters: TrainingParameters
    let history: TrainingHistory
  }

  /// The folder of the checkpoints that belongs to a folder of models.
  public static func folder(models: String) -> String { Paths.join(models, "checkpoints") }

  /// Names the checkpoint of a training; nothing is read or created.
  ///
  /// - Complexity: O(occurrences), for the digest.
  public init(
    models: String, corpus: EncodedCorpus, parameters: TrainingParameters, disk: Disk = .system
  ) throws {
    self.parameters = Self.withoutThreads(parameters)
    self.disk = disk
    folder = Self.folder(models: models)
    digest = try Checksum.ofCorpus(corpus)
    vocabularyCount = corpus.vocabulary.count
    let identity = Array(digest.utf8) + (try Self.encoder.encode(self.parameters))
    path = Paths.join(folder, "\(Checksum.ofBytes(identity).prefix(12))\(Self.suffix)")
  }

  /// Writes the checkpoint, replacing the training's older one.
  ///
  /// - Throws: `DataError` with code `cannotWrite`; the older one then stays.
  public func save(_ state: TrainingState) throws {
    let description = Description(
      tool: ToolVersion.current, corpus: digest, parameters: parameters, history: state.history)
    try Paths.createFolder(folder)
    try CheckpointFile.write(state, description: Array(try Self.encoder.encode(description)), to: path, disk: disk)
  }

  /// How the training of the checkpoint has gone, or nil when there is none that can be read.
  public var history: TrainingHistory? {
    guard Paths.exists(path), let bytes = try? CheckpointFile.readDescription(path: path) else { return nil }
    return try? Self.description(bytes, path: path).history
  }

  /// Reads the checkpoint.
  ///
  /// - Throws: `DataError` with code `missingInput` when there is none, which tells what others that are there were trained
  ///   on or how; with code `badData` when it is damaged; with code `cannotWrite` when what killed trainings have
  ///   written half cannot be removed.
  public func load() throws -> TrainingState {
    guard Paths.exists(path) else { throw try missing() }
    // Each may be as large as the tables.
    try DurableFile.removeAbandoned(beside: path)
    let state = try CheckpointFile.read(path: path) { bytes in
      let description = try Self.description(bytes, path: path)
      guard description.corpus == digest, description.parameters == parameters, description.history.unitsDone >= 0
      else {
        throw DataError(.badData, at: path, "is of another training", remedy: "remove it and train from the start")
      }
      return description.history
    }
    guard state.count == vocabularyCount, state.dimension == parameters.dimension else {
      throw DataError(
        .badData, at: path, "has \(state.count) rows of dimension \(state.dimension)",
        remedy: "remove it and train from the start")
    }
    return state
  }

  /// Removes the checkpoint, if there is one, what killed trainings have written half, and the folder when it is empty: the
  /// training is finished.
  ///
  /// - Throws: `DataError` with code `cannotWrite`, or `cannotRead` when the folder cannot be listed.
  public func remove() throws {
    guard Paths.isFolder(folder) else { return }
    try Paths.remove(path)
    try DurableFile.removeAbandoned(beside: path)
    if try Paths.names(in: folder).isEmpty { try Paths.remove(folder) }
  }

  /// Why there is nothing to continue: no checkpoint at all, or only others.
  private func missing() throws -> DataError {
    let names = Paths.isFolder(folder) ? try Paths.names(in: folder).filter { $0.hasSuffix(Self.suffix) } : []
    guard !names.isEmpty else {
      return DataError(
        .missingInput, at: folder, "there is no checkpoint to continue from", remedy: "train without resuming")
    }
    let others = names.map { name in
      let file = Paths.join(folder, name)
      guard let bytes = try? CheckpointFile.readDescription(path: file),
        let description = try? Self.description(bytes, path: file)
      else { return "\(name) cannot be read" }
      if description.corpus != digest { return "\(name) is of another corpus" }
      return "\(name) has \(Self.differences(description.parameters, parameters).joined(separator: ", "))"
    }
    return DataError(
      .missingInput, at: folder, "no checkpoint is of this training: \(others.joined(separator: "; "))",
      remedy: "give the corpus and the options that the training was started with")
  }

  /// The parameters in which two trainings differ, as `learning_rate 0.3, not 0.2`.
  private static func differences(_ theirs: TrainingParameters, _ ours: TrainingParameters) -> [String] {
    func fields(_ parameters: TrainingParameters) -> [String: NSObject] {
      let object = (try? encoder.encode(parameters)).flatMap { try? JSONSerialization.jsonObject(with: $0) }
      return object as? [String: NSObject] ?? [:]
    }
    let (left, right) = (fields(theirs), fields(ours))
    return left.keys.sorted().compactMap { key in
      guard left[key] != right[key] else { return nil }
      let (theirs, ours) = (left[key].map { "\($0)" } ?? "?", right[key].map { "\($0)" } ?? "?")
      return "\(key.replacing("_", with: " ")) \(theirs), not \(ours)"
    }
  }

  private static func withoutThreads(_ parameters: TrainingParameters) -> TrainingParameters {
    var parameters = parameters
    parameters.threads = 0
    return parameters
  }

  private static func description(_ bytes: [UInt8], path: String) throws -> Description {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      return try decoder.decode(Description.self, from: Data(bytes))
    } catch {
      throw DataError(
        .badData, at: path, "the description is not one of a checkpoint", remedy: "remove it and train from the start")
    }
  }

  private static let suffix = ".checkpoint"

  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }
}
