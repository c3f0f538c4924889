import ANNIndex
import ArgumentParser
import Embeddings
import Files
import Foundation

/// `w2v bench recall`: what each effort of a graph search finds, and how fast.
struct BenchRecallCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recall",
    abstract: "Build an HNSW index over vectors and measure recall and speed against exact search.",
    discussion: """
      Vectors and queries may be word2vec text or binary, npy or fvecs, packed with gzip or zstd or not. A file of \
      ann-benchmarks (HDF5) brings its own queries and metric. Without --queries 1,000 rows, or a tenth of fewer than 10,000, are drawn by the seed, kept out of the index and asked. \
      Searches are timed one at a time on one thread; --threads is for the build.

      EXAMPLES
        w2v bench recall vectors.fvecs --metric l2
        w2v bench recall base.fvecs.gz --queries query.fvecs --ef 16,32,64,128
        w2v bench recall glove-100-angular.hdf5 --plot glove.svg
        w2v bench recall tracks.npy --m 24 --ef-construction 400 --json
      """)

  @Argument(help: ArgumentHelp("The vectors to index.", valueName: "vectors"))
  var vectors: String

  @Option(
    help: ArgumentHelp(
      "Vectors to ask for; some of the indexed ones' kind are held out unless given.", valueName: "file"))
  var queries: String?

  @Option(help: "How vectors are compared; cosine, or what an ann-benchmarks file says, unless given.")
  var metric: Metric?

  @Option(name: .customShort("k"), help: ArgumentHelp("How many nearest rows are asked for.", valueName: "n"))
  var k = 10

  @Option(help: ArgumentHelp("The efforts to measure.", valueName: "ef,ef,..."))
  var ef = EffortList([16, 32, 64, 128, 256, 512])

  @OptionGroup var graph: GraphOptions

  @Option(
    help: ArgumentHelp(
      "Let only this share of the rows be found, drawn by the seed: over 0, up to 1.", valueName: "share"))
  var filter: Double?

  @Option(help: ArgumentHelp("Draw the curve into an SVG file, or in characters for \"-\".", valueName: "file"))
  var plot: String?

  @Flag(help: "Put the drawing in the place of a file that is already there.")
  var force = false

  @OptionGroup var telling: ProgressOption

  @OptionGroup var output: JSONOption

  func validate() throws {
    guard (1...10_000).contains(k) else { throw ValidationError("-k must be from 1 to 10000, not \(k).") }
    try graph.validate(for: metric)
    guard plot != "-" || !output.isJSON else { throw ValidationError("--plot - does not go with --json.") }
    if let filter {
      guard filter > 0, filter <= 1 else {
        throw ValidationError("--filter must be over 0 and at most 1, not \(filter).")
      }
    }
  }

  func run() throws {
    let plotFile = plot == "-" ? nil : plot
    if let plotFile {
      try Output.requireNew(plotFile, force: force)
      try Output.requireFile(plotFile)
    }
    Interruption.watch(writingInto: Output.temporaryFolder, plotFile.map(Paths.folder(of:)))
    let line = telling.line()
    line.begin("reading \(vectors)")
    let (rows, queries, metric) = try read()
    try graph.validate(for: metric)
    let exact = try ExactIndex(rows: rows.values, count: rows.count, dimension: rows.dimension, metric: metric)
    let timer = Stopwatch()
    let index = try HNSWIndex.build(
      rows: rows.values, count: rows.count, dimension: rows.dimension, metric: metric, parameters: graph.parameters,
      walk: graph.walk, threads: graph.threads
    ) { done in line.show(Rendering.buildText(done, of: rows.count, seconds: line.elapsedSeconds)) }
    let build = timer.elapsed
    line.begin("opening its file")
    let file = try Self.open(index, asking: Array(queries.row(0)), k: k)
    line.begin("searching exactly")
    let eligible = filter.map { Self.draw($0, of: rows.count, seed: graph.seed) }
    let exactPoint = Self.time(exact, queries, k: k, filter: eligible)
    line.begin("searching the graph")
    let curve = RecallCurve.measure(
      index, against: exact, queries: queries.values, k: k, efforts: ef.efforts, filter: eligible)
    line.finish()
    let report = RecallReport(
      rows: rows.count, dimension: rows.dimension, metric: metric, parameters: graph.parameters, build: build,
      walk: index.walkPrecision, eligible: eligible?.eligibleCount ?? rows.count, file: file, exact: exactPoint,
      curve: curve, effortCurve: index.effortCurve)
    Rendering.show(report, asJSON: output.isJSON)
    if let plot {
      let drawing = RecallPlot(
        title: "\(Figures.count(rows.count)) x \(rows.dimension), \(metric.rawValue), k \(k)", points: curve.points)
      if plot == "-" {
        Rendering.print(drawing.text())
      } else {
        try DurableFile.write(Array(drawing.svg.utf8), to: plot)
      }
    }
  }

  /// The rows to index, the rows to ask for and how they are compared.
  private func read() throws -> (rows: EmbeddingMatrix, queries: EmbeddingMatrix, metric: Metric) {
    guard try AnnBenchmarksFile.isOne(path: vectors) else {
      let (rows, queries) = try questions(for: VectorImport.read(path: vectors).matrix)
      return (rows, queries, metric ?? .cosine)
    }
    let file = try AnnBenchmarksFile.read(path: vectors)
    let own: [String: Metric] = ["angular": .cosine, "euclidean": .l2]
    guard let metric = metric ?? own[file.distance ?? ""] else {
      throw DataError(
        .badData, at: vectors, "its distance is \(file.distance ?? "not named"), neither angular nor euclidean",
        remedy: "say how to compare with --metric")
    }
    return (file.vectors, queries == nil ? file.queries : try questions(for: file.vectors).queries, metric)
  }

  /// The rows to index and the rows to ask for.
  private func questions(for table: EmbeddingMatrix) throws -> (rows: EmbeddingMatrix, queries: EmbeddingMatrix) {
    guard let path = queries else { return try Self.holdOut(from: table, seed: graph.seed, place: vectors) }
    let queries = try VectorImport.read(path: path).matrix
    guard queries.dimension == table.dimension else {
      throw DataError(
        .badData, at: path,
        "vectors of dimension \(queries.dimension), but those of \(vectors) have \(table.dimension)",
        remedy: "name queries made like the vectors")
    }
    // The exact index checks rows as the searches want queries to be.
    _ = try ExactIndex(
      rows: queries.values, count: queries.count, dimension: queries.dimension, metric: metric ?? .cosine)
    guard queries.count > 0 else { throw DataError(.badData, at: path, "holds no vector") }
    return (table, queries)
  }

  /// Splits a table: 1,000 rows to ask for, or a tenth of fewer than 10,000, and the rest to index.
  static func holdOut(
    from table: EmbeddingMatrix, seed: UInt64, place: String
  ) throws -> (rows: EmbeddingMatrix, queries: EmbeddingMatrix) {
    guard table.count >= 2 else {
      throw DataError(
        .badData, at: place, "holds \(Figures.count(table.count, of: "vector")), too few to hold some out",
        remedy: "name queries with --queries")
    }
    let wanted = table.count < 10_000 ? max(1, table.count / 10) : 1_000
    var random = RandomSource(seed: seed)
    let order = shuffled(table.count, front: wanted, using: &random)
    func select(_ ordinals: some Collection<Int>) -> EmbeddingMatrix {
      var values: [Float] = []
      values.reserveCapacity(ordinals.count * table.dimension)
      for ordinal in ordinals { values.append(contentsOf: table.row(ordinal)) }
      return EmbeddingMatrix(count: ordinals.count, dimension: table.dimension, values: values)
    }
    return (select(order[wanted...].sorted()), select(order[..<wanted].sorted()))
  }

  /// Writes an index into a file, and times how soon whoever opens that has its first answer.
  private static func open(_ index: HNSWIndex, asking query: [Float], k: Int) throws -> IndexFileReport {
    let path = Paths.join(Output.temporaryFolder, "w2v-bench-\(ProcessInfo.processInfo.processIdentifier).hnsw")
    try index.write(to: path)
    // Best effort: a file in the folder for temporary files is no reason to fail.
    defer { try? Paths.remove(path) }
    let bytes = Paths.size(of: path) ?? 0
    let start = RecallCurve.seconds()
    let mapped = try HNSWIndex.map(path: path)
    _ = mapped.search(query, k: k)
    let seconds = RecallCurve.seconds() - start
    return IndexFileReport(bytes: bytes, openMilliseconds: 1e3 * seconds)
  }

  /// Lets a share of the rows through, at least one, whatever they are near to.
  private static func draw(_ share: Double, of count: Int, seed: UInt64) -> Filter {
    var random = RandomSource(seed: seed, stream: 1)
    let wanted = max(1, Int((share * Double(count)).rounded()))
    return Filter(count: count, eligible: shuffled(count, front: wanted, using: &random).prefix(wanted))
  }

  /// The numbers below `count`, of which the first `front` are drawn at random.
  private static func shuffled(_ count: Int, front: Int, using random: inout RandomSource) -> [Int] {
    var order = Array(0..<count)
    for index in 0..<front { order.swapAt(index, index + random.below(count - index)) }
    return order
  }

  /// Times exact searches, one at a time.
  private static func time(
    _ index: ExactIndex, _ queries: EmbeddingMatrix, k: Int, filter: Filter?
  ) -> RecallCurve.Point {
    // A tenth of a thousand queries says as much about a scan, whose time does not depend on the query.
    let asked = min(queries.count, 100)
    var scored = 0
    var times = (0..<asked).map { row in
      let query = Array(queries.row(row))
      let start = RecallCurve.seconds()
      scored += index.search(query, SearchRequest(k: k, filter: filter)).computed
      return RecallCurve.seconds() - start
    }
    let total = times.reduce(0, +)
    times.sort()
    return RecallCurve.Point(
      effort: index.count, recall: 1, queriesPerSecond: total > 0 ? Double(asked) / total : 0,
      p50Microseconds: 1e6 * times[(asked - 1) / 2], p99Microseconds: 1e6 * times[(asked - 1) * 99 / 100],
      meanScored: Double(scored) / Double(asked))
  }
}

/// The file of a measured index.
struct IndexFileReport {
  let bytes: Int
  /// From opening the file to the first answer.
  let openMilliseconds: Double
}

/// What a recall bench has measured.
struct RecallReport {
  let rows: Int
  let dimension: Int
  let metric: Metric
  let parameters: HNSWParameters
  let build: Stopwatch.Elapsed
  let walk: WalkPrecision
  /// How many rows may be found.
  let eligible: Int
  let file: IndexFileReport
  let exact: RecallCurve.Point
  let curve: RecallCurve
  /// What the index says of itself.
  let effortCurve: EffortCurve
}

/// A list of efforts, written with commas between them.
struct EffortList: ExpressibleByArgument, Equatable {
  let efforts: [Int]

  init(_ efforts: [Int]) { self.efforts = efforts }

  init?(argument: String) {
    let efforts = argument.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    guard !efforts.isEmpty, efforts.allSatisfy((1...1_000_000).contains) else { return nil }
    self.init(efforts.sorted())
  }

  var defaultValueDescription: String { efforts.map(String.init).joined(separator: ",") }
}
