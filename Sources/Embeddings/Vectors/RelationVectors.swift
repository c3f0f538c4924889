/// The vectors that a relation compares, made of the two vectors every item has.
///
/// Skip-gram learns an input vector x and a context vector c for every track, and either table alone tells half of what
/// was learnt. So both relations look at both (``Form/paired``):
///
/// - `together`: `[x; c]` of the seed against `[c; x]` of the candidate: who is in whose company, asked both ways.
/// - `alike`: `[x - m; c - n]` against the same of the candidate, m and n being the means of the tracks' unit vectors. All
///   rows share a large component (a row points there the more, the rarer its track is), which says nothing about whom it
///   resembles and drowns what does (Mu and Viswanath, "All-but-the-Top", 2018).
///
/// Each half is brought to length 1, so that a score, the cosine of the whole, is the mean of two cosines. Where
/// there is only one table, as in vectors that another program made, they are compared as they are (``Form/single``).
public struct RelationVectors: Sendable, Equatable {
  /// What an item's vector for a relation consists of.
  public enum Form: String, Sendable, Codable, CaseIterable {
    /// One table's vector: as wide as a track vector.
    case single
    /// Both tables' vectors, one after the other: twice as wide.
    case paired
  }

  /// What a relation's vectors consist of.
  public let form: Form
  /// The mean of the tracks' unit input vectors; zeros for ``Form/single``.
  public let inputCenter: [Float]
  /// The mean of the tracks' unit context vectors; zeros for ``Form/single``.
  public let contextCenter: [Float]

  /// Creates the rule from its parts; both centers have the dimension of a track vector.
  public init(form: Form, inputCenter: [Float], contextCenter: [Float]) {
    precondition(
      inputCenter.count == contextCenter.count && !inputCenter.isEmpty, "both centers have the tracks' dimension")
    self.form = form
    self.inputCenter = inputCenter
    self.contextCenter = contextCenter
  }

  /// Creates the rule for the tracks of a model.
  ///
  /// - Complexity: O(tracks x dimension).
  public init(form: Form, tracks: TrackVectors) {
    let zeros = [Float](repeating: 0, count: tracks.input.dimension)
    self.init(
      form: form, inputCenter: form == .single ? zeros : tracks.input.normalized().meanRow,
      contextCenter: form == .single ? zeros : tracks.context.normalized().meanRow)
  }

  /// Components of a track vector.
  public var dimension: Int { inputCenter.count }

  /// Components of a relation's vector.
  public var width: Int { form == .single ? dimension : 2 * dimension }

  /// The vector of an item that is asked about: halves of length 1, or of 0 where nothing is left of them.
  ///
  /// - Parameters:
  ///   - input: The item's input vector: of length 1 for a track, as composed for another item.
  ///   - context: Its context vector, likewise.
  public func seed(
    input: some Collection<Float>, context: some Collection<Float>, for relation: Relation
  ) -> [Float] {
    let parts: [(row: [Float], center: [Float]?)] =
      switch (form, relation) {
      case (.single, _): [(Array(input), nil)]
      case (.paired, .alike): [(Array(input), inputCenter), (Array(context), contextCenter)]
      case (.paired, .together): [(Array(input), nil), (Array(context), nil)]
      }
    return [Float](unsafeUninitializedCapacity: width) { seed, count in
      seed.initialize(repeating: 0)
      for (place, part) in parts.enumerated() {
        part.row.withUnsafeBufferPointer {
          let start = place * dimension
          Self.fill(UnsafeMutableBufferPointer(rebasing: seed[start..<start + dimension]), with: $0, less: part.center)
        }
      }
      count = width
    }
  }

  /// The vectors that seeds of a relation are compared with: row-major, items x ``width``.
  ///
  /// - Parameters:
  ///   - input: The items' input vectors: rows of length 1 for tracks, as composed for other items.
  ///   - context: Their context vectors, likewise.
  /// - Complexity: O(items x width).
  public func candidates(
    input: EmbeddingMatrix, context: EmbeddingMatrix, for relation: Relation
  ) -> EmbeddingMatrix {
    precondition(input.count == context.count, "one row of each table for an item")
    let parts: [(table: EmbeddingMatrix, center: [Float]?)] =
      switch (form, relation) {
      case (.single, .alike): [(input, nil)]
      case (.single, .together): [(context, nil)]
      case (.paired, .alike): [(input, inputCenter), (context, contextCenter)]
      case (.paired, .together): [(context, nil), (input, nil)]
      }
    var values = [Float](repeating: 0, count: input.count * width)
    values.withUnsafeMutableBufferPointer { values in
      for (place, part) in parts.enumerated() {
        part.table.values.withUnsafeBufferPointer { rows in
          for item in 0..<input.count {
            let start = item * width + place * dimension
            Self.fill(
              UnsafeMutableBufferPointer(rebasing: values[start..<start + dimension]),
              with: UnsafeBufferPointer(rebasing: rows[item * dimension..<(item + 1) * dimension]), less: part.center)
          }
        }
      }
    }
    return EmbeddingMatrix(count: input.count, dimension: width, values: values)
  }

  /// Writes `row - center` at length 1; zeros where that is zero.
  private static func fill(
    _ half: UnsafeMutableBufferPointer<Float>, with row: UnsafeBufferPointer<Float>, less center: [Float]?
  ) {
    if let center {
      center.withUnsafeBufferPointer { center in
        for index in row.indices { half[index] = row[index] - center[index] }
      }
    } else {
      for index in row.indices { half[index] = row[index] }
    }
    let squares = UnsafeBufferPointer(half).sumOfSquares
    guard squares > 0 else { return }
    let factor = 1 / squares.squareRoot()
    for index in row.indices { half[index] *= factor }
  }
}

extension EmbeddingMatrix {
  /// The mean of all rows; zeros for none.
  var meanRow: [Float] {
    var sums = [Double](repeating: 0, count: dimension)
    values.withUnsafeBufferPointer { values in
      for row in 0..<count {
        for index in 0..<dimension { sums[index] += Double(values[row * dimension + index]) }
      }
    }
    return sums.map { count > 0 ? Float($0 / Double(count)) : 0 }
  }
}
