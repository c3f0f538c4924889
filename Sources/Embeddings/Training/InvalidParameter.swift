/// A parameter of the caller's that no training can run with: which one, and what it may be.
public struct InvalidParameter: Error, Sendable, Equatable, CustomStringConvertible {
  /// The parameter's name, as the property is called: `learningRate`.
  public let name: String
  /// What was given and what is allowed: `must be over 0 and at most 10, not -1.0`.
  public let message: String

  /// Creates an error from its parts.
  public init(_ name: String, _ message: String) {
    self.name = name
    self.message = message
  }

  /// `learningRate must be over 0 and at most 10, not -1.0`
  public var description: String { "\(name) \(message)" }
}
