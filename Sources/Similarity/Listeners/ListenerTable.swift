import Embeddings
import Files
import Foundation
import Synchronization

/// The vectors of many listeners, made in one go from a log of plays: a folder with `listeners.vectors` (rows of an input and a
/// context vector) and `listeners.json`, which names the space they are of.
public struct ListenerTable: Sendable {
  /// What is known of a table.
  public struct Description: Sendable, Equatable, Codable {
    /// The coordinate system of the vectors.
    public let space: String
    /// The model they were made with.
    public let model: String
    /// Seconds since 1970 that ages count from: the latest play.
    public let asOf: Int64
    /// Days after which a play counts half.
    public let halfLifeDays: Double
    /// How many listeners there are.
    public let listeners: Int
    /// How many plays of theirs counted.
    public let plays: Int
  }

  /// What is known of the table.
  public let description: Description
  private let table: EmbeddingTable

  private static let vectorsName = "listeners.vectors"
  private static let descriptionName = "listeners.json"
  /// Plays of one listener that count: the latest.
  private static let mostPlays = 2_000

  /// How many listeners there are.
  public var count: Int { table.ids.count }

  /// Makes the vectors of all listeners of logs, and writes them into a folder, the description last.
  ///
  /// Memory is for the model, the listeners' ids, and a sixty-fourth of plays and vectors.
  ///
  /// - Parameters:
  ///   - paths: the logs (``PlayLog``); a listener may be in several.
  ///   - engine: with a model that was loaded with its track vectors.
  ///   - folder: gets the table; one that is there is replaced.
  ///   - progress: called now and then with how many listeners are done.
  /// - Returns: what was made, and what became of the lines.
  /// - Throws: `DataError` when a log cannot be read or there is no room.
  public static func make(
    from paths: [String], with engine: SimilarityEngine, into folder: String, halfLife: Double = 30,
    temporaryFolder: String, disk: Disk = .system, progress: ((Int) -> Void)? = nil
  ) throws -> (description: Description, tally: PlayLog.Tally) {
    let model = engine.model
    let tracks = model[.track]
    var log = try PlayLog(temporaryFolder: temporaryFolder) { bytes in
      guard let ordinal = tracks.list.ids.ordinal(ofUTF8: bytes.bindMemory(to: UInt8.self)),
        !engine.isDenied(.track, ordinal)
      else { return nil }
      return ordinal
    }
    for path in paths { try log.read(path: path) }
    let asOf = log.latest
    let rows = UnitRows(of: tracks)
    var writer = try VectorFileWriter(dimension: 2 * model.relations.dimension, temporaryFolder: temporaryFolder)
    try log.forEachPart { listeners in
      try writer.append(
        ids: listeners.map(\.listener),
        values: rows.means(of: listeners.map(\.plays), mostPlays: mostPlays, asOf: asOf, halfLife: halfLife))
      progress?(writer.count)
    }
    let description = Description(
      space: model.manifest.space, model: model.version, asOf: max(asOf, 0), halfLifeDays: halfLife,
      listeners: writer.count, plays: log.tally.plays)
    try Paths.createFolder(folder)
    // A description of other vectors must not stand beside new ones.
    try Paths.remove(Paths.join(folder, descriptionName))
    try writer.write(to: Paths.join(folder, vectorsName), disk: disk)
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try DurableFile.write(
      Array(encoder.encode(description)) + [0x0a], to: Paths.join(folder, descriptionName), disk: disk)
    return (description, log.tally)
  }

  private init(description: Description, table: EmbeddingTable) {
    self.description = description
    self.table = table
  }

  /// The vector of a listener, or nil when there is none.
  public func vector(of listener: String) -> ListenerVector? {
    guard let row = table.ids.ordinal(of: listener).map({ table.matrix.row($0) }) else { return nil }
    let half = row.count / 2
    return ListenerVector(
      space: description.space, input: Array(row.prefix(half)), context: Array(row.suffix(half)), coherence: nil)
  }

  /// The listeners' ids, in the table's order.
  public var listeners: StringTable { table.ids.strings }

  /// Reads a table.
  ///
  /// - Throws: `DataError` naming the file that is missing or damaged.
  public static func read(folder: String) throws -> ListenerTable {
    let path = Paths.join(folder, descriptionName)
    let table = try EmbeddingTable.read(path: Paths.join(folder, vectorsName))
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let description: Description
    do {
      description = try decoder.decode(Description.self, from: Data(try ByteSource.readAll(path: path)))
    } catch let error as DecodingError {
      throw DataError(.badData, at: path, "not the description of listeners (\(error))", remedy: "make them again")
    }
    guard description.listeners == table.ids.count, table.matrix.dimension % 2 == 0 else {
      throw DataError(.badData, at: path, "does not belong to \(vectorsName)", remedy: "make the listeners again")
    }
    return ListenerTable(description: description, table: table)
  }
}

/// The track vectors of a model at length 1, for many means.
private struct UnitRows: Sendable {
  private let input: [Float]
  private let context: [Float]
  private let dimension: Int

  init(of tracks: ItemCollection) {
    dimension = tracks.matrix(.input).dimension
    input = (0..<tracks.count).flatMap { tracks.unitRow(.input, $0) }
    context = (0..<tracks.count).flatMap { tracks.unitRow(.context, $0) }
  }

  /// The decayed means of listeners' plays: row-major, listeners x twice the dimension.
  func means(
    of listeners: [[PlayLog.Play]], mostPlays: Int, asOf: Int64, halfLife: Double
  ) -> [Float] {
    let width = 2 * dimension
    let blocks = Mutex<[(start: Int, values: [Float])]>([])
    let chunk = 256
    let chunks = (listeners.count + chunk - 1) / chunk
    DispatchQueue.concurrentPerform(iterations: chunks) { number in
      let range = number * chunk..<min((number + 1) * chunk, listeners.count)
      var values = [Float](repeating: 0, count: range.count * width)
      for (place, listener) in range.enumerated() {
        values.withUnsafeMutableBufferPointer { values in
          mean(
            of: listeners[listener], mostPlays: mostPlays, asOf: asOf, halfLife: halfLife,
            into: UnsafeMutableBufferPointer(rebasing: values[place * width..<(place + 1) * width]))
        }
      }
      blocks.withLock { $0.append((range.lowerBound, values)) }
    }
    return blocks.withLock { $0.sorted { $0.start < $1.start }.flatMap(\.values) }
  }

  private func mean(
    of plays: [PlayLog.Play], mostPlays: Int, asOf: Int64, halfLife: Double,
    into row: UnsafeMutableBufferPointer<Float>
  ) {
    // The same plays in another order give the same bits.
    let latest = plays.sorted { ($0.time, $0.track) > ($1.time, $1.track) }.prefix(mostPlays)
    var total: Float = 0
    input.withUnsafeBufferPointer { input in
      context.withUnsafeBufferPointer { context in
        for play in latest {
          let age = Double(asOf - play.time) / 86_400
          let weight = Float(exp2(-age / halfLife))
          total += weight
          let start = Int(play.track) * dimension
          for index in 0..<dimension {
            row[index] += weight * input[start + index]
            row[dimension + index] += weight * context[start + index]
          }
        }
      }
    }
    guard total > 0 else { return }
    for index in row.indices { row[index] /= total }
  }
}
