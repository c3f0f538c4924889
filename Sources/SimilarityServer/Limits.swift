/// How much one request may ask for, and how much the server takes on at once.
///
/// All of them are on by default: a caller's slip must not become somebody else's outage.
public struct Limits: Sendable, Equatable {
  /// The most cards of one answer.
  public var count = 1_000
  /// The most seeds of one question.
  public var seeds = 500
  /// The most excluded items of one question.
  public var exclude = 10_000
  /// The most labels of one question.
  public var labels = 20
  /// The most shelves of one page.
  public var shelves = 50
  /// The longest time a question may give its search, in milliseconds.
  public var deadlineMilliseconds = 60_000
  /// The largest request body, in bytes.
  public var bodyBytes = 1 << 20
  /// The most questions that wait or are being answered; further ones are refused with 503.
  public var questions = 256
  /// The most open connections; further ones wait to be accepted.
  public var connections = 1_024
  /// The largest head of a request (all its header fields), in bytes.
  public var headBytes = 16 << 10

  /// Creates the default limits.
  public init() {}
}
