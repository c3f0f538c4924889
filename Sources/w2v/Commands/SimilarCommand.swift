import ArgumentParser
import Embeddings
import Files
import Similarity

/// `w2v similar`: seeds in, cards out.
struct SimilarCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "similar",
    abstract: "Find what is similar to some tracks, albums, artists or playlists.",
    discussion: """
      A seed is track:ID, album:ID, artist:ID or playlist:ID; several seeds are blended. The answer holds items of one \
      kind, best first, never a seed, and no recording twice. With --find it looks ids up by name instead.

      Two items are 'alike' when they play the same role and go 'together' when they appear in the same playlists; \
      'together' is what continues a playlist.

      EXAMPLES
        w2v similar --find "harbour light" --models models
        w2v similar track:t12 --models models
        w2v similar track:t12 track:t44 --relation together --models models
        w2v similar track:t12 --not track:t44 --per-artist 1 --models models
        w2v similar artist:a7 --to playlist -k 5 --models models --json
        w2v similar track:t12 --among candidates.txt --models models

      EXIT STATUS
        1 when none of the seeds is known, or nothing is found
      """)

  @Argument(help: ArgumentHelp("What the answer should be similar to.", valueName: "seed"), transform: ItemID.argument)
  var seeds: [ItemID] = []

  @OptionGroup var models: ModelOptions

  @Option(help: "The kind of item wanted.")
  var to = ItemKind.track

  @Option(help: "What similar means; best is the one that finds more of the kind asked for.")
  var relation = RelationChoice.alike

  @OptionGroup var limit: CountOption

  @Option(
    help: ArgumentHelp("An item that must not be in the answer; may be repeated.", valueName: "id"),
    transform: ItemID.argument)
  var exclude: [ItemID] = []

  @Option(
    help: ArgumentHelp(
      "Order the items of this file, an id a line, instead of looking for some; '-' is standard input.",
      valueName: "file"))
  var among: String?

  @Option(help: ArgumentHelp("A listener whose taste counts as one more seed.", valueName: "id"))
  var listener: String?

  @Option(help: ArgumentHelp("The folder of the listeners' vectors ('w2v listeners').", valueName: "dir"))
  var listeners: String?

  @Option(help: ArgumentHelp("Who is asked for, for the experiment of the models folder.", valueName: "text"))
  var subject: String?

  @OptionGroup var shelf: ShelfOptions

  @Flag(name: .customLong("exact"), help: "Compare with every item instead of walking the graph.")
  var isExact = false

  @Option(help: ArgumentHelp("List the items whose name, credit or id holds these words.", valueName: "text"))
  var find: String?

  @Option(name: .customLong("kind"), help: ArgumentHelp("Limit --find to a kind; may be repeated.", valueName: "kind"))
  var kinds: [ItemKind] = []

  @OptionGroup var output: JSONOption

  func validate() throws {
    if let find {
      guard seeds.isEmpty else { throw ValidationError("Give seeds or --find, not both.") }
      guard find.contains(where: { !$0.isWhitespace }) else {
        throw ValidationError("--find needs a word to look for.")
      }
    } else {
      guard !seeds.isEmpty || listener != nil else {
        throw ValidationError("Give a seed such as track:ID, or look one up with --find.")
      }
      guard (listener == nil) == (listeners == nil) else {
        throw ValidationError("--listener ID goes with --listeners DIR.")
      }
      guard among == nil || subject == nil else { throw ValidationError("--among orders by no experiment's variant.") }
      guard kinds.isEmpty else { throw ValidationError("--kind goes with --find; say --to for the kind wanted.") }
    }
    try shelf.validate()
  }

  /// The question that the seeds and options ask.
  var query: ShelfQuery {
    var query = ShelfQuery(
      seeds: seeds.map { Seed($0) } + shelf.not.map { Seed($0, isNegative: true) }, to: to, count: limit.count,
      relation: relation, exclude: exclude)
    shelf.apply(to: &query)
    if isExact { query.effort = .exact }
    return query
  }

  func run() throws {
    if let find {
      try lookUp(find)
    } else if let among {
      try order(among)
    } else {
      try answer()
    }
  }

  private func lookUp(_ text: String) throws {
    let engine = try models.engine(.names)
    let found = engine.find(text, kinds: kinds.isEmpty ? ItemKind.allCases : kinds, limit: limit.count)
    guard !found.isEmpty else {
      Rendering.note("nothing in model \(engine.model.version) is called '\(text)'")
      throw ExitCode(.no)
    }
    Rendering.show(found, asJSON: output.isJSON)
  }

  /// The question, with the listener's vector, and an engine that can answer it.
  private func asked() throws -> (ShelfQuery, SimilarityEngine) {
    var query = query
    if let listener, let listeners { query.listener = try Self.vector(of: listener, in: listeners) }
    var engine = try models.engine(.answering(query))
    if query.seeds.contains(where: { engine.item($0.id) == nil }) {
      // What the model lacks its catalog may know.
      engine = try models.engine(.answering(query, withCatalog: true))
    }
    if let vector = query.listener, !engine.accepts(vector) {
      throw DataError(
        .badData, at: listeners ?? "",
        "vectors of space \(vector.space); model \(engine.model.version) has "
          + engine.model.manifest.space,
        remedy: "make the listeners' vectors with this model, or name theirs with --model")
    }
    return (query, engine)
  }

  private func answer() throws {
    let (query, engine) = try asked()
    let answer = try engines(besides: engine, for: query).answer(query, for: subject)
    if let variant = answer.stamp.variant { Rendering.note("variant \(variant)") }
    Rendering.note(shortOf: query, answer, models: models.models)
    for id in exclude where engine.item(id) == nil {
      Rendering.note(uselessExclusionOf: id, from: engine.model.version)
    }
    Rendering.show(answer.cards, asJSON: output.isJSON)
    if answer.cards.isEmpty { throw ExitCode(.no) }
  }

  /// Shows items that somebody else has chosen, best first: what is asked of the choice (caps, variety) plays no part.
  private func order(_ path: String) throws {
    let candidates = try CandidateOptions.ids(in: path).map { line, text in
      guard let id = ItemID(text), id.kind == to else {
        throw DataError(
          .badData, at: "\(path):\(line)", "'\(text)' is no \(to.rawValue)",
          remedy: "write \(to.rawValue):ID, or say --to for the kind")
      }
      return id
    }
    let (query, engine) = try asked()
    guard let scores = engine.score(candidates.filter { !exclude.contains($0) }, for: query) else {
      Rendering.note(
        without: query.seeds.map { engine.status(of: $0.id) }, in: engine.model.version, models: models.models)
      throw ExitCode(.no)
    }
    for id in scores.unknown { Rendering.note("\(id) is not known, and passed over") }
    Rendering.show(Array(scores.cards.prefix(limit.count)), asJSON: output.isJSON)
    if scores.cards.isEmpty { throw ExitCode(.no) }
  }

  /// The engines of the experiment that the subject is in, or the one alone.
  private func engines(besides main: SimilarityEngine, for query: ShelfQuery) throws -> ExperimentEngines {
    guard subject != nil, let experiment = try Experiment.read(folder: models.models) else {
      return ExperimentEngines(main: main)
    }
    var others: [String: SimilarityEngine] = [:]
    for name in experiment.models {
      let (model, note) = try models.store.load(name)
      if let note { Rendering.note(note) }
      others[name] = SimilarityEngine(model: model, denied: main.denied, label: models.store.label(choosing: name))
    }
    // A variant may ask for what the question does not need.
    return ExperimentEngines(main: try models.engine(.everything), experiment: experiment, others: others)
  }

  private static func vector(of listener: String, in folder: String) throws -> ListenerVector {
    let table = try ListenerTable.read(folder: folder)
    guard let vector = table.vector(of: listener) else {
      Rendering.note("\(folder): there is no listener '\(listener)'")
      throw ExitCode(.no)
    }
    return vector
  }
}
