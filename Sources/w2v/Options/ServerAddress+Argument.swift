import ArgumentParser
import SimilarityServer

extension ServerAddress: ExpressibleByArgument {
  /// Reads `host:port`, an address of IPv6 in brackets.
  public init?(argument: String) {
    guard let colon = argument.lastIndex(of: ":"), let port = UInt16(argument[argument.index(after: colon)...]) else {
      return nil
    }
    var host = argument[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
    } else if host.contains(":") {
      return nil
    }
    guard !host.isEmpty else { return nil }
    self.init(host: String(host), port: Int(port))
  }

  public var defaultValueDescription: String { description }
}
