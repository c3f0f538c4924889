import ArgumentParser
import Embeddings
import Similarity
import SimilarityServer

/// A running service to be asked, and what it is asked.
struct ServerOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Where the service listens.", valueName: "host:port"))
  var server = ServerAddress()

  @OptionGroup var models: ModelOptions

  @Option(help: ArgumentHelp("Seeds of each question.", valueName: "n"))
  var seeds = 1

  @Option(
    name: [.customShort("k"), .customLong("count")], help: ArgumentHelp("Cards of each question.", valueName: "n"))
  var count = 20

  @Option(help: ArgumentHelp("A key to ask with.", valueName: "secret"))
  var key: String?

  @Option(help: ArgumentHelp("Draws the seeds.", valueName: "n"))
  var seed: UInt64 = 1

  func validate() throws {
    guard (1...500).contains(seeds) else { throw ValidationError("--seeds must be from 1 to 500, not \(seeds).") }
    guard (1...1_000).contains(count) else { throw ValidationError("-k must be from 1 to 1000, not \(count).") }
  }

  /// So many different questions about random tracks of the model, as they are sent.
  func questions(_ number: Int, lane: Lane = .interactive) throws -> [[UInt8]] {
    let ids = try models.load(.names)[.track].list.ids
    var random = RandomSource(seed: seed, stream: lane.rawValue)
    return (0..<number).map { _ in
      let seeds = (0..<seeds).map { _ in JSON.string("track:\(ids[random.below(ids.count)])") }
      let body = (["seeds": .array(seeds), "count": .integer(count)] as JSON).text
      let authorization = key.map { "Authorization: Bearer \($0)\r\n" } ?? ""
      return Array(
        ("POST /v1/similar HTTP/1.1\r\nHost: \(server)\r\nContent-Type: application/json\r\nX-Lane: \(lane)\r\n\(authorization)"
          + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)").utf8)
    }
  }
}
