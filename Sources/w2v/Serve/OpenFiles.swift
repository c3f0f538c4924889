#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How many files and connections this process may have open.
enum OpenFiles {
  /// Raises the number to what the system allows this process at most, and returns it: the number that processes begin with
  /// is for those who use `select`.
  static func raise() -> Int {
    var limit = rlimit()
    #if canImport(Glibc)
      let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
      let resource = RLIMIT_NOFILE
    #endif
    guard getrlimit(resource, &limit) == 0 else { return 1_024 }
    var raised = limit
    raised.rlim_cur = limit.rlim_max
    if setrlimit(resource, &raised) == 0 { limit = raised }
    return Int(clamping: limit.rlim_cur)
  }
}
