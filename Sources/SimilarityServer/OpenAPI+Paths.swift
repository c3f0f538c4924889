import Embeddings
import Similarity

// The paths of the service, and the shapes of what goes in and comes out.
extension OpenAPI {
  /// Every path; `HEAD` comes with `GET`.
  var operations: [Operation] {
    let question = [400, 401, 403, 404, 405, 409, 413, 415, 429, 500, 503]
    let reading = [400, 401, 403, 404, 429, 500, 503]
    func post(_ path: String, _ id: String, _ body: String, _ answer: String, _ summary: String) -> Operation {
      Operation(method: "post", path: path, id: id, summary: summary, body: body, answer: answer, problems: question)
    }
    func get(_ path: String, _ id: String, _ answer: String?, _ summary: String, hasLane: Bool = false) -> Operation {
      Operation(
        method: "get", path: path, id: id, summary: summary, hasLane: hasLane, answer: answer, problems: reading)
    }
    var find = get("/v1/items", "find", "Items", "Items by their names.", hasLane: true)
    find.parameters = [
      (
        "find", "query", .string(maxLength: limits.findCharacters, pattern: "[^\\s\\u0085]"),
        "Words of a name, a credit or an id.", true
      ),
      ("kind", "query", .array(.choice(ItemKind.allCases.map(\.rawValue))), "The kinds to look among.", false),
      ("limit", "query", .integer(1...limits.count), "How many are wanted at most.", false),
    ]
    var item = get("/v1/items/{id}", "item", "Item", "What the model knows of an item.")
    item.parameters = [("id", "path", .id(), "track:ID, album:ID, artist:ID or playlist:ID.", true)]
    var map = get("/v1/map", "map", "Map", "The most popular tracks in a plane: near is alike.")
    map.parameters = [
      ("limit", "query", .integer(1...limits.mapTracks), "How many at most; 5,000 unless given.", false)
    ]
    var page = get("/", "explorer", nil, "The explorer, for people.")
    page.textType = "text/html"
    var model = get("/v1/models/{version}", "model", "ModelDetails", "One published model.", hasLane: true)
    model.parameters = [("version", "path", .string(), "A version or a label.", true)]
    return [
      post("/v1/similar", "similar", "Question", "Answer", "Items that are similar to the seeds."),
      post("/v1/similar:batch", "similarBatch", "Batch", "BatchAnswer", "Several questions at once."),
      post("/v1/home", "home", "Page", "PageAnswer", "Several shelves of one page."),
      post("/v1/score", "score", "Candidates", "Scores", "Given items in order."),
      post("/v1/listener", "listener", "Plays", "Taste", "A listener's taste from what was played."),
      post("/v1/explain", "explain", "Pair", "Explanation", "Why two items are similar."),
      find, item, map, page, get("/v1/models", "models", "Models", "The published models.", hasLane: true), model,
      get("/v1/limits", "limits", "Limits", "How much one request may ask for."),
      get("/v1/missing", "missing", "Missing", "What was asked for and is not in the model."),
      get("/metrics", "metrics", nil, "Figures for Prometheus."),
      get("/openapi.json", "openapi", "Document", "This document."),
      get("/livez", "live", "Health", "Whether the process is there."),
      get("/readyz", "ready", "Health", "Whether it can answer."),
    ]
  }

  /// The shapes, by name.
  var schemas: [(name: String, schema: Schema)] {
    [
      ("Question", .body(question + subject, oneOf: ["seeds", "listener"])),
      (
        "Batch",
        .body([.required("questions", .array(.named("Question"), 1...limits.batch), "The questions."), deadline])
      ),
      (
        "Page",
        .body(
          [
            .required("shelves", .array(.named("Shelf"), 1...limits.shelves), "The first shelf has the first choice."),
            deadline,
          ] + subject)
      ),
      (
        "Shelf",
        .body(
          [.required("name", .string(maxLength: 200), "Comes back with the shelf.")]
            + question.filter { $0.name != "deadline_ms" }, oneOf: ["seeds", "listener"])
      ),
      (
        "Candidates",
        .body(
          seeds + [.required("candidates", candidates, "Ids of one kind.")]
            + question.filter { ["relation", "combination", "half_life_days", "because"].contains($0.name) }
            + subject.filter { $0.name == "model" }, oneOf: ["seeds", "listener"])
      ),
      (
        "Plays",
        .body([
          .required("seeds", .array(seed, 1...limits.seeds), "What was played."),
          .optional("half_life_days", .number(0.01...36_500), "A play of that age counts half."),
          .optional("facets", .integer(1...5), "At most so many facets."),
        ])
      ),
      ("Pair", .body([.required("first", .id(), "An id."), .required("second", .id(), "An id.")])),
      ("Seed", .body(seedFields)),
      ("ListenerVector", .body(listenerFields)),
      ("Answer", .object(answer + [.required("answer", .named("Stamp"), "Where it comes from.")])),
      (
        "ShelfAnswer",
        .object(
          [.required("name", .string(), "As asked.")] + answer + [
            .required("id", .string(), "Names the answer."), .required("relation", .string(), "What was asked."),
            .required("level", .integer(0...4), "How much of what was asked went into it."),
            .required("level_reason", text, "What kept it from being all."),
          ])
      ),
      (
        "BatchAnswer",
        .object([
          .required(
            "answers", .array(.either([.named("Answer"), .object([.required("problem", .named("ProblemCore"), "")])])),
            "In the order asked."),
          .required("took_ms", .number(), ""),
        ])
      ),
      (
        "PageAnswer",
        .object([
          .required("shelves", .array(.named("ShelfAnswer")), "In the order asked."),
          .required("answer", .object(stamp + [.required("took_ms", .number(), "")]), ""),
        ])
      ),
      (
        "Scores",
        .object([
          .required("items", .array(.named("Card")), "Best first."), .required("unknown", .array(.string()), ""),
          .required("seeds", .array(.named("SeedStatus")), ""), .required("answer", .named("Stamp"), ""),
        ])
      ),
      (
        "Taste",
        .object([
          .required("listener", .named("ListenerVector"), ""),
          .required(
            "facets",
            .array(
              .object([
                .required("medoid", .string(), "The play in the middle."), .required("weight", .number(), "Its share."),
                .required("listener", .named("ListenerVector"), ""),
              ])), ""),
          .required("unknown_seeds", .array(.string()), ""),
          .required("answer", .object([.required("model", .string(), "")]), ""),
        ])
      ),
      (
        "Explanation",
        .object([
          .required("items", .array(.named("SeedStatus")), ""), .required("alike", .nullable(.named("Nearness")), ""),
          .required("together", .nullable(.named("Nearness")), ""),
          .required("because", .nullable(.named("Evidence")), ""),
          .required("sampled_playlists", .integer(), ""), .required("playlists", .integer(), ""),
          .required("answer", .object([.required("model", .string(), "")]), ""),
        ])
      ),
      ("Nearness", .object([.required("score", .number(), ""), .required("percentile", .number(0...1), "")])),
      ("Card", .object(card)),
      (
        "SeedStatus",
        .object([
          .required("id", .string(), ""),
          .required("status", .choice(["known", "unknown", "backed_off", "denied"]), ""),
          .optional("stand_in", .string(), "What was asked in its place."),
        ])
      ),
      (
        "Evidence",
        .object([
          .required("basis", .choice(["playlists", "bridge", "tracks", "none"]), ""),
          .optional("playlists", .integer(), ""),
          .optional("lift", .number(), ""), .optional("via", .string(), ""), .optional("name", text, ""),
          .optional("by", text, ""), .optional("first", .named("Shared"), ""),
          .optional("second", .named("Shared"), ""),
          .optional("tracks", .integer(), ""), .optional("of", .integer(), ""),
        ])
      ),
      ("Shared", .object([.required("playlists", .integer(), ""), .required("lift", .number(), "")])),
      (
        "Stamp",
        .object(
          [.required("id", .string(), "Names the answer.")] + stamp + [
            .required("relation", .choice(Relation.allCases.map(\.rawValue)), ""),
            .required("level", .integer(0...4), ""), .required("level_reason", text, ""),
            .required("took_ms", .number(), ""),
          ])
      ),
      (
        "Map",
        .object([
          .required(
            "items",
            .array(
              .object([
                .required("id", .string(), ""), .required("name", text, ""), .required("by", text, ""),
                .required("x", .number(), "0 to 1."), .required("y", .number(), "0 to 1."),
              ])), ""),
          .required("returned", .integer(), ""), .required("answer", .object([.required("model", .string(), "")]), ""),
        ])
      ),
      (
        "Items",
        .object([
          .required(
            "items",
            .array(
              .object([
                .required("id", .string(), ""), .required("name", text, ""), .required("by", text, ""),
                .required("support", .integer(), ""),
              ])), ""),
          .required("returned", .integer(), ""), .required("answer", .object([.required("model", .string(), "")]), ""),
        ])
      ),
      (
        "Item",
        .object([
          .required("id", .string(), ""), .required("kind", kind, ""), .required("name", text, ""),
          .required("by", text, ""),
          .required("support", .integer(), ""), .required("album", text, ""),
          .required("artists", .array(.string()), ""),
          .required("recording", text, ""), .required("seconds", .nullable(.integer()), ""),
          .required("model", .string(), ""),
        ])
      ),
      (
        "Models",
        .object([
          .required("current", text, ""), .required("serving", text, ""),
          .required(
            "versions",
            .array(
              .object([
                .required("version", .string(), ""), .required("labels", .array(.string()), ""),
                .required("readable", .boolean, ""),
              ])), ""),
        ])
      ),
      (
        "ModelDetails",
        .object([
          .required("version", .string(), ""), .required("labels", .array(.string()), ""),
          .required("serving", .boolean, ""),
          .required("readable", .boolean, ""),
        ])
      ),
      ("Limits", .object([.required("seeds", .integer(), ""), .required("count", .integer(), "")])),
      (
        "Missing",
        .object([
          .required(
            "items", .array(.object([.required("id", .string(), ""), .required("questions", .integer(), "")])), "")
        ])
      ),
      ("Document", .object([.required("openapi", .string(), "")])),
      ("Health", .object([.required("status", .string(), ""), .optional("model", .string(), "")])),
      ("ProblemCore", .object(problem)),
      ("Problem", .object(problem + [.required("instance", .string(), "The request's id.")])),
    ]
  }

  /// Ids, all of the same kind.
  private var candidates: Schema {
    .either(ItemKind.allCases.map { .array(.id($0.rawValue), 1...limits.candidates) })
  }

  /// One number for each dimension of the model that answers.
  private var vector: Schema { .array(.number(-1e30...1e30), dimension.map { $0...$0 }) }

  private var text: Schema { .either([.string(), .null]) }
  private var kind: Schema { .choice(ItemKind.allCases.map(\.rawValue)) }
  private var seed: Schema { .either([.id(), .named("Seed")]) }

  private var deadline: Schema.Property {
    .optional("deadline_ms", .integer(1...limits.deadlineMilliseconds), "What is found by then is the answer.")
  }

  private var seeds: [Schema.Property] {
    [
      .optional(
        "seeds", .array(seed, 1...limits.seeds), "What the answer is to be similar to; needed without a listener."),
      .optional("listener", .named("ListenerVector"), "A listener's taste, which counts as one more seed."),
    ]
  }

  /// The fields of a question, as `FieldReader.query(limits:)` reads them.
  var question: [Schema.Property] {
    seeds + [
      .optional("to", kind, "The kind of item wanted."),
      .optional("count", .integer(1...limits.count), "How many items are wanted."),
      .optional("relation", .choice(RelationChoice.allCases.map(\.rawValue)), "What similar means."),
      .optional("exclude", .array(.id(), 0...limits.exclude), "Items that must not be in the answer."),
      .optional(
        "combination", .choice(SeedCombination.allCases.map(\.rawValue)), "How scores against several seeds become one."
      ),
      .optional("half_life_days", .number(0.01...36_500), "A seed of that age counts half."),
      .optional("labels", .array(.string(), 0...limits.labels), "Labels that every item must have."),
      .optional("per_artist", .integer(1...limits.count), "At most so many by one artist."),
      .optional("per_album", .integer(1...limits.count), "At most so many from one album."),
      .optional("variety", .number(0...1), "How much the items should differ from each other."),
      .optional("popularity", .number(-1...1), "The popular last or first."),
      .optional("min_support", .integer(0...1_000_000_000), "Leaves out what occurs less often."),
      .optional("min_percentile", .number(0...1), "Leaves out what scores less than this share of random pairs."),
      .optional("variation", .integer(0...(1 << 53) - 1), "Shuffles items of nearly the same score."),
      .optional("recall", .number(0.5...1), "The share of the true nearest to find."),
      .optional("exact", .boolean, "Compares with every item."),
      .optional("accept_level", .integer(0...4), "The lowest level that is worth having."),
      .optional("because", .boolean, "Every item says why."), deadline,
    ]
  }

  /// Who asks, and whom.
  var subject: [Schema.Property] {
    [
      .optional("subject", .string(maxLength: 200), "Decides the variant of an experiment."),
      .optional("model", .string(), "Answers only if this version is served."),
    ]
  }

  private var seedFields: [Schema.Property] {
    [
      .required("id", .id(), "track:ID, album:ID, artist:ID or playlist:ID."),
      .optional("weight", .number(0.000_001...1_000_000), "How much it counts."),
      .optional("age_days", .number(0...36_500), "How long ago."),
      .optional("signal", .choice(Seed.Signal.allCases.map(\.rawValue)), "What was done."),
      .optional("negative", .boolean, "The answer is rather unlike it."),
    ]
  }

  private var listenerFields: [Schema.Property] {
    [
      .required("space", .string(maxLength: 200), "The coordinate system."),
      .required("input", vector, "As /v1/listener gave it."),
      .required("context", vector, "As /v1/listener gave it."),
      .optional("coherence", .number(0...1), "How alike the plays are."),
    ]
  }

  private var card: [Schema.Property] {
    [
      .required("id", .string(), ""), .required("name", text, ""), .required("by", text, ""),
      .required("score", .number(), "A cosine, as a rule; shared playlists add to it."),
      .required("percentile", .number(0...1), ""),
      .required("seed", text, "The seed that did most for it."), .optional("variant", .string(), ""),
      .required("because", .nullable(.named("Evidence")), ""),
    ]
  }

  private var answer: [Schema.Property] {
    [
      .required("items", .array(.named("Card")), "Best first."), .required("returned", .integer(), ""),
      .required("eligible", .integer(), ""), .required("shortfall", text, "Why there are fewer than asked."),
      .required("seeds", .array(.named("SeedStatus")), ""), .required("unknown_seeds", .array(.string()), ""),
    ]
  }

  private var stamp: [Schema.Property] {
    [
      .required("model", .string(), "The version."), .required("label", text, ""), .required("variant", text, ""),
      .required("space", .string(), ""), .required("corpus_until", text, ""),
      .required("age_s", .either([.integer(), .null]), ""),
    ]
  }

  private var problem: [Schema.Property] {
    [
      .required("type", .choice(Problem.Kind.allCases.map(\.rawValue)), "Never changes its meaning."),
      .required("title", .string(), ""), .required("status", .integer(), ""), .required("detail", .string(), ""),
      .optional(
        "errors", .array(.object([.required("pointer", .string(), ""), .required("reason", .string(), "")])), ""),
      .optional("unknown_seeds", .array(.string()), ""),
    ]
  }
}
