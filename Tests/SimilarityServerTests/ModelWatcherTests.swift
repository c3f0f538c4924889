import Files
import Similarity
import Synchronization
import TestSupport
import Testing

@testable import SimilarityServer

/// A folder that changes under a service: each test looks when it says so, by a clock of its own.
@Suite struct ModelWatcherTests {
  let folder: TemporaryFolder
  let store: ModelStore
  let first: Manifest
  let holder: ModelHolder

  init() throws {
    folder = try TemporaryFolder()
    store = ModelStore(folder: folder("models"))
    first = try store.publish(PlantedModel.build(.first))
    holder = ModelHolder(SimilarityEngine(model: try store.load().model))
  }

  /// A clock that goes when it is told to.
  final class Clock: Sendable {
    private let time = Mutex(ContinuousClock.now)
    var now: ContinuousClock.Instant { time.withLock { $0 } }
    func advance(_ duration: Duration) { time.withLock { $0 += duration } }
  }

  private func watcher(following name: String? = nil, clock: Clock = Clock()) -> ModelWatcher {
    ModelWatcher(models: holder, store: store, following: name, logger: .silent, now: { clock.now })
  }

  @Test func another_current_version_answers_from_the_next_look_on() async throws {
    let watcher = watcher()
    await watcher.look()
    #expect(holder.current?.model.version == first.version)
    let second = try store.publish(PlantedModel.build(.second))
    await watcher.look()
    #expect(holder.current?.model.version == second.version)
    try store.rollback()
    await watcher.look()
    #expect(holder.current?.model.version == first.version)
    #expect(watcher.refusal == nil)
  }

  @Test func a_model_that_was_replaced_is_let_go_by_a_look_once_its_last_request_is_done() async throws {
    let watcher = watcher()
    weak let replaced = holder.current?.model
    var request = holder.current
    #expect(request != nil)
    _ = try store.publish(PlantedModel.build(.second))
    await watcher.look()
    #expect(replaced != nil, "a request still needs it")
    request = nil
    #expect(replaced != nil, "a request does not let go of it, the next look does")
    await watcher.look()
    #expect(replaced == nil)
  }

  @Test func a_label_is_followed_and_a_version_stays() async throws {
    let (labelled, fixed) = (watcher(following: "canary"), watcher(following: first.version))
    let second = try store.publish(PlantedModel.build(.second), labels: ["canary"], isCurrent: false)
    await fixed.look()
    #expect(holder.current?.model.version == first.version)
    await labelled.look()
    #expect(holder.current?.model.version == second.version)
  }

  @Test func what_does_not_verify_changes_nothing_and_is_tried_again_later_and_later() async throws {
    let clock = Clock()
    let watcher = watcher(clock: clock)
    let second = try store.publish(PlantedModel.build(.second))
    let file = Paths.join(store.folder(of: second.version), "tracks.vectors")
    let bytes = try ByteSource.readAll(path: file)
    var damaged = bytes
    damaged[bytes.count / 2] ^= 1
    try DurableFile.write(damaged, to: file)
    await watcher.look()
    #expect(holder.current?.model.version == first.version)
    #expect(watcher.refusal?.version == second.version && watcher.refusal?.reason.contains("tracks.vectors") == true)
    #expect(watcher.refusal?.attempts == 1)
    await watcher.look()
    #expect(watcher.refusal?.attempts == 1, "not before its time")
    clock.advance(.seconds(2))
    await watcher.look()
    #expect(watcher.refusal?.attempts == 2)
    clock.advance(.seconds(2))
    await watcher.look()
    #expect(watcher.refusal?.attempts == 2, "twice as long")
    try DurableFile.write(bytes, to: file)
    clock.advance(.seconds(2))
    await watcher.look()
    #expect(watcher.refusal == nil && holder.current?.model.version == second.version)
  }

  @Test func what_does_not_fit_into_memory_is_refused_with_the_sum() async throws {
    let second = try store.publish(PlantedModel.build(.second))
    let watcher = ModelWatcher(models: holder, store: store, availableMemory: { 1_000 }, logger: .silent)
    await watcher.look()
    #expect(holder.current?.model.version == first.version)
    #expect(watcher.refusal?.version == second.version && watcher.refusal?.stage == .memory)
    #expect(watcher.refusal?.reason.contains("0 MB are available") == true, "\(String(describing: watcher.refusal))")
  }

  @Test func a_manifest_that_is_damaged_is_refused_while_loading() async throws {
    let second = try store.publish(PlantedModel.build(.second))
    let watcher = watcher()
    try DurableFile.write(Array("{}".utf8), to: Paths.join(store.folder(of: second.version), Manifest.fileName))
    await watcher.look()
    #expect(watcher.refusal?.stage == .load && holder.current?.model.version == first.version)
  }

  @Test func who_answers_in_the_place_of_another_model_says_so() async throws {
    let watcher = watcher(clock: Clock())
    let second = try store.publish(PlantedModel.build(.second))
    let file = Paths.join(store.folder(of: second.version), "tracks.vectors")
    var damaged = try ByteSource.readAll(path: file)
    damaged[damaged.count / 2] ^= 1
    try DurableFile.write(damaged, to: file)
    await watcher.look()
    try await Wire.inProcess.serve(holder) { server in
      let answer: WireAnswer = try await server.send(.similar(#"{"seeds":["track:red-0"],"count":1}"#)).decode()
      #expect(answer.answer.level == 2 && answer.answer.levelReason?.contains(second.version) == true)
      let strict = try await server.send(.similar(#"{"seeds":["track:red-0"],"accept_level":1}"#))
      #expect(strict.status == 503 && strict.header("Retry-After") != nil)
      #expect(try strict.decode(WireProblem.self).type == "level-not-accepted")
    }
    try store.rollback()
    await watcher.look()
    #expect(holder.current?.standsInFor == nil)
    let query = ShelfQuery(seeds: [ItemID(.track, "red-0")], count: 1)
    #expect(holder.current?.answer(query).stamp.level == .full)
  }

  @Test func an_experiment_is_followed_with_its_models() async throws {
    let watcher = watcher()
    let second = try store.publish(PlantedModel.build(.second), labels: ["canary"], isCurrent: false)
    let body = #"{"name":"e","key":"k","variants":[{"name":"new","share":1,"model":"canary"}]}"#
    try DurableFile.write(Array(body.utf8), to: Paths.join(store.folder, Experiment.fileName))
    await watcher.look()
    let ask = WireRequest.similar(#"{"seeds":["track:red-0"],"subject":"somebody","count":2}"#)
    try await Wire.inProcess.serve(holder) { [first] server in
      let answer: WireAnswer = try await server.send(ask).decode()
      #expect(answer.answer.model == second.version && answer.answer.variant == "new" && answer.answer.level == 0)
      #expect(answer.items.allSatisfy { $0.variant == "new" })
      let outside: WireAnswer = try await server.send(.similar(#"{"seeds":["track:red-0"]}"#)).decode()
      #expect(outside.answer.model == first.version && outside.answer.variant == nil)
      let page = try await server.send(
        .post("/v1/home", #"{"shelves":[{"name":"a","seeds":["track:red-0"]}],"subject":"somebody"}"#))
      #expect(page.text.contains(#""variant":"new""#) && page.text.contains(second.version))
    }
    // Who names a model gets that one.
    try await Wire.inProcess.serve(holder) { [first] server in
      let pinned: WireAnswer = try await server.send(
        .similar(#"{"seeds":["track:red-0"],"subject":"somebody","model":"\#(first.version)"}"#)
      ).decode()
      #expect(pinned.answer.model == first.version && pinned.answer.variant == nil)
    }
    // The variant's model is denied what all are; a promotion of it moves nobody.
    try store.deny([ItemID(.track, "red-1")])
    try store.promote("canary")
    await watcher.look()
    let query = ShelfQuery(seeds: [ItemID(.track, "red-0")], count: 100)
    #expect(holder.engines?.answer(query, for: "somebody").stamp.variant == "new")
    #expect(holder.engines?.answer(query, for: "somebody").cards.contains { $0.id.id == "red-1" } == false)
    // What cannot be understood deals nobody, and neither does what is gone.
    try DurableFile.write(Array("{".utf8), to: Paths.join(store.folder, Experiment.fileName))
    await watcher.look()
    #expect(holder.engines?.experiment == nil && holder.engines?.answer(query, for: "somebody").stamp.variant == nil)
  }

  @Test func a_variant_whose_model_does_not_load_is_answered_all_the_same() async throws {
    let watcher = watcher()
    let second = try store.publish(PlantedModel.build(.second), labels: ["canary"], isCurrent: false)
    try Paths.remove(Paths.join(store.folder(of: second.version), "tracks.vectors"))
    let body = #"{"name":"e","key":"k","variants":[{"name":"new","share":1,"model":"canary"}]}"#
    try DurableFile.write(Array(body.utf8), to: Paths.join(store.folder, Experiment.fileName))
    await watcher.look()
    let query = ShelfQuery(seeds: [ItemID(.track, "red-0")], count: 3)
    let answer = try #require(holder.engines?.answer(query, for: "somebody"))
    #expect(answer.stamp.model == first.version && answer.stamp.level == .previousModel && answer.cards.count == 3)
    #expect(answer.stamp.variant == "new")
  }

  @Test func a_folder_that_is_gone_leaves_the_model_in_memory() async throws {
    try Paths.remove(store.folder)
    await watcher().look()
    #expect(holder.current?.model.version == first.version)
    let asked = ShelfQuery(seeds: [ItemID(.track, "red-0")], count: 3)
    #expect(holder.current?.answer(asked).cards.count == 3)
  }

  @Test(arguments: Wire.allCases) func a_denied_item_is_gone_from_every_answer(wire: Wire) async throws {
    let watcher = watcher()
    let asked = ShelfQuery(seeds: [ItemID(.track, "red-0")], count: 200)
    let before = try #require(holder.current?.answer(asked).cards)
    let gone = try #require(before.first?.id)
    try store.deny([gone, ItemID(.artist, "blue")])
    await watcher.look()
    let after = try #require(holder.current?.answer(asked))
    #expect(after.cards.map(\.id) == before.map(\.id).filter { $0 != gone })
    try await wire.serve(holder, store: store) { server in
      #expect(try await server.send(.get("/v1/items/\(gone)")).status == 404)
      let seeds = try await server.send(.similar(#"{"seeds":["\#(gone)","track:red-0"],"count":1}"#))
      #expect(try seeds.decode(WireAnswer.self).seeds.map(\.status) == ["denied", "known"])
      #expect(try await server.send(.similar(#"{"seeds":["\#(gone)"]}"#)).status == 404)
      #expect(try await server.send(.get("/readyz")).status == 200)
    }
    // The next model does not have it either.
    let second = try store.publish(PlantedModel.build(.second))
    await watcher.look()
    #expect(holder.current?.model.version == second.version && holder.current?.item(gone) == nil)
    // A list that nobody understands is not taken for an empty one.
    try DurableFile.write(Array("track:red-5\nnonsense\n".utf8), to: store.denyListPath)
    await watcher.look()
    #expect(holder.current?.item(gone) == nil)
    #expect(throws: DataError.self) { try store.denyList() }
    try Paths.remove(store.denyListPath)
    await watcher.look()
    #expect(holder.current?.item(gone) != nil)
  }

  @Test func a_refused_version_is_shown_with_its_reason() async throws {
    struct Body: Decodable {
      struct Refused: Decodable {
        let version: String
        let reason: String
        let attempts: Int
      }
      let serving: String
      let refused: Refused?
    }
    let watcher = watcher()
    let second = try store.publish(PlantedModel.build(.second))
    try Paths.remove(Paths.join(store.folder(of: second.version), "tracks.vectors"))
    await watcher.look()
    let routes = Routes(models: holder, store: store, watcher: watcher, limits: .patient, logger: .silent)
    let body: Body = try await RoutesInProcess(responder: routes.responder()).send(.get("/v1/models")).decode()
    #expect(body.serving == first.version && body.refused?.version == second.version && body.refused?.attempts == 1)
    #expect(body.refused?.reason.contains("tracks.vectors") == true)
  }
}
