import ANNIndex
import Embeddings
import Files
import Foundation

/// What a model is and where it comes from: `manifest.json` in its folder.
///
/// Names in the file are in snake case. Readers ignore fields they do not know; ``format`` changes when the meaning
/// of an old field does.
public struct Manifest: Sendable, Equatable, Codable {
  /// The format of the model folder this program reads and writes.
  public static let currentFormat = 3

  /// The file's name in the model's folder.
  public static let fileName = "manifest.json"

  /// The file beside it with its digest, in the form that `sha256sum --check` reads.
  static let digestFileName = "manifest.sha256"

  /// One file of the model: its name, size in bytes and SHA-256 in lower-case hexadecimal.
  public struct File: Sendable, Equatable, Codable {
    public let name: String
    public let bytes: Int
    public let sha256: String
  }

  /// The playlists a model was trained on.
  public struct Corpus: Sendable, Equatable, Codable {
    /// SHA-256 over the encoded corpus: equal corpora have equal digests, however they were stored.
    public let digest: String
    /// How many playlists there were.
    public let playlists: Int
    /// How many track occurrences they held.
    public let occurrences: Int
    /// The earliest playlist date, when the corpus has dates.
    public let firstDate: String?
    /// The latest playlist date, when the corpus has dates.
    public let lastDate: String?
  }

  /// How a model was made from its parent, where it was not made from nothing.
  public struct Derivation: Sendable, Equatable, Codable {
    /// What was done to the parent's vectors.
    public enum Method: String, Sendable, Codable {
      /// New tracks and playlists were given vectors; those of the parent are the same to the bit, and so is the space.
      case foldIn = "fold-in"
      /// Training went on with other playlists; all vectors have moved.
      case continuation
    }

    /// What was done.
    public let method: Method
    /// How many tracks the parent lacks.
    public let newTracks: Int
    /// The playlists that were folded in or trained on.
    public let playlists: Corpus
  }

  /// How the vectors were turned to lie as those of an older model do.
  public struct AlignmentReport: Sendable, Equatable, Codable {
    /// The older version.
    public let to: String
    /// How many tracks the turn was found with.
    public let tracks: Int
    /// The mean cosine between old and new vectors of other tracks, before and after.
    public let cosineBefore: Double
    public let cosine: Double
    /// Whether that is near enough for vectors of the older model to be asked in this one: then it has the same space.
    public let keepsSpace: Bool

    /// The mean cosine from which on vectors of both models may be compared.
    static let leastCosine = 0.5
  }

  /// The format of the folder, ``currentFormat`` for one written by this program.
  public let format: Int
  /// The version, which is also the folder's name.
  public let version: String
  /// The version of the program that wrote it.
  public let tool: String
  /// When the model was built: UTC, ISO 8601.
  public let created: String
  /// The version this one was derived from, or the one that was current when it was trained, if there was one.
  public let parent: String?
  /// How it was made from its parent; absent for a model that was trained or imported on its own.
  public let derivation: Derivation?
  /// How it was aligned to an older model, where it was.
  public let alignment: AlignmentReport?
  /// Names the coordinate system; vectors of different spaces must not be compared.
  public let space: String
  /// The corpus it was trained on; absent for imported vectors.
  public let corpus: Corpus?
  /// How it was trained, the seed included; absent for imported vectors.
  public let training: TrainingParameters?
  /// How the training went; absent for imported vectors.
  public let summary: TrainingSummary?
  /// What its relations compare: both tables of an item, or one.
  public let relations: RelationVectors.Form
  /// How its indexes were built.
  public let index: HNSWParameters
  /// How many items of each kind have vectors, by the kind's name.
  public let items: [String: Int]
  /// Every other file of the folder.
  public let files: [File]

  /// Reads the manifest of a model's folder.
  ///
  /// - Throws: `DataError` when it is missing, differs from its digest, is not JSON of this shape, or has a format of a
  ///   later program.
  public static func read(folder: String) throws -> Manifest {
    let path = Paths.join(folder, fileName)
    guard Paths.exists(path) else {
      throw DataError(.missingInput, at: path, "no such file", remedy: "name the folder of a published model")
    }
    let manifest: Manifest
    do {
      let bytes = try ByteSource.readAll(path: path)
      let digest = try ByteSource.readAll(path: Paths.join(folder, digestFileName))
      guard digest == digestLine(of: bytes) else {
        throw DataError(
          .badData, at: path, "the SHA-256 differs from the one in \(digestFileName)",
          remedy: "use another version, or publish this one again")
      }
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      manifest = try decoder.decode(Manifest.self, from: Data(bytes))
    } catch let error as DecodingError {
      throw DataError(
        .badData, at: path, "not a model manifest (\(Self.reason(error)))", remedy: "publish the model again")
    }
    guard manifest.format == currentFormat else {
      throw DataError(
        .badData, at: path, "model format \(manifest.format), this program reads format \(currentFormat)",
        remedy: "use the program that wrote it (\(manifest.tool)) or train again")
    }
    return manifest
  }

  /// Writes the manifest and its digest into a model's folder.
  ///
  /// - Throws: `DataError` with code `cannotWrite`.
  func write(folder: String, disk: Disk = .system) throws {
    let json = try json()
    try DurableFile.write(json, to: Paths.join(folder, Self.fileName), disk: disk)
    try DurableFile.write(Self.digestLine(of: json), to: Paths.join(folder, Self.digestFileName), disk: disk)
  }

  private static func digestLine(of json: [UInt8]) -> [UInt8] {
    Array("\(Checksum.ofBytes(json))  \(fileName)\n".utf8)
  }

  /// The manifest as JSON text, keys sorted.
  public func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try Array(encoder.encode(self)) + [UInt8(ascii: "\n")]
  }

  private static func reason(_ error: DecodingError) -> String {
    switch error {
    case .keyNotFound(let key, _): "the field \(key.stringValue) is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      context.codingPath.isEmpty
        ? context.debugDescription
        : "\(context.codingPath.map(\.stringValue).joined(separator: ".")): \(context.debugDescription)"
    @unknown default: "\(error)"
    }
  }
}
