import Files
import Foundation
import ServiceLifecycle
import Similarity
import TestSupport
import Testing

@testable import SimilarityServer

/// What can be done to a running service on its socket, and who can.
@Suite struct AdminTests {
  let folder: TemporaryFolder
  let store: ModelStore
  let first: Manifest
  let second: Manifest
  let holder: ModelHolder
  let drain = Drain()

  init() throws {
    folder = try TemporaryFolder()
    store = ModelStore(folder: folder("models"))
    first = try store.publish(PlantedModel.build(.first))
    second = try store.publish(PlantedModel.build(.second), labels: ["canary"], isCurrent: false)
    holder = ModelHolder(SimilarityEngine(model: try store.load().model))
  }

  private var path: String { folder("s") }

  private struct Status: Decodable, Equatable {
    struct Refusal: Decodable, Equatable {
      let version: String
      let stage: String
    }
    let serving: String?
    let refused: Refusal?
    let denied: Int
    let draining: Bool
  }

  /// Runs a body while the service is administered; the body sends requests.
  private func run(
    _ body: @Sendable (@Sendable (WireRequest) async throws -> WireResponse) async throws -> Void
  ) async throws {
    let watcher = ModelWatcher(models: holder, store: store, logger: .silent)
    let (running, announce) = AsyncStream<Void>.makeStream()
    let path = path
    let admin = AdminService(
      path: path, models: holder, store: store, watcher: watcher, drain: drain, logger: .silent
    ) { announce.yield() }
    let group = ServiceGroup(configuration: ServiceGroupConfiguration(services: [admin], logger: .silent))
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask {
        defer { announce.finish() }
        try await group.run()
      }
      var running = running.makeAsyncIterator()
      if await running.next() != nil {
        try await body { request in try await SocketConnection.open(path: path) { try await $0.send(request) } }
      }
      await group.triggerGracefulShutdown()
      try await tasks.waitForAll()
    }
  }

  @Test func a_version_is_promoted_and_rolled_back_and_answers_at_once() async throws {
    try await run { send in
      #expect(
        try await send(.get("/status")).decode()
          == Status(serving: first.version, refused: nil, denied: 0, draining: false))
      let promoted: Status = try await send(.post("/promote", #"{"version": "canary"}"#)).decode()
      #expect(promoted.serving == second.version && holder.current?.model.version == second.version)
      let back: Status = try await send(.post("/rollback", "")).decode()
      #expect(back.serving == first.version && holder.current?.model.version == first.version)
      let unknown = try await send(.post("/promote", #"{"version": "nobody"}"#))
      #expect(unknown.status == 404 && unknown.text.contains("unknown-model"))
      let misspelt = try await send(.post("/promote", #"{"verison": "canary"}"#))
      #expect(misspelt.status == 400 && misspelt.text.contains("did you mean 'version'"))
    }
  }

  @Test func what_a_gate_refused_needs_a_reason() async throws {
    let diff = ModelDiff(from: try store.load().model, to: try store.load("canary").model)
    // A bound that nothing can keep.
    try store.record(Gate(bounds: [.lostShare: -1]).verdict(on: diff))
    try await run { send in
      let refused = try await send(.post("/promote", #"{"version": "canary"}"#))
      #expect(refused.status == 409 && refused.text.contains("gate-refused"))
      #expect(holder.current?.model.version == first.version)
      let forced: Status = try await send(.post("/promote", #"{"version": "canary", "force": "looked at it"}"#))
        .decode()
      #expect(forced.serving == second.version)
    }
  }

  @Test func a_version_that_is_damaged_is_refused_and_tried_again_when_told() async throws {
    let file = Paths.join(store.folder(of: second.version), "tracks.vectors")
    let whole = try ByteSource.readAll(path: file)
    try store.promote("canary")
    var damaged = whole
    damaged[damaged.count / 2] ^= 1
    try DurableFile.write(damaged, to: file)
    try await run { send in
      let refused: Status = try await send(.post("/reload", "")).decode()
      #expect(refused.serving == first.version)
      #expect(refused.refused == Status.Refusal(version: second.version, stage: "load"))
      try DurableFile.write(whole, to: file)
      // Without having waited for the next try.
      let loaded: Status = try await send(.post("/reload", "")).decode()
      #expect(loaded.serving == second.version && loaded.refused == nil)
    }
  }

  @Test func an_id_is_denied_and_allowed_again() async throws {
    try await run { send in
      let denied: Status = try await send(.post("/deny", #"{"ids": ["track:red-0"]}"#)).decode()
      #expect(denied.denied == 1)
      let allowed: Status = try await send(.post("/deny", #"{"allow": ["track:red-0"]}"#)).decode()
      #expect(allowed.denied == 0)
    }
  }

  @Test func a_service_that_is_drained_answers_and_is_not_ready() async throws {
    let drain = drain
    let statuses = try await LiveServer.run(drain: drain) { server, _ in
      let before = try await server.send(.get("/readyz"))
      drain.isOn = true
      let after = try await server.send(.get("/readyz"))
      let answer = try await server.send(.similar(#"{"seeds": ["track:red-0"]}"#))
      return [before.status, after.status, answer.status]
    }
    #expect(statuses == [200, 503, 200])
    try await run { send in
      let status: Status = try await send(.post("/drain", #"{"on": false}"#)).decode()
      #expect(!status.draining && !drain.isOn)
    }
  }

  @Test func nobody_else_can_open_the_socket_and_none_is_left() async throws {
    let path = path
    try await run { _ in
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      #expect(attributes[.posixPermissions] as? Int == 0o600)
    }
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(left == ["models"])
  }

  @Test func a_socket_that_a_killed_process_left_is_replaced_and_another_file_is_not() async throws {
    try await run { _ in }
    let left = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(left, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    close(left)
    #expect(bound == 0)
    try await run { send in
      let status = try await send(.get("/status"))
      #expect(status.status == 200)
    }
    _ = try folder.write("precious", as: "s")
    await #expect(throws: DataError.self) { try await run { _ in } }
    let kept = try ByteSource.readAll(path: path)
    #expect(kept == Array("precious".utf8))
  }
}
