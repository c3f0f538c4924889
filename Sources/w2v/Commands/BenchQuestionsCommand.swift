import ArgumentParser
import Embeddings
import Similarity

/// `w2v bench questions`: how long the engine takes for a question, by what is asked.
struct BenchQuestionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "questions",
    abstract: "Measure how long a model takes to answer, by the number of seeds and what is asked besides.",
    discussion: """
      One thread asks for tracks: each kind of question --questions times, the kinds in turns, so that what disturbs the \
      machine disturbs all of them. Seeds are tracks of one playlist (--playlists), or any tracks. 'as exact' is the share \
      of the cards of a question answered exactly that the question itself was answered with.

      EXAMPLES
        w2v bench questions --models models
        w2v bench questions --models models -k 50 --questions 2000 --json
        w2v bench questions --models models --playlists split/held-out --exact 100
      """)

  @OptionGroup var models: ModelOptions

  @Option(
    name: [.customShort("k"), .customLong("count")], help: ArgumentHelp("How many cards to ask for.", valueName: "n"))
  var count = 20

  @Option(help: ArgumentHelp("Questions of each kind.", valueName: "n"))
  var questions = 500

  @Option(help: ArgumentHelp("Questions of each kind that are asked exactly as well.", valueName: "n"))
  var exact = 0

  @Option(help: ArgumentHelp("A file or folder of playlists to take seeds from; may be repeated.", valueName: "path"))
  var playlists: [String] = []

  @Option(help: ArgumentHelp("Decides the seeds.", valueName: "n"))
  var seed: UInt64 = 1

  @OptionGroup(title: "Reading playlists") var reading: CorpusReadingOptions

  @OptionGroup var output: JSONOption

  func validate() throws {
    guard (0...questions).contains(exact) else {
      throw ValidationError("--exact must be from 0 to --questions (\(questions)), not \(exact).")
    }
    guard (1...1_000).contains(count) else { throw ValidationError("-k must be from 1 to 1000, not \(count).") }
    guard (10...1_000_000).contains(questions) else {
      throw ValidationError("--questions must be from 10 to 1000000, not \(questions).")
    }
  }

  func run() throws {
    let engine = try models.engine(.everything)
    let tracks = engine.model[.track].list
    guard tracks.count > 0 else { throw ExitCode(.no) }
    // What the model has not cannot be asked for.
    var kinds = Self.kinds.filter { kind in
      var query = ShelfQuery(seeds: [Seed](repeating: Seed(ItemID(.track, "")), count: kind.seeds))
      kind.change(&query)
      return engine.model[query.to].count > 0
    }
    let labels = engine.model.catalog.lazy.flatMap(\.labels).prefix(1)
    if let label = labels.first { kinds.append(("10 seeds, label \(label)", 10, { $0.labels = [label] })) }
    let known = try playlists.isEmpty ? [] : reading.readPlaylists(playlists)
    var seeds = SeedSource(
      known.map { $0.tracks.compactMap { tracks.ids.ordinal(of: $0) } }, of: tracks.count, seed: seed)
    func question(_ kind: Kind) -> ShelfQuery {
      var query = ShelfQuery(
        seeds: seeds.next(kind.seeds).map { ItemID(.track, tracks.ids[$0]) }, count: count)
      kind.change(&query)
      return query
    }
    // What is worked out at the first question of a kind is no part of the others.
    for kind in kinds { _ = engine.answer(question(kind)) }
    var times = kinds.map { _ in [Double]() }
    var same = kinds.map { _ in (found: 0, wanted: 0) }
    for round in 0..<questions {
      for (place, kind) in kinds.enumerated() {
        let query = question(kind)
        let start = ContinuousClock.now
        let answer = engine.answer(query)
        times[place].append((ContinuousClock.now - start) / .microseconds(1))
        precondition(answer.cards.count <= count, "no more cards than asked")
        guard round < exact else { continue }
        var exactly = query
        exactly.effort = .exact
        let wanted = Set(engine.answer(exactly).cards.map(\.id))
        same[place].wanted += wanted.count
        same[place].found += answer.cards.count { wanted.contains($0.id) }
      }
    }
    Rendering.show(
      kinds.indices.map { kind in
        QuestionTimes(
          name: kinds[kind].name, microseconds: times[kind].sorted(),
          asExact: same[kind].wanted == 0 ? nil : Double(same[kind].found) / Double(same[kind].wanted))
      }, of: engine.model, count: count, asJSON: output.isJSON)
  }

  private typealias Kind = (name: String, seeds: Int, change: @Sendable (inout ShelfQuery) -> Void)

  private static let kinds: [Kind] = [
    ("1 seed", 1, { _ in }),
    ("1 seed, together", 1, { $0.relation = .together }),
    ("10 seeds", 10, { _ in }),
    ("10 seeds, together", 10, { $0.relation = .together }),
    ("50 seeds", 50, { _ in }),
    ("200 seeds", 200, { _ in }),
    ("10 seeds, blend", 10, { $0.combination = .blend }),
    ("10 seeds, nearest", 10, { $0.combination = .nearest }),
    ("10 seeds, 2 negative", 10, { query in for place in 0..<2 { query.seeds[place].isNegative = true } }),
    ("10 seeds, 1 per artist", 10, { $0.perArtist = 1 }),
    ("10 seeds, variety 0.5", 10, { $0.variety = 0.5 }),
    ("10 seeds, popularity -0.5", 10, { $0.popularity = -0.5 }),
    ("10 seeds, support 50", 10, { $0.minimumSupport = 50 }),
    ("10 seeds, percentile 0.99", 10, { $0.minimumPercentile = 0.99 }),
    ("10 seeds, recall 0.99", 10, { $0.effort = .recall(0.99) }),
    ("10 seeds, exact", 10, { $0.effort = .exact }),
    ("10 seeds, because", 10, { $0.wantsEvidence = true }),
    ("10 seeds, playlists", 10, { $0.to = .playlist }),
    ("10 seeds, artists", 10, { $0.to = .artist }),
  ]
}

/// How long the questions of a kind took.
struct QuestionTimes {
  /// What was asked.
  let name: String
  /// The times, rising.
  let microseconds: [Double]
  /// The share of an exact answer's cards that were found; nil where no question was asked exactly.
  let asExact: Double?

  /// The time that a share of the questions took at most.
  func percentile(_ share: Double) -> Double {
    microseconds[min(microseconds.count - 1, Int(share * Double(microseconds.count)))]
  }
}

/// Tracks to ask with: of one playlist as far as it goes, then of the next; any tracks where there are no playlists.
private struct SeedSource {
  private let playlists: [[Int]]
  private let trackCount: Int
  private var random: RandomSource

  init(_ playlists: [[Int]], of trackCount: Int, seed: UInt64) {
    self.playlists = playlists.filter { !$0.isEmpty }
    self.trackCount = trackCount
    random = RandomSource(seed: seed)
  }

  /// The ordinals of so many tracks.
  mutating func next(_ count: Int) -> [Int] {
    guard !playlists.isEmpty else { return (0..<count).map { _ in random.below(trackCount) } }
    var chosen: [Int] = []
    while chosen.count < count {
      chosen += playlists[random.below(playlists.count)].prefix(count - chosen.count)
    }
    return chosen
  }
}
