import SimilarityServer

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Whether a service could listen at an address.
struct PortCheck {
  let address: ServerAddress

  var finding: Finding {
    var hints = addrinfo()
    hints.ai_socktype = Self.stream
    hints.ai_flags = AI_PASSIVE
    var list: UnsafeMutablePointer<addrinfo>?
    let status = getaddrinfo(address.host, "\(address.port)", &hints, &list)
    guard status == 0, let first = list else {
      return .fault(
        "address", "\(address.host): \(String(cString: gai_strerror(status)))",
        remedy: "name an address of this machine")
    }
    defer { freeaddrinfo(list) }
    let descriptor = socket(first.pointee.ai_family, Self.stream, 0)
    guard descriptor >= 0 else { return refused() }
    defer { close(descriptor) }
    // A connection that has just ended does not keep a service from listening.
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    guard bind(descriptor, first.pointee.ai_addr, first.pointee.ai_addrlen) == 0, listen(descriptor, 1) == 0 else {
      return refused()
    }
    return .ok("address", "\(address) is free")
  }

  private func refused() -> Finding {
    .fault(
      "address", "\(address): \(String(cString: strerror(errno)))",
      remedy: "end what listens there, or choose another host or port with --bind")
  }

  #if canImport(Glibc)
    private static let stream = Int32(SOCK_STREAM.rawValue)
  #else
    private static let stream = SOCK_STREAM
  #endif
}
