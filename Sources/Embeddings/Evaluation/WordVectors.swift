/// Vectors as word tests ask for them: unit rows, found by word with or without regard to letter case.
///
/// Immutable; any number of threads may ask at once.
public struct WordVectors: Sendable {
  /// The words by row, as the table has them.
  public let ids: IdentifierTable
  /// The rows as they were given, and scaled to unit length; a row of zeros stays as it is.
  private let matrix: EmbeddingMatrix
  let units: EmbeddingMatrix
  /// The words as they are compared, each once.
  private let spellings: IdentifierTable
  /// The first row of each spelling.
  private let rows: [Int32]
  /// The spelling of each row.
  private let spellingOfRow: [Int32]
  private let ignoresCase: Bool

  /// Creates vectors from the first rows of a table, which are the most frequent words where a trainer wrote it.
  ///
  /// - Parameters:
  ///   - limit: How many rows to take at most.
  ///   - ignoresCase: Whether words are compared in upper case; of words that are then equal the first one answers.
  public init(_ table: EmbeddingTable, limit: Int = .max, ignoresCase: Bool = false) {
    let count = min(max(0, limit), table.ids.count)
    let isWhole = count == table.ids.count
    let dimension = table.matrix.dimension
    ids = isWhole ? table.ids : IdentifierTable((0..<count).lazy.map { table.ids[$0] })
    matrix =
      isWhole
      ? table.matrix
      : EmbeddingMatrix(count: count, dimension: dimension, values: Array(table.matrix.values[..<(count * dimension)]))
    units = matrix.normalized()
    var spellings = IdentifierTable()
    var rows: [Int32] = []
    var spellingOfRow: [Int32] = []
    for row in 0..<count {
      let (spelling, isNew) = spellings.insert(Self.spelling(of: ids[row], ignoresCase: ignoresCase))
      if isNew { rows.append(Int32(row)) }
      spellingOfRow.append(Int32(spelling))
    }
    self.spellings = spellings
    self.rows = rows
    self.spellingOfRow = spellingOfRow
    self.ignoresCase = ignoresCase
  }

  /// How many words there are.
  public var count: Int { ids.count }

  /// The row of a word, or nil when there is none.
  public func row(of word: String) -> Int? {
    spellings.ordinal(of: Self.spelling(of: word, ignoresCase: ignoresCase)).map { Int(rows[$0]) }
  }

  /// Whether two rows are the same word to the tests.
  func isSameWord(_ left: Int, _ right: Int) -> Bool { spellingOfRow[left] == spellingOfRow[right] }

  /// The cosine of two rows, in double precision from the rows as they were given: correlations rank by it, and rounding
  /// would swap ranks. A row of zeros has a cosine of 0 with all.
  public func cosine(_ left: Int, _ right: Int) -> Double {
    func product(_ left: Int, _ right: Int) -> Double {
      zip(matrix.row(left), matrix.row(right)).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    let lengths = (product(left, left) * product(right, right)).squareRoot()
    return lengths > 0 ? product(left, right) / lengths : 0
  }

  private static func spelling(of word: String, ignoresCase: Bool) -> String { ignoresCase ? word.uppercased() : word }
}
