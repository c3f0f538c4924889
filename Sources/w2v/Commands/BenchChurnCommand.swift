import ANNIndex
import ArgumentParser
import Embeddings
import Files

/// `w2v bench churn`: what an index loses when its rows come and go.
struct BenchChurnCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "churn",
    abstract: "Replace rows of an index in rounds, and compare its recall with that of a fresh build.",
    discussion: """
      Seven tenths of the vectors are indexed, the others wait. In every round a share of the rows is taken out at random \
      and as many waiting ones put in. At the end the same rows are indexed anew, and both are asked the same.

      EXAMPLES
        w2v bench churn vectors.npy
        w2v bench churn tracks.txt --rounds 30 --share 0.1 --json
      """)

  @Argument(help: ArgumentHelp("The vectors.", valueName: "vectors"))
  var vectors: String

  @Option(help: ArgumentHelp("How many rounds.", valueName: "n"))
  var rounds = 30

  @Option(help: ArgumentHelp("The share of the rows that a round replaces: over 0, up to 0.4.", valueName: "share"))
  var share = 0.1

  @Option(help: "How vectors are compared.")
  var metric = Metric.cosine

  @Option(help: ArgumentHelp("The efforts to measure.", valueName: "ef,ef,..."))
  var ef = EffortList([16, 64, 256])

  @OptionGroup var workers: ThreadsOption

  @Option(help: ArgumentHelp("Draws the rows that come and go.", valueName: "n"))
  var seed: UInt64 = 1

  @OptionGroup var telling: ProgressOption

  @OptionGroup var output: JSONOption

  func validate() throws {
    guard (1...10_000).contains(rounds) else {
      throw ValidationError("--rounds must be from 1 to 10000, not \(rounds).")
    }
    guard share > 0, share <= 0.4 else {
      throw ValidationError("--share must be over 0 and at most 0.4, not \(share).")
    }
  }

  func run() throws {
    Interruption.watch()
    let line = telling.line()
    line.begin("reading \(vectors)")
    let table = try VectorImport.read(path: vectors).matrix
    let (rows, queries) = try BenchRecallCommand.holdOut(from: table, seed: seed, place: vectors)
    guard rows.count >= 100 else {
      throw DataError(.badData, at: vectors, "holds too few vectors to replace some", remedy: "name at least 120")
    }
    var random = RandomSource(seed: seed, stream: 2)
    var order = Array(0..<rows.count)
    for place in order.indices.dropLast() { order.swapAt(place, place + random.below(rows.count - place)) }
    var live = Array(order.prefix(rows.count * 7 / 10))
    var waiting = Array(order.dropFirst(live.count))
    let each = max(1, Int(share * Double(live.count)))

    let index = MutableIndex(try build(rows, live), ids: live.map { UInt64($0) }, threads: workers.threads)
    let timer = Stopwatch()
    for round in 0..<rounds {
      line.show("round \(round + 1) of \(rounds)")
      for place in 0..<each { live.swapAt(place, place + random.below(live.count - place)) }
      let gone = Array(live.prefix(each))
      let come = Array(waiting.prefix(each))
      for row in gone { try index.remove(UInt64(row)) }
      for row in come { try index.insert(Array(rows.row(row)), id: UInt64(row)) }
      live.replaceSubrange(..<each, with: come)
      waiting = Array(waiting.dropFirst(each)) + gone
    }
    let (churned, ids) = try index.freeze()
    let seconds = timer.elapsed.seconds
    line.begin("building anew")
    let ordinals = ids.map { Int($0) }
    let freshTimer = Stopwatch()
    let fresh = try build(rows, ordinals)
    let freshSeconds = freshTimer.elapsed.seconds
    line.begin("searching")
    let exact = try ExactIndex(
      rows: values(rows, ordinals), count: ordinals.count, dimension: rows.dimension, metric: metric)
    func curve(of index: HNSWIndex) -> RecallCurve {
      RecallCurve.measure(index, against: exact, queries: queries.values, efforts: ef.efforts)
    }
    func lost(in index: HNSWIndex) -> Int {
      ordinals.indices.count { ordinal in
        let row = Array(rows.row(ordinals[ordinal]))
        // Another row may be as near.
        return (index.search(row, k: 1, effort: 64).first?.score ?? -.infinity) < index.scores(row, of: [ordinal])[0]
      }
    }
    line.finish()
    Rendering.show(
      ChurnReport(
        rows: ordinals.count, replaced: rounds * each, rounds: rounds, seconds: seconds, freshSeconds: freshSeconds,
        churned: curve(of: churned), fresh: curve(of: fresh), lost: lost(in: churned), freshLost: lost(in: fresh),
        unreachable: churned.statistics.unreachable),
      asJSON: output.isJSON)
  }

  private func build(_ rows: EmbeddingMatrix, _ ordinals: [Int]) throws -> HNSWIndex {
    try HNSWIndex.build(
      rows: values(rows, ordinals), count: ordinals.count, dimension: rows.dimension, metric: metric,
      threads: workers.threads)
  }

  private func values(_ rows: EmbeddingMatrix, _ ordinals: [Int]) -> [Float] { ordinals.flatMap { rows.row($0) } }
}

/// What a churn bench has measured.
struct ChurnReport {
  let rows: Int
  /// Rows taken out and put in, over all rounds.
  let replaced: Int
  let rounds: Int
  /// All changes together, new graphs included.
  let seconds: Double
  let freshSeconds: Double
  let churned: RecallCurve
  let fresh: RecallCurve
  /// Rows that a search for themselves does not find.
  let lost: Int
  let freshLost: Int
  let unreachable: Int
}
