import Files
import Foundation
import NIOCore
import NIOPosix

/// An ``OpenLoop`` under way: what is due is sent over a connection that is idle, or over a new one while there may be more.
///
/// Used by its event loop alone.
final class LoadRun {
  private let plan: OpenLoop
  private let loop: any EventLoop
  private let shouldStop: @Sendable () -> Bool
  private let start = ContinuousClock.now
  private let promise: EventLoopPromise<[OpenLoop.Sample]>

  private var samples: [OpenLoop.Sample] = []
  /// The number of the next request.
  private var next = 0
  private var underWay = 0
  private var isOver = false
  private var connections: [ObjectIdentifier: LoadConnection] = [:]
  /// The last that became idle is used first: what is left over may then close for want of requests.
  private var idle: [LoadConnection] = []
  private var hasTimer = false
  private var sweep: RepeatedTask?

  init(_ plan: OpenLoop, on loop: any EventLoop, shouldStop: @escaping @Sendable () -> Bool) {
    self.plan = plan
    self.loop = loop
    self.shouldStop = shouldStop
    promise = loop.makePromise()
  }

  /// Begins, and keeps itself alive until all is sent and answered.
  func begin() -> EventLoopFuture<[OpenLoop.Sample]> {
    let bound = NIOLoopBound(self, eventLoop: loop)
    let pause = Self.amount(plan.patience / 10)
    sweep = loop.scheduleRepeatedTask(initialDelay: pause, delay: pause) { _ in bound.value.dropOverdue() }
    sendDue()
    return promise.futureResult
  }

  private var elapsed: Double { (ContinuousClock.now - start) / .seconds(1) }

  private func sendDue() {
    while !isOver, underWay < plan.connections, !hasTimer {
      guard next < plan.count, !shouldStop() else {
        isOver = true
        break
      }
      let now = elapsed
      let due = plan.rate.isFinite ? Double(next) / plan.rate : now
      guard due <= now else { return wait(due - now) }
      let request = plan.requests[next % plan.requests.count]
      next += 1
      send(request, due: due)
    }
    if isOver, underWay == 0 { end() }
  }

  private func wait(_ seconds: Double) {
    hasTimer = true
    loop.assumeIsolated().scheduleTask(in: Self.amount(seconds)) {
      self.hasTimer = false
      self.sendDue()
    }
  }

  private func send(_ request: ByteBuffer, due: Double) {
    underWay += 1
    if let connection = idle.popLast() { return connection.send(request, due: due, expiry: elapsed + plan.patience) }
    ClientBootstrap(group: loop).channelOption(.socketOption(.tcp_nodelay), value: 1)
      .connectTimeout(Self.amount(plan.patience)).connect(to: plan.address)
      .assumeIsolated().whenComplete { result in
        do {
          let connection = LoadConnection(of: self)
          try result.get().pipeline.syncOperations.addHandler(connection)
          self.connections[ObjectIdentifier(connection)] = connection
          connection.send(request, due: due, expiry: self.elapsed + self.plan.patience)
        } catch {
          self.finish(OpenLoop.Sample(due: due, latency: self.elapsed - due, fault: self.words(for: error)))
        }
      }
  }

  /// A connection has got an answer.
  func connection(_ connection: LoadConnection, got response: ResponseHead, to due: Double) {
    if !response.closes { idle.append(connection) }
    finish(
      OpenLoop.Sample(
        due: due, latency: elapsed - due, status: response.status, hasRetryAfter: response.hasRetryAfter))
  }

  /// A connection is gone.
  ///
  /// - Parameter due: when the request was due that gets no answer now; nil where none was under way.
  func connection(_ connection: LoadConnection, brokeBecause error: any Error, under due: Double?) {
    connections[ObjectIdentifier(connection)] = nil
    idle.removeAll { $0 === connection }
    if let due { finish(OpenLoop.Sample(due: due, latency: elapsed - due, fault: words(for: error))) }
  }

  private func finish(_ sample: OpenLoop.Sample) {
    samples.append(sample)
    underWay -= 1
    sendDue()
  }

  private func dropOverdue() {
    let now = elapsed
    for connection in connections.values { connection.drop(ifExpiredAt: now) }
  }

  private func words(for error: any Error) -> String {
    let reason = (error as? IOError).map { String(cString: strerror($0.errnoCode)) } ?? "\(error)"
    return "\(DataError(.cannotRead, at: plan.place, reason, remedy: "start it with 'w2v serve'"))"
  }

  private static func amount(_ seconds: Double) -> TimeAmount { .nanoseconds(Int64(seconds * 1e9)) }

  private func end() {
    sweep?.cancel()
    sweep = nil
    promise.succeed(samples)
  }
}

extension OpenLoop.Sample {
  /// A request that got no answer.
  init(due: Double, latency: Double, fault: String) {
    self.init(due: due, latency: latency, status: 0, hasRetryAfter: false, fault: fault)
  }
}
