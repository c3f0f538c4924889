import ArgumentParser
import Foundation
import Synchronization

/// `w2v storm`: silence, then a burst, and what it does to those who are waiting.
struct StormCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "storm",
    abstract: "Throw a burst of refresh events at a running service, and say what listeners notice.",
    discussion: """
      All the while questions are asked at a steady rate in the lane 'interactive'. First nothing else happens; then \
      --events questions come in the lane 'refresh' as fast as the connections take them, as when everything that was \
      waiting is told at once; then nothing again.

      EXAMPLES
        w2v storm --models models --events 100000
        w2v storm --models models --rate 50 --events 2000000 --connections 512

      EXIT STATUS
        1 when an interactive question got no answer, or waited longer than --budget in one of a hundred
      """)

  @OptionGroup var server: ServerOptions

  @Option(help: ArgumentHelp("Interactive questions a second.", valueName: "n"))
  var rate = 100.0

  @Option(help: ArgumentHelp("Refresh events of the burst.", valueName: "n"))
  var events = 100_000

  @Option(help: ArgumentHelp("Refresh events that may be under way.", valueName: "n"))
  var connections = 256

  @Option(help: ArgumentHelp("How long it is calm before and after.", valueName: "time"))
  var calm = TimeBudget(seconds: 5)

  @Option(help: ArgumentHelp("Milliseconds that 99 of 100 interactive answers may take.", valueName: "ms"))
  var budget = 100.0

  @OptionGroup var output: JSONOption

  func validate() throws {
    guard (1...2_000).contains(connections) else {
      throw ValidationError("--connections must be from 1 to 2000, not \(connections).")
    }
    guard rate > 0, rate <= 100_000 else { throw ValidationError("--rate must be over 0, up to 100000.") }
    guard (1...100_000_000).contains(events) else { throw ValidationError("--events must be from 1 to 100000000.") }
  }

  func run() throws {
    let asked = try server.questions(10_000)
    let burst = try OpenLoop(
      host: server.server.host, port: server.server.port, rate: .infinity, count: events, connections: connections,
      requests: try server.questions(10_000, lane: .refresh))
    let isOver = Atomic(false)
    let steady = Mutex<[OpenLoop.Sample]>([])
    let start = ContinuousClock.now
    let listeners = try OpenLoop(
      host: server.server.host, port: server.server.port, rate: rate, count: .max, connections: 64, requests: asked)
    let asking = Thread {
      let samples = listeners.run(shouldStop: { isOver.load(ordering: .relaxed) })
      steady.withLock { $0 = samples }
    }
    asking.start()
    func now() -> Double { (ContinuousClock.now - start) / .seconds(1) }
    Thread.sleep(forTimeInterval: calm.seconds)
    let began = now()
    let events = LoadFigures(burst.run())
    let ended = now()
    Thread.sleep(forTimeInterval: calm.seconds)
    isOver.store(true, ordering: .relaxed)
    while !asking.isFinished { Thread.sleep(forTimeInterval: 0.005) }
    let samples = steady.withLock { $0 }
    let report = StormReport(
      before: LoadFigures(samples.filter { $0.due < began }),
      during: LoadFigures(samples.filter { began <= $0.due && $0.due < ended }),
      after: LoadFigures(samples.filter { $0.due >= ended }), events: events, seconds: ended - began)
    Rendering.show(report, asJSON: output.isJSON)
    let worst = [report.before, report.during, report.after].compactMap { $0.percentile(0.99) }.max() ?? .infinity
    if worst > budget / 1000
      || [report.before, report.during, report.after].contains(where: { $0.failed + $0.shed > 0 })
    {
      throw ExitCode(.no)
    }
  }
}

/// What a storm did.
struct StormReport {
  /// Interactive questions before, during and after the burst.
  let before, during, after: LoadFigures
  /// The events of the burst, and how long it lasted.
  let events: LoadFigures
  let seconds: Double
}
