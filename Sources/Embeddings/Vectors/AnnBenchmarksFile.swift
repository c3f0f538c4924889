import Files

/// A file of the ann-benchmarks project: vectors to index, vectors to ask for, and how they are compared, in HDF5.
public struct AnnBenchmarksFile: Sendable {
  /// The vectors to index: the data set `train`.
  public let vectors: EmbeddingMatrix
  /// The vectors to ask for: the data set `test`, of the same dimension.
  public let queries: EmbeddingMatrix
  /// The attribute `distance`, as it stands there (`angular`, `euclidean`); nil where there is none.
  public let distance: String?

  /// The first bytes of an HDF5 file.
  private static let magic: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]

  /// Whether a file is HDF5, by its first bytes.
  ///
  /// - Throws: `DataError` when the file cannot be read.
  public static func isOne(path: String) throws -> Bool {
    guard path != "-" else { return false }
    var reader = try ByteReader(path: path)
    return try reader.peek(magic.count).elementsEqual(magic)
  }

  /// Reads a file.
  ///
  /// - Throws: `DataError` when the HDF5 library is not installed, or the file has not what it takes.
  public static func read(path: String) throws -> AnnBenchmarksFile {
    let library = try HDF5Library(toRead: path)
    let file = library.openFile(path, 0, 0)
    guard file >= 0 else {
      throw DataError(.badData, at: path, "the HDF5 library cannot open it", remedy: "fetch it again")
    }
    defer { _ = library.closeFile(file) }
    let vectors = try matrix("train", in: file, by: library, path: path)
    let queries = try matrix("test", in: file, by: library, path: path)
    guard vectors.dimension == queries.dimension else {
      throw DataError(
        .badData, at: path,
        "vectors of dimension \(vectors.dimension) to index and of \(queries.dimension) to ask for")
    }
    return AnnBenchmarksFile(
      vectors: vectors, queries: queries, distance: text(ofAttribute: "distance", of: file, by: library))
  }

  private static func matrix(
    _ name: String, in file: HDF5Library.Identifier, by library: HDF5Library, path: String
  ) throws -> EmbeddingMatrix {
    func refusal(_ fault: String) -> DataError {
      DataError(
        .badData, at: "\(path): \(name)", fault, remedy: "name a file of ann-benchmarks, with train and test vectors")
    }
    guard library.exists(file, name, 0) > 0 else { throw refusal("there is no such data set") }
    let dataset = library.openDataset(file, name, 0)
    guard dataset >= 0 else { throw refusal("the data set cannot be opened") }
    defer { _ = library.closeDataset(dataset) }
    let space = library.space(dataset)
    defer { _ = library.closeSpace(space) }
    var extent: [UInt64] = [0, 0]
    guard library.rank(space) == 2, library.extent(space, &extent, nil) == 2 else {
      throw refusal("the data set is not a table of vectors")
    }
    let (count, dimension) = (extent[0], extent[1])
    guard dimension >= 1, dimension <= UInt64(VectorImport.largestDimension), count < 1 << 31 else {
      throw refusal("\(count) vectors of dimension \(dimension) cannot be read")
    }
    var values = Array(repeating: Float(0), count: Int(count * dimension))
    let status = values.withUnsafeMutableBytes { library.read(dataset, library.float, 0, 0, 0, $0.baseAddress) }
    guard status >= 0 else { throw refusal("its values cannot be read as numbers, or are damaged") }
    if let odd = values.firstIndex(where: { !$0.isFinite }) {
      throw refusal("row \(odd / Int(dimension) + 1) has a value that is not a finite number")
    }
    return EmbeddingMatrix(count: Int(count), dimension: Int(dimension), values: values)
  }

  /// The text of an attribute, of fixed or variable length; nil where there is none.
  private static func text(
    ofAttribute name: String, of file: HDF5Library.Identifier, by library: HDF5Library
  ) -> String? {
    guard library.attributeExists(file, name) > 0 else { return nil }
    let attribute = library.openAttribute(file, name, 0)
    guard attribute >= 0 else { return nil }
    defer { _ = library.closeAttribute(attribute) }
    let type = library.attributeType(attribute)
    defer { _ = library.closeType(type) }
    if library.isVariableString(type) > 0 {
      var start: UnsafePointer<CChar>?
      guard library.readAttribute(attribute, type, &start) >= 0, let start else { return nil }
      return String(cString: start)
    }
    var bytes = Array(repeating: UInt8(0), count: min(library.typeSize(type), 1 << 10))
    guard bytes.count == library.typeSize(type),
      bytes.withUnsafeMutableBytes({ library.readAttribute(attribute, type, $0.baseAddress) }) >= 0
    else { return nil }
    return String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }
}
