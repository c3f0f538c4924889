import Synchronization
import Testing

@testable import SimilarityServer

/// Work in lanes, held at a gate so that nothing hangs on time.
@Suite struct LanesTests {
  /// Work that begins and then waits until it is let go.
  final class Gate: Sendable {
    private let state = Mutex((begun: [String](), isOpen: false))
    var begun: [String] { state.withLock { $0.begun } }
    func open() { state.withLock { $0.isOpen = true } }
    func pass(_ name: String) {
      state.withLock { $0.begun.append(name) }
      while !state.withLock({ $0.isOpen }) {}
    }
  }

  private final class Shed: Sendable {
    private let list = Mutex<[String]>([])
    var all: [String] { list.withLock { $0 } }
    var observer: Lanes.Observer {
      Lanes.Observer(shed: { [self] lane, reason in list.withLock { $0.append("\(lane) \(reason)") } })
    }
  }

  private final class Tally: Sendable {
    private let counts = Mutex((done: 0, refused: 0))
    var done: Int { counts.withLock { $0.done } }
    var refused: Int { counts.withLock { $0.refused } }
    func count(isDone: Bool) { counts.withLock { if isDone { $0.done += 1 } else { $0.refused += 1 } } }
  }

  private static func wait(until isSo: () -> Bool) async { while !isSo() { await Task.yield() } }

  @Test func the_most_urgent_begins_first() async throws {
    let gate = Gate()
    let lanes = Lanes(
      limit: 10, threads: 1, patience: Dictionary(uniqueKeysWithValues: Lane.allCases.map { ($0, .seconds(60)) }))
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await lanes.run(.interactive) { gate.pass("first") } }
      await Self.wait { gate.begun == ["first"] }
      for (number, lane) in [Lane.backfill, .refresh, .interactive, .refresh].enumerated() {
        group.addTask { try await lanes.run(lane) { gate.pass("\(lane)") } }
        await Self.wait { lanes.counts.reduce(0) { $0 + $1.waiting } == number + 1 }
      }
      gate.open()
      try await group.waitForAll()
    }
    #expect(gate.begun == ["first", "interactive", "refresh", "refresh", "backfill"])
    #expect(lanes.counts.allSatisfy { $0.waiting == 0 && $0.running == 0 })
  }

  @Test func the_last_thread_is_kept_for_what_somebody_waits_for() async throws {
    let gate = Gate()
    let lanes = Lanes(
      limit: 10, threads: 2, patience: Dictionary(uniqueKeysWithValues: Lane.allCases.map { ($0, .seconds(60)) }))
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await lanes.run(.refresh) { gate.pass("refresh 1") } }
      await Self.wait { gate.begun.count == 1 }
      group.addTask { try? await lanes.run(.refresh) { gate.pass("refresh 2") } }
      await Self.wait { lanes.counts[Lane.refresh.rawValue].waiting == 1 }
      group.addTask { try await lanes.run(.interactive) { gate.pass("interactive") } }
      await Self.wait { gate.begun.count == 2 }
      #expect(gate.begun == ["refresh 1", "interactive"])
      gate.open()
      try await group.waitForAll()
    }
  }

  @Test func when_all_is_full_the_least_urgent_goes() async throws {
    let (gate, shed) = (Gate(), Shed())
    let lanes = Lanes(
      limit: 3, threads: 1, patience: Dictionary(uniqueKeysWithValues: Lane.allCases.map { ($0, .seconds(60)) }),
      observer: shed.observer)
    await withTaskGroup(of: Void.self) { group in
      group.addTask { try? await lanes.run(.interactive) { gate.pass("first") } }
      await Self.wait { gate.begun.count == 1 }
      for (number, lane) in [Lane.refresh, .backfill].enumerated() {
        group.addTask { try? await lanes.run(lane) { gate.pass("\(lane)") } }
        await Self.wait { lanes.counts.reduce(0) { $0 + $1.waiting } == number + 1 }
      }
      // Full: more of the same is refused, more urgent work takes the place of the least urgent.
      await #expect(throws: Problem.self) { try await lanes.run(.backfill) {} }
      group.addTask { try? await lanes.run(.interactive) { gate.pass("second") } }
      await Self.wait { shed.all.count == 2 }
      group.addTask { try? await lanes.run(.interactive) { gate.pass("third") } }
      await Self.wait { shed.all.count == 3 }
      await #expect(throws: Problem.self) { try await lanes.run(.interactive) {} }
      gate.open()
    }
    #expect(shed.all == ["backfill full", "backfill displaced", "refresh displaced", "interactive full"])
    #expect(gate.begun == ["first", "second", "third"])
  }

  @Test func a_refusal_is_kept_back_from_those_that_nobody_waits_for() async throws {
    let (gate, shed) = (Gate(), Shed())
    let lanes = Lanes(
      limit: 1, threads: 1, patience: [.interactive: .seconds(60)], refusalPause: .seconds(86_400),
      observer: shed.observer)
    await withTaskGroup(of: Void.self) { group in
      group.addTask { try? await lanes.run(.interactive) { gate.pass("first") } }
      await Self.wait { gate.begun.count == 1 }
      let refresh = Task { try await lanes.run(.refresh) {} }
      await Self.wait { shed.all.count == 1 }
      await #expect(throws: Problem.self) { try await lanes.run(.interactive) {} }
      // It has not been told yet, and whoever hangs up does not wait on.
      refresh.cancel()
      await #expect(throws: CancellationError.self) { try await refresh.value }
      gate.open()
    }
    #expect(shed.all == ["refresh full", "interactive full"])
  }

  @Test func of_the_least_urgent_the_last_that_came_goes() async throws {
    let gate = Gate()
    let lanes = Lanes(
      limit: 3, threads: 1, patience: Dictionary(uniqueKeysWithValues: Lane.allCases.map { ($0, .seconds(60)) }))
    await withTaskGroup(of: Void.self) { group in
      group.addTask { try? await lanes.run(.interactive) { gate.pass("first") } }
      await Self.wait { gate.begun.count == 1 }
      for (number, name) in ["older", "newer"].enumerated() {
        group.addTask { try? await lanes.run(.backfill) { gate.pass(name) } }
        await Self.wait { lanes.counts[Lane.backfill.rawValue].waiting == number + 1 }
      }
      group.addTask { try? await lanes.run(.interactive) { gate.pass("second") } }
      await Self.wait { lanes.counts[Lane.backfill.rawValue].waiting == 1 }
      gate.open()
    }
    #expect(gate.begun == ["first", "second", "older"])
  }

  @Test func what_has_waited_too_long_never_begins() async throws {
    let (gate, shed) = (Gate(), Shed())
    let lanes = Lanes(
      limit: 3, threads: 1, patience: [.interactive: .seconds(60), .refresh: .zero], observer: shed.observer)
    await withTaskGroup(of: Void.self) { group in
      group.addTask { try? await lanes.run(.interactive) { gate.pass("first") } }
      await Self.wait { gate.begun.count == 1 }
      group.addTask {
        await #expect(throws: Problem.self) { try await lanes.run(.refresh) { gate.pass("late") } }
      }
      await Self.wait { lanes.counts[Lane.refresh.rawValue].waiting == 1 }
      gate.open()
    }
    #expect(gate.begun == ["first"] && shed.all == ["refresh expired"])
  }

  @Test func what_would_wait_too_long_is_refused_at_once() async throws {
    let (gate, shed) = (Gate(), Shed())
    var estimate = WaitEstimate()
    for lane in Lane.allCases { for _ in 0..<1_000 { estimate.learn(lane, took: .seconds(3_600)) } }
    let lanes = Lanes(
      limit: 10, threads: 1, patience: Dictionary(uniqueKeysWithValues: Lane.allCases.map { ($0, .seconds(60)) }),
      estimate: estimate, observer: shed.observer)
    await withTaskGroup(of: Void.self) { group in
      // Where nothing waits nothing is refused: what runs may be done at any moment.
      #expect(lanes.refusal(of: .interactive) == nil)
      group.addTask { try? await lanes.run(.interactive) { gate.pass("first") } }
      await Self.wait { gate.begun.count == 1 }
      #expect(lanes.refusal(of: .interactive) == nil)
      group.addTask { try? await lanes.run(.refresh) { gate.pass("refresh") } }
      await Self.wait { lanes.counts[Lane.refresh.rawValue].waiting == 1 }
      // Less urgent work that waits is not before it.
      group.addTask { try? await lanes.run(.interactive) { gate.pass("second") } }
      await Self.wait { lanes.counts[Lane.interactive.rawValue].waiting == 1 }
      for lane in Lane.allCases {
        #expect(lanes.refusal(of: lane) == .late, "\(lane)")
        let told = await #expect(throws: Problem.self) { try await lanes.run(lane) {} }
        #expect(told?.kind == .overloaded && told?.detail.contains("60.0 seconds") == true, "\(lane)")
      }
      gate.open()
    }
    #expect(shed.all == Lane.allCases.map { "\($0) late" })
    #expect(gate.begun == ["first", "second", "refresh"])
  }

  @Test func how_long_work_takes_is_learned_from_it() async throws {
    let lanes = Lanes(limit: 10, threads: 1, patience: [.interactive: .seconds(60), .refresh: .zero])
    let gate = Gate()
    try await lanes.run(.interactive) {
      let start = ContinuousClock.now
      while ContinuousClock.now == start {}
    }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { try? await lanes.run(.interactive) { gate.pass("first") } }
      await Self.wait { gate.begun.count == 1 }
      #expect(lanes.refusal(of: .refresh) == nil)
      group.addTask { try? await lanes.run(.interactive) { gate.pass("second") } }
      await Self.wait { lanes.counts[0].waiting == 1 }
      // Refresh work may not wait at all, and the piece before it will take some time.
      #expect(lanes.refusal(of: .refresh) != nil)
      gate.open()
    }
  }

  @Test func what_is_cancelled_while_it_waits_never_begins() async throws {
    let gate = Gate()
    let lanes = Lanes(limit: 3, threads: 1, patience: [.interactive: .seconds(60)])
    await withTaskGroup(of: Void.self) { group in
      group.addTask { try? await lanes.run(.interactive) { gate.pass("first") } }
      await Self.wait { gate.begun.count == 1 }
      let waiting = Task { try await lanes.run(.interactive) { gate.pass("cancelled") } }
      await Self.wait { lanes.counts[0].waiting == 1 }
      waiting.cancel()
      await #expect(throws: CancellationError.self) { try await waiting.value }
      #expect(lanes.counts[0].waiting == 0)
      gate.open()
    }
    #expect(gate.begun == ["first"])
  }

  @Test func a_storm_of_work_is_done_or_refused_and_nothing_is_left() async throws {
    let shed = Shed()
    let lanes = Lanes(limit: 50, threads: 2, patience: [:], observer: shed.observer)
    let tally = Tally()
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<5_000 {
        group.addTask {
          do {
            try await lanes.run(Lane.allCases[number % 3]) { tally.count(isDone: true) }
          } catch { tally.count(isDone: false) }
        }
      }
    }
    #expect(tally.done + tally.refused == 5_000 && tally.done > 0)
    #expect(shed.all.count == tally.refused)
    #expect(lanes.counts.allSatisfy { $0.waiting == 0 })
  }

  @Test func a_lane_that_is_none_is_named() async throws {
    var request = WireRequest.similar(#"{"seeds":["track:red-0"]}"#)
    request.headers.append(("X-Lane", "interactiv"))
    let response = try await Wire.inProcess.send(request)
    #expect(response.status == 400 && response.text.contains("did you mean 'interactive'"))
    request.headers[1].value = "refresh"
    #expect(try await Wire.inProcess.send(request).status == 200)
  }
}
