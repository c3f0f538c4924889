import ArgumentParser
import Foundation

/// `w2v load`: questions to a running service, at a rate.
struct LoadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "load",
    abstract: "Ask a running service at a rate, and say how long its answers take.",
    discussion: """
      Questions are sent when they are due, whether or not earlier ones have been answered, and an answer's latency counts \
      from when its question was due. So a service that stalls is charged for all who would have waited. Without --rate as \
      many are sent as the connections can: then there is no such charge.

      EXAMPLES
        w2v load --models models --rate 500 --duration 10s
        w2v load --models models --server 127.0.0.1:9000 --connections 8 --seeds 10

      EXIT STATUS
        1 when a question got no answer at all
      """)

  @OptionGroup var server: ServerOptions

  @Option(help: ArgumentHelp("Questions a second.", valueName: "n"))
  var rate: Double?

  @Option(help: ArgumentHelp("How long, such as 10s or 2m.", valueName: "time"))
  var duration = TimeBudget(seconds: 10)

  @Option(help: ArgumentHelp("Questions that may be under way.", valueName: "n"))
  var connections = 64

  @OptionGroup var output: JSONOption

  func validate() throws {
    guard (1...2_000).contains(connections) else {
      throw ValidationError("--connections must be from 1 to 2000, not \(connections).")
    }
    guard rate.map({ $0 > 0 && $0 <= 1e6 }) ?? true else {
      throw ValidationError("--rate must be over 0, up to 1000000.")
    }
  }

  func run() throws {
    let questions = try server.questions(10_000)
    let end = Date().addingTimeInterval(duration.seconds)
    let samples = try OpenLoop(
      host: server.server.host, port: server.server.port, rate: rate ?? .infinity,
      count: rate.map { Int($0 * duration.seconds) } ?? .max, connections: connections, requests: questions
    ).run(shouldStop: { [rate] in
      // At a rate all are sent, however late: who leaves out the last ones leaves out the slowest.
      rate == nil && Date() >= end
    })
    let figures = LoadFigures(samples)
    Rendering.show(figures, asJSON: output.isJSON)
    if figures.failed > 0 || figures.sent == 0 { throw ExitCode(.no) }
  }
}
