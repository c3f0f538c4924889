import Files
import Foundation

/// A connection of HTTP/1.1 that waits for each answer: one thread, one request at a time.
///
/// What measures must not be moved about by a scheduler, so that a thread and a socket are all there is.
final class BlockingConnection {
  /// What came back.
  struct Answer {
    let status: Int
    /// The head, as it was sent.
    let head: String
    let body: [UInt8]

    /// Whether a header field of that name came, in lower case.
    func has(_ field: String) -> Bool { head.contains("\r\n\(field):") }
  }

  private let host: String
  private let port: Int
  private var descriptor: Int32 = -1
  private var buffer: [UInt8] = []
  private var chunk = [UInt8](repeating: 0, count: 1 << 16)

  init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  deinit { disconnect() }

  /// Sends a request and waits for its answer, over a new connection where there is none.
  ///
  /// - Throws: `DataError` with code `cannotRead` when the connection cannot be made or breaks.
  func send(_ request: [UInt8]) throws -> Answer {
    if descriptor < 0 { try connect() }
    do {
      try write(request)
      return try read()
    } catch {
      disconnect()
      throw error
    }
  }

  private func connect() throws {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, "\(port)", &hints, &found) == 0, let first = found else { throw fault("no such host") }
    defer { freeaddrinfo(found) }
    let socket = socket(first.pointee.ai_family, first.pointee.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard socket >= 0 else { throw fault(String(cString: strerror(errno))) }
    guard Foundation.connect(socket, first.pointee.ai_addr, first.pointee.ai_addrlen) == 0 else {
      let reason = String(cString: strerror(errno))
      close(socket)
      throw fault(reason)
    }
    var isOn: Int32 = 1
    setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, socklen_t(MemoryLayout<Int32>.size))
    var patience = timeval(tv_sec: 30, tv_usec: 0)
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    descriptor = socket
    buffer.removeAll(keepingCapacity: true)
  }

  private func disconnect() {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
  }

  private func write(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw fault("the connection broke") }
      rest = rest.dropFirst(count)
    }
  }

  private func read() throws -> Answer {
    var headEnd = Self.end(of: buffer)
    while headEnd == nil {
      try fill()
      headEnd = Self.end(of: buffer)
    }
    let end = headEnd ?? buffer.count
    let head = String(decoding: buffer[..<end], as: UTF8.self).lowercased()
    guard let status = Int(head.dropFirst(9).prefix(3)) else { throw fault("no answer of HTTP") }
    let length = head.firstRange(of: "\r\ncontent-length:").map { range in
      Int(head[range.upperBound...].prefix { $0 != "\r\n" && $0 != "\r" }.trimmingCharacters(in: .whitespaces)) ?? 0
    }
    let total = end + (length ?? 0)
    while buffer.count < total { try fill() }
    let answer = Answer(status: status, head: head, body: Array(buffer[end..<total]))
    buffer.removeFirst(total)
    if head.contains("\r\nconnection: close") { disconnect() }
    return answer
  }

  private func fill() throws {
    let count = chunk.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
    guard count > 0 else { throw fault(count == 0 ? "the server closed the connection" : "the server does not answer") }
    buffer += chunk[..<count]
  }

  /// Where a head ends: after the first empty line.
  private static func end(of bytes: [UInt8]) -> Int? {
    guard bytes.count >= 4 else { return nil }
    for index in 0...bytes.count - 4 where bytes[index] == 13 {
      if bytes[index + 1] == 10, bytes[index + 2] == 13, bytes[index + 3] == 10 { return index + 4 }
    }
    return nil
  }

  private func fault(_ reason: String) -> DataError {
    DataError(.cannotRead, at: "\(host):\(port)", reason, remedy: "start it with 'w2v serve'")
  }
}
