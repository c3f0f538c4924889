import Dispatch
import Embeddings
import Files
import Synchronization

/// What scores of a seed's kind and a wanted one mean, for every pair of kinds and each relation: `scores.percentiles` in a model's
/// folder.
///
/// The file is little-endian: `W2VPRCNT`; as 64-bit integers the format version (1), the number of kinds and that of relations; then a
/// table for each kind of seed, of wanted item and relation, the last the fastest, in the order of ``ItemKind`` and `Relation`: as
/// 64-bit integers the pairs that were drawn and the scores n that are kept of them, then n 32-bit numbers of pairs that score less,
/// then the n 32-bit scores; and the CRC-32 of all that stands before it.
struct PercentileTables: Sendable, Equatable {
  /// What a table is about.
  struct Key: Hashable, Sendable {
    let from: ItemKind
    let to: ItemKind
    let relation: Relation

    /// Every key, in the order of the file.
    static let all = ItemKind.allCases.flatMap { from in
      ItemKind.allCases.flatMap { to in
        Relation.allCases.map { Key(from: from, to: to, relation: $0) }
      }
    }
  }

  private(set) var tables: [Key: ScorePercentiles]

  /// Tables that are known.
  init(_ tables: [Key: ScorePercentiles] = [:]) { self.tables = tables }

  /// Draws pairs of all kinds, on all cores. The model must have been loaded whole.
  ///
  /// - Complexity: a tenth of a second for a table, as a rule.
  init(of model: Model) {
    let tables = Mutex<[Key: ScorePercentiles]>([:])
    DispatchQueue.concurrentPerform(iterations: Key.all.count) { number in
      let table = Self.table(Key.all[number], of: model)
      tables.withLock { $0[Key.all[number]] = table }
    }
    self.init(tables.withLock { $0 })
  }

  /// Draws pairs of one kind.
  static func table(_ key: Key, of model: Model) -> ScorePercentiles {
    ScorePercentiles(of: model[key.from].count, to: model[key.to].index(key.relation)) {
      model.seedVector(key.from, $0, for: key.relation)
    }
  }
}

extension PercentileTables {
  private static let magic = "W2VPRCNT"
  private static let version = 1

  /// Writes the file.
  ///
  /// - Throws: `DataError` with code `cannotWrite`.
  func write(to path: String, disk: Disk) throws {
    var file = try ChecksummedWriter(path: path, magic: Self.magic, disk: disk)
    try file.add([Self.version, ItemKind.allCases.count, Relation.allCases.count])
    for key in Key.all {
      guard let table = tables[key] else { preconditionFailure("a table for each pair of kinds") }
      try file.add([table.drawn, table.scores.count])
      try file.add(table.ranks)
      try file.add(table.scores)
    }
    try file.commit()
  }

  /// Reads the file.
  ///
  /// - Throws: `DataError` with code `missingInput` or `badData`.
  init(path: String) throws {
    var file = try ChecksummedReader(path: path, magic: Self.magic, what: "percentiles of scores")
    let header = try file.values(Int.self, count: 3)
    guard header == [Self.version, ItemKind.allCases.count, Relation.allCases.count] else {
      throw file.fault("percentiles of version \(header[0]), this program reads version \(Self.version)")
    }
    tables = [:]
    for key in Key.all {
      let counts = try file.values(Int.self, count: 2)
      let ranks = try file.values(Int32.self, count: counts[1])
      let scores = try file.values(Float.self, count: counts[1])
      guard let table = ScorePercentiles(drawn: counts[0], ranks: ranks, scores: scores) else {
        throw file.fault("shares that do not rise with scores")
      }
      tables[key] = table
    }
    try file.finish()
  }
}
