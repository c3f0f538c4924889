import Embeddings
import Files
import Foundation

/// A comparison of several ways to answer, on some of the subjects each: `experiment.json` in a models folder.
///
/// ```json
/// {
///   "name": "autumn vectors", "key": "a secret",
///   "variants": [
///     {"name": "control", "share": 0.5},
///     {"name": "canary", "share": 0.5, "model": "canary", "variety": 0.3}
///   ]
/// }
/// ```
///
/// A subject (an opaque text: a listener, a household) falls to a variant by a keyed hash of its text and the experiment's name, and
/// to nothing else: the same one on every machine and day, through promotions of models too.
public struct Experiment: Sendable, Equatable {
  /// One way to answer.
  public struct Variant: Sendable, Equatable, Codable {
    /// What answers by it are marked with.
    public let name: String
    /// The share of subjects, over 0 and up to 1.
    public let share: Double
    /// The version or label that answers; nil for the one that answers outside the experiment.
    public var model: String?
    /// What of a question it decides, whatever the caller asked; nil leaves it to the caller.
    public var relation: RelationChoice?
    public var combination: SeedCombination?
    public var halfLifeDays: Double?
    public var perArtist: Int?
    public var perAlbum: Int?
    public var variety: Float?
    public var popularity: Float?
    public var minSupport: Int?
    public var minPercentile: Double?

    /// Decides what it decides.
    func apply(to query: inout ShelfQuery) {
      if let relation { query.relation = relation }
      if let combination { query.combination = combination }
      if let halfLifeDays { query.halfLife = halfLifeDays }
      if let perArtist { query.perArtist = perArtist }
      if let perAlbum { query.perAlbum = perAlbum }
      if let variety { query.variety = variety }
      if let popularity { query.popularity = popularity }
      if let minSupport { query.minimumSupport = minSupport }
      if let minPercentile { query.minimumPercentile = minPercentile }
    }

    fileprivate var fault: String? {
      func outside<Value: Comparable>(_ value: Value?, _ range: ClosedRange<Value>, _ name: String) -> String? {
        value.map { range.contains($0) } ?? true
          ? nil : "\(name) is not from \(range.lowerBound) to \(range.upperBound)"
      }
      if name.isEmpty { return "a variant has no name" }
      let faults = [
        share > 0 ? nil : "share is not over 0", outside(share, 0...1, "share"),
        outside(halfLifeDays, 0.01...36_500, "half_life_days"), outside(perArtist, 1...1_000, "per_artist"),
        outside(perAlbum, 1...1_000, "per_album"), outside(variety, 0...1, "variety"),
        outside(popularity, -1...1, "popularity"), outside(minSupport, 0...1_000_000_000, "min_support"),
        outside(minPercentile, 0...1, "min_percentile"),
      ]
      return faults.compactMap { $0 }.first.map { "variant '\(name)': \($0)" }
    }
  }

  /// What it is called; another name deals the subjects anew.
  public let name: String
  /// The key of the hash: who does not know it cannot tell a subject's variant.
  private let key: String
  /// The ways to answer, at least one; their shares sum to at most 1, and the other subjects are outside.
  public let variants: [Variant]
  /// Whether every subject of the experiment gets the two variants' answers mixed into one (`TeamDraft`).
  public let isInterleaved: Bool

  /// The file's name in a models folder.
  public static let fileName = "experiment.json"

  /// The variant of a subject, or nil when it is outside the experiment.
  ///
  /// - Complexity: one HMAC-SHA-256, about a microsecond.
  public func variant(of subject: String) -> Variant? {
    let place = Double(hash(of: subject) >> 11) * 0x1p-53
    var end = 0.0
    for variant in variants {
      end += variant.share
      if place < end { return variant }
    }
    return nil
  }

  /// A number that hangs on the subject and this experiment alone.
  func hash(of subject: String) -> UInt64 {
    Checksum.keyed("\(name)\n\(subject)", key: key)
  }

  /// The other versions and labels that variants answer with.
  public var models: Set<String> { Set(variants.compactMap(\.model)) }

  /// Reads an experiment; a file that is not there is none.
  ///
  /// - Throws: `DataError` naming what is wrong: an experiment that cannot be understood deals nobody.
  public static func read(folder: String) throws -> Experiment? {
    let path = Paths.join(folder, fileName)
    guard Paths.exists(path) else { return nil }
    func fault(_ text: String) -> DataError {
      DataError(.badData, at: path, text, remedy: "correct it, or remove it to end the experiment")
    }
    let bytes = Data(try ByteSource.readAll(path: path))
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let file: File
    do {
      file = try decoder.decode(File.self, from: bytes)
    } catch {
      throw fault("not an experiment (\(error))")
    }
    // A slip in a name must not run another experiment than was meant.
    if let unknown = File.unknownField(in: bytes) { throw fault("there is no field '\(unknown)'") }
    if let wrong = file.variants.lazy.compactMap(\.fault).first { throw fault(wrong) }
    guard !file.name.isEmpty, !file.key.isEmpty, !file.variants.isEmpty else {
      throw fault("it needs a name, a key and variants")
    }
    guard Set(file.variants.map(\.name)).count == file.variants.count else { throw fault("two variants of one name") }
    guard file.variants.reduce(0, { $0 + $1.share }) <= 1 + 1e-9 else { throw fault("shares sum to more than 1") }
    guard !(file.interleave ?? false) || file.variants.count == 2 else { throw fault("two variants are interleaved") }
    return Experiment(
      name: file.name, key: file.key, variants: file.variants, isInterleaved: file.interleave ?? false)
  }

  /// The file as it is written.
  private struct File: Decodable {
    let name: String
    let key: String
    let variants: [Variant]
    let interleave: Bool?

    private static let fields: Set = ["name", "key", "variants", "interleave"]
    private static let variantFields: Set = [
      "name", "share", "model", "relation", "combination", "half_life_days", "per_artist", "per_album", "variety",
      "popularity", "min_support", "min_percentile",
    ]

    static func unknownField(in bytes: Data) -> String? {
      guard let object = (try? JSONSerialization.jsonObject(with: bytes)) as? [String: Any] else { return nil }
      let variants = object["variants"] as? [[String: Any]] ?? []
      return
        (object.keys.filter { !fields.contains($0) }
        + variants.flatMap { $0.keys.filter { !variantFields.contains($0) } })
        .min()
    }
  }
}
