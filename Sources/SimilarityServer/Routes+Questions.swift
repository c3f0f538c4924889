import Hummingbird
import NIOCore
import Similarity

// Questions: seeds in, items out.
extension Routes {
  // MARK: POST /v1/similar, POST /v1/similar:batch

  @Sendable func similar(_ request: Request, _: CallContext) async throws -> Response {
    let body = try await RequestBytes.json(of: request, limit: limits.bodyBytes)
    let engines = try engines()
    // The same question to the same model has the same answer: who has it already need not have it again.
    @Sendable func tag() -> String { "W/\"\(engines.name(ofAnswerTo: body))\"" }
    if let known = request.headers[.ifNoneMatch] {
      let tag = tag()
      if known.split(separator: ",").contains(where: { $0.filter { $0 != " " } == tag }) {
        return Response(status: .notModified, headers: [.eTag: tag])
      }
    }
    let arrival = ContinuousClock.now
    return try await lanes.run(try lane(of: request)) { [self] in
      let request = try SimilarRequest(body: body, limits: limits)
      let (answer, isCut) = try answer(
        request, from: engines, within: request.deadline.map { Self.left(of: $0, since: arrival) })
      var response = Self.ok(answer)
      // What was cut short may be longer the next time.
      if !isCut { response.headers[.eTag] = tag() }
      return response
    }
  }

  @Sendable func batch(_ request: Request, _: CallContext) async throws -> Response {
    let body = try await RequestBytes.json(of: request, limit: limits.bodyBytes)
    let engines = try engines()
    let arrival = ContinuousClock.now
    return try await lanes.run(try lane(of: request)) { [self] in
      let batch = try BatchRequest(body: body, limits: limits)
      let start = ContinuousClock.now
      // One deadline for all: what is left of it is the next one's, and a question has none left rather than none.
      let answers = batch.questions.map { question -> Result<ByteBuffer, Problem> in
        let left = batch.deadline.map { Self.left(of: $0, since: arrival) }
        do throws(Problem) {
          return .success(try answer(question, from: engines, within: left).body)
        } catch {
          return .failure(error)
        }
      }
      return Self.ok(BatchRequest.json(of: answers, tookMilliseconds: start.elapsedMilliseconds))
    }
  }

  /// What is left of a request's time: waiting for a thread has used some of it.
  private static func left(of time: Duration, since arrival: ContinuousClock.Instant) -> Duration {
    max(.zero, time - (ContinuousClock.now - arrival))
  }

  private func answer(
    _ request: SimilarRequest, from engines: ExperimentEngines, within time: Duration?
  ) throws(Problem) -> (body: ByteBuffer, isCut: Bool) {
    try Self.check(request.model, servedBy: engines.main)
    try Self.check(request.query.listener, in: engines.main)
    let start = ContinuousClock.now
    let answer = engines.answer(request.query, for: request.dealtSubject, within: time)
    let took = start.elapsedMilliseconds
    metrics.answered(answer, to: request.query.to, seconds: took / 1000)
    if answer.shortfall == .levelNotAccepted {
      throw Problem(
        .levelNotAccepted, "the answer would be of level \(answer.stamp.level.rawValue): \(answer.stamp.reason ?? "")")
    }
    sampler.consider(answer, to: request.query, by: engines.main)
    if answer.shortfall == .noKnownSeed { throw Self.unusable(answer.seeds, by: answer.stamp.model) }
    return (answer.json(tookMilliseconds: took), answer.isCut)
  }

  private static func check(_ model: String?, servedBy engine: SimilarityEngine) throws(Problem) {
    if let model, model != engine.model.version {
      throw Problem(.modelNotServed, "asked for model '\(clipped(model))'; '\(engine.model.version)' is being served")
    }
  }

  /// A vector of another coordinate system means nothing here, and must not be compared in silence.
  private static func check(_ listener: ListenerVector?, in engine: SimilarityEngine) throws(Problem) {
    if let listener, !engine.accepts(listener) {
      throw Problem(
        .foreignSpace,
        "the vector has \(listener.input.count) numbers of space '\(clipped(listener.space))'; model "
          + "'\(engine.model.version)' has \(engine.model.relations.dimension) of '\(engine.model.manifest.space)'")
    }
  }

  private static func unusable(_ seeds: [SeedStatus], by model: String) -> Problem {
    var problem = Problem(.unknownSeeds, "model '\(model)' can use none of the \(seeds.count) seeds")
    problem.unknownSeeds = seeds.filter { $0.status != .known && $0.status != .backedOff }.map(\.id)
    return problem
  }

  // MARK: POST /v1/home

  @Sendable func home(_ request: Request, _: CallContext) async throws -> Response {
    let body = try await RequestBytes.json(of: request, limit: limits.bodyBytes)
    let engines = try engines()
    let arrival = ContinuousClock.now
    return try await lanes.run(try lane(of: request)) { [self] in
      let request = try HomeRequest(body: body, limits: limits)
      try Self.check(request.model, servedBy: engines.main)
      for shelf in request.query.shelves { try Self.check(shelf.query.listener, in: engines.main) }
      let start = ContinuousClock.now
      let answer = engines.answer(
        request.query, for: request.dealtSubject,
        within: request.deadlineMilliseconds.map { Self.left(of: .milliseconds($0), since: arrival) })
      let took = start.elapsedMilliseconds
      for (shelf, asked) in zip(answer.shelves, request.query.shelves) {
        metrics.answered(shelf.answer, to: asked.query.to, seconds: took / 1000 / Double(answer.shelves.count))
      }
      return Self.ok(answer.json(tookMilliseconds: took))
    }
  }

  // MARK: POST /v1/score

  @Sendable func score(_ request: Request, _: CallContext) async throws -> Response {
    let body = try await RequestBytes.json(of: request, limit: limits.bodyBytes)
    let engine = try engine()
    return try await lanes.run(try lane(of: request)) { [limits] in
      let request = try ScoreRequest(body: body, limits: limits)
      try Self.check(request.model, servedBy: engine)
      try Self.check(request.query.listener, in: engine)
      let start = ContinuousClock.now
      guard let scores = engine.score(request.candidates, for: request.query) else {
        throw Self.unusable(request.query.seeds.map { engine.status(of: $0.id) }, by: engine.model.version)
      }
      return Self.ok(scores.json(tookMilliseconds: start.elapsedMilliseconds))
    }
  }

  // MARK: POST /v1/listener

  @Sendable func listener(_ request: Request, _: CallContext) async throws -> Response {
    let body = try await RequestBytes.json(of: request, limit: limits.bodyBytes)
    let engine = try engine()
    return try await lanes.run(try lane(of: request)) { [limits] in
      let request = try ListenerRequest(body: body, limits: limits)
      guard let answer = request.answer(from: engine) else {
        throw Self.unusable(request.plays.map { engine.status(of: $0.id) }, by: engine.model.version)
      }
      return Self.ok(answer)
    }
  }

  // MARK: POST /v1/explain

  @Sendable func explain(_ request: Request, _: CallContext) async throws -> Response {
    let body = try await RequestBytes.json(of: request, limit: limits.bodyBytes)
    let engine = try engine()
    return try await lanes.run(try lane(of: request)) {
      let request = try ExplainRequest(body: body)
      return Self.ok(engine.explain(request.first, request.second).json)
    }
  }
}
