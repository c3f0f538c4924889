import Files
import Foundation
import NIOCore
import NIOPosix

/// Sends requests at times that do not hang on the answers, as many callers do who know nothing of each other.
///
/// A request's latency counts from the moment it was due, not from when a connection was free to send it: a server that stalls
/// is charged for all that would have been asked meanwhile (no coordinated omission; Gil Tene).
///
/// One thread serves all connections: who measures a server on its own machine is not to take the cores that it measures.
struct OpenLoop: Sendable {
  /// Where the requests go, as it was named.
  let place: String
  let address: SocketAddress
  /// Requests a second; infinite for as many as the connections can.
  let rate: Double
  /// How many requests are sent in all.
  let count: Int
  /// How many requests may be under way; more wait, and their latency counts on.
  let connections: Int
  /// The requests, taken in turns.
  let requests: [ByteBuffer]
  /// How long an answer is waited for once its request has been sent, in seconds.
  let patience: Double

  /// One request that was sent.
  struct Sample: Sendable {
    /// When it was due, in seconds from the start.
    let due: Double
    /// From when it was due until it was answered, in seconds.
    let latency: Double
    /// The status, or 0 when there was no answer.
    let status: Int
    /// Whether the answer said when to come back.
    let hasRetryAfter: Bool
    /// Why there was no answer; nil where there was one.
    var fault: String?
  }

  /// Plans a load.
  ///
  /// - Throws: `DataError` with code `cannotRead` when there is no such host.
  init(
    host: String, port: Int, rate: Double, count: Int, connections: Int, requests: [[UInt8]], patience: Double = 30
  ) throws {
    place = "\(host):\(port)"
    do {
      address = try SocketAddress.makeAddressResolvingHost(host, port: port)
    } catch {
      throw DataError(.cannotRead, at: place, "no such host", remedy: "name the service with --server HOST:PORT")
    }
    self.rate = rate
    self.count = count
    self.connections = connections
    self.requests = requests.map { ByteBuffer(bytes: $0) }
    self.patience = patience
  }

  /// Sends all requests and waits for all answers.
  ///
  /// - Parameter shouldStop: asked before each request, on another thread.
  /// - Returns: the samples, by the time they were due.
  func run(shouldStop: @escaping @Sendable () -> Bool = { false }) -> [Sample] {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let loop = group.next()
    do {
      let samples = try loop.flatSubmit { LoadRun(self, on: loop, shouldStop: shouldStop).begin() }.wait()
      try group.syncShutdownGracefully()
      return samples.sorted { $0.due < $1.due }
    } catch {
      preconditionFailure("a run ends with its samples, and a thread of our own ends when it is told to: \(error)")
    }
  }
}
