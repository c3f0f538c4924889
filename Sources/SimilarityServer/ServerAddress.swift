import NIOCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where a server listens.
public struct ServerAddress: Sendable, Equatable, CustomStringConvertible {
  /// A host name or an address of IPv4 or IPv6.
  public let host: String
  /// The port; in a configuration 0 lets the system choose one.
  public let port: Int

  /// Creates an address.
  public init(host: String = "127.0.0.1", port: Int = 8080) {
    self.host = host
    self.port = port
  }

  /// Whether only this machine can reach it.
  public var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }

  /// `host:port`, an address of IPv6 in brackets.
  public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// The server could not begin to listen.
public struct ListenError: Error, CustomStringConvertible {
  /// Where it was to listen.
  public let address: ServerAddress
  /// What the system said.
  public let reason: String

  /// Takes over what the networking library said, in the system's own words where it has some.
  init(address: ServerAddress, _ error: any Error) {
    self.address = address
    reason =
      switch error {
      case let error as IOError: String(cString: strerror(error.errnoCode))
      default: "\(error)"
      }
  }

  /// One line with the remedy.
  public var description: String { "cannot listen on \(address): \(reason); choose another host or port" }
}
