import Files
import Logging
import Synchronization

/// Who may ask, by the secret in `Authorization: Bearer SECRET`.
///
/// A file or text with a key a line: a name for the log, a role (`query` asks questions, `observe` reads `/metrics` and what was
/// missing), the secret, and if it has a quota how many requests a second. Lines that begin with `#` are passed over. A
/// file that changes is read anew: a key is rotated by adding the new one, moving callers, and removing the old one. Secrets
/// are in no log and no answer. Safe to use from any number of threads.
public final class KeyRing: Sendable {
  /// What a key is good for.
  public enum Role: String, Sendable, CaseIterable {
    case query, observe
  }

  /// A key.
  struct Key: Sendable, Equatable {
    let name: String
    let role: Role
    let secret: [UInt8]
    /// How many requests a second it may make; nil for any number.
    let perSecond: Double?
  }

  /// What a request with a key may expect.
  enum Admission: Equatable {
    case admitted(String)
    /// No key, or none that is known.
    case unknown
    /// A known key of another role.
    case wrongRole(String)
    /// Too many requests; after so many seconds there may be another.
    case overQuota(String, Double)
  }

  private struct Bucket {
    var tokens: Double
    var filled: ContinuousClock.Instant
  }

  private struct State {
    var keys: [Key]
    var bytes: [UInt8]
    var fault: String?
    var buckets: [String: Bucket] = [:]
  }

  private let path: String?
  private let state: Mutex<State>
  private static let shortestSecret = 16

  /// Reads keys from a file.
  ///
  /// - Throws: `DataError` naming the line that is no key.
  public init(path: String) throws {
    self.path = path
    let bytes = try ByteSource.readAll(path: path)
    state = Mutex(State(keys: try Self.keys(in: bytes, place: path), bytes: bytes))
  }

  /// Reads keys from a text, such as a variable of the environment.
  ///
  /// - Throws: `DataError` naming the line that is no key.
  public init(text: String, place: String) throws {
    path = nil
    let bytes = Array(text.utf8)
    state = Mutex(State(keys: try Self.keys(in: bytes, place: place), bytes: bytes))
  }

  /// Reads the file again if it has changed. One that cannot be understood changes nothing.
  func reload(logger: Logger) {
    guard let path else { return }
    do {
      let bytes = try ByteSource.readAll(path: path)
      guard state.withLock({ $0.bytes != bytes }) else { return }
      let keys = try Self.keys(in: bytes, place: path)
      state.withLock { state in
        (state.keys, state.bytes, state.fault) = (keys, bytes, nil)
        state.buckets = state.buckets.filter { name, _ in keys.contains { $0.name == name } }
      }
      logger.info("keys", metadata: ["keys": "\(keys.count)"])
    } catch {
      let isNew = state.withLock { state in
        defer { state.fault = "\(error)" }
        return state.fault != "\(error)"
      }
      if isNew { logger.error("keys cannot be read; those before hold", metadata: ["error": "\(error)"]) }
    }
  }

  /// Whether a request may go on.
  ///
  /// - Parameter authorization: its header of that name.
  func admit(_ authorization: String?, to role: Role, now: ContinuousClock.Instant = .now) -> Admission {
    let prefix = "bearer "
    guard let authorization, authorization.lowercased().hasPrefix(prefix) else { return .unknown }
    let presented = Array(authorization.dropFirst(prefix.count).utf8)
    return state.withLock { state in
      // All keys are looked at whatever the first says: time must not tell how near a guess is.
      var found: Key?
      for key in state.keys where Self.isSame(presented, as: key.secret) { found = key }
      guard let found else { return .unknown }
      guard found.role == role else { return .wrongRole(found.name) }
      guard let rate = found.perSecond else { return .admitted(found.name) }
      let most = max(rate, 1)
      var bucket = state.buckets[found.name] ?? Bucket(tokens: most, filled: now)
      bucket.tokens = min(most, bucket.tokens + rate * ((now - bucket.filled) / .seconds(1)))
      bucket.filled = now
      let isAdmitted = bucket.tokens >= 1
      if isAdmitted { bucket.tokens -= 1 }
      state.buckets[found.name] = bucket
      return isAdmitted ? .admitted(found.name) : .overQuota(found.name, (1 - bucket.tokens) / rate)
    }
  }

  /// Compares in a time that hangs on the lengths alone.
  private static func isSame(_ presented: [UInt8], as secret: [UInt8]) -> Bool {
    var difference = UInt8(presented.count == secret.count ? 0 : 1)
    for index in secret.indices {
      difference |= secret[index] ^ (index < presented.count ? presented[index] : 0)
    }
    return difference == 0
  }

  private static func keys(in bytes: [UInt8], place: String) throws -> [Key] {
    var keys: [Key] = []
    for (number, line) in String(decoding: bytes, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false
    )
    .enumerated() {
      let fields = line.split(whereSeparator: \.isWhitespace)
      guard let first = fields.first, !first.hasPrefix("#") else { continue }
      func fault(_ text: String) -> DataError {
        DataError(
          .badData, at: "\(place):\(number + 1)", text, remedy: "write NAME query|observe SECRET [REQUESTS_PER_SECOND]")
      }
      guard (3...4).contains(fields.count) else { throw fault("\(fields.count) words") }
      guard let role = Role(rawValue: String(fields[1])) else { throw fault("the second word is no role") }
      guard fields[2].utf8.count >= shortestSecret else {
        throw fault("a secret of fewer than \(shortestSecret) characters can be guessed")
      }
      let rate = fields.count == 4 ? Double(fields[3]) : nil
      guard fields.count == 3 || rate.map({ $0 > 0 && $0.isFinite }) ?? false else {
        throw fault("the fourth word is not how many requests a second")
      }
      guard !keys.contains(where: { $0.name == first }) else { throw fault("two keys are called '\(first)'") }
      keys.append(Key(name: String(first), role: role, secret: Array(fields[2].utf8), perSecond: rate))
    }
    guard !keys.isEmpty else {
      throw DataError(.badData, at: place, "holds no key", remedy: "write NAME query|observe SECRET, a key a line")
    }
    return keys
  }
}
