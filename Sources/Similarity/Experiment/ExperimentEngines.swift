/// What answers inside and outside of an experiment. CLI and HTTP ask here when a question has a subject.
public struct ExperimentEngines: Sendable {
  /// Answers outside the experiment, and for variants that name no model.
  public let main: SimilarityEngine
  /// The experiment that runs, if one does.
  public let experiment: Experiment?
  /// The engines of other models, by the version or label that a variant names.
  public let others: [String: SimilarityEngine]
  /// What answers hang on besides their question.
  private let ground: [UInt8]

  /// Creates engines.
  ///
  /// - Parameter others: by the names in ``Experiment/models``. In the place of one that is missing the main engine answers, and
  ///   says so.
  public init(main: SimilarityEngine, experiment: Experiment? = nil, others: [String: SimilarityEngine] = [:]) {
    self.main = main
    self.experiment = experiment
    self.others = others
    let variants = others.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.fingerprint)" }
    let all = [main.fingerprint, experiment.map { "\($0)" } ?? ""] + variants
    ground = Array(all.joined(separator: "\n").utf8)
  }

  /// Names an answer to a question: two answers with the same name say the same, but for how long they took and how old their model
  /// has become.
  ///
  /// - Parameter question: the question as it was written, with all it hangs on.
  public func name(ofAnswerTo question: [UInt8]) -> String {
    String(Checksum.ofBytes(ground + question).prefix(32))
  }

  /// The same with another engine outside the experiment.
  public func with(main: SimilarityEngine) -> ExperimentEngines {
    ExperimentEngines(main: main, experiment: experiment, others: others)
  }

  /// Answers several shelves at once, as the subject's variant does; a page is not interleaved.
  public func answer(_ home: HomeQuery, for subject: String?, within time: Duration? = nil) -> HomeAnswer {
    guard let subject, let variant = experiment?.variant(of: subject) else { return main.answer(home, within: time) }
    let engine = engine(of: variant)
    var decided = home
    for index in decided.shelves.indices {
      variant.apply(to: &decided.shelves[index].query)
      if let listener = decided.shelves[index].query.listener, !engine.accepts(listener) {
        decided.shelves[index].query.listener = nil
      }
    }
    return engine.answer(decided, within: time).attributed(to: variant.name)
  }

  /// The engine of a variant.
  func engine(of variant: Experiment.Variant) -> SimilarityEngine {
    guard let name = variant.model else { return main }
    return others[name] ?? main.standing(inFor: name)
  }

  /// Finds the items nearest to the seeds, as the subject's variant does.
  ///
  /// - Parameter subject: who is asked for; nil is outside every experiment.
  public func answer(_ query: ShelfQuery, for subject: String?, within time: Duration? = nil) -> ShelfAnswer {
    guard let subject, let experiment, let variant = experiment.variant(of: subject) else {
      return main.answer(query, within: time)
    }
    guard experiment.isInterleaved else { return answer(query, by: variant, within: time) }
    let draft = TeamDraft(seed: experiment.hash(of: "\(subject)\nteam draft"))
    var wider = query
    // What both bring is taken once.
    wider.count = 2 * min(query.count, 50_000)
    let half = time.map { $0 / 2 }
    let teams = experiment.variants.map { variant in
      TeamDraft.Team(engine: engine(of: variant), answer: answer(wider, by: variant, within: half))
    }
    return draft.pick(query.count, from: teams, perArtist: query.perArtist, perAlbum: query.perAlbum)
  }

  private func answer(
    _ query: ShelfQuery, by variant: Experiment.Variant, within time: Duration?
  ) -> ShelfAnswer {
    var decided = query
    variant.apply(to: &decided)
    let engine = engine(of: variant)
    // A listener's vector of another space means nothing to this model: the seeds alone are asked.
    if let listener = decided.listener, !engine.accepts(listener) { decided.listener = nil }
    return engine.answer(decided, within: time).attributed(to: variant.name)
  }
}
