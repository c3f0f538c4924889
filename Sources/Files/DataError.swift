/// What went wrong with data from outside (a file, a folder, a stream), where, and what to do about it.
///
/// Every library of the package throws this one type for outside data, so that a caller can switch on ``code``
/// and a person can read ``description``: `playlists.tsv:812: expected 4 fields, found 3; separate them with TAB`.
public struct DataError: Error, Sendable, CustomStringConvertible {
  /// The kinds of fault a caller may want to treat differently.
  public enum Code: String, Sendable {
    /// The bytes are there and are not what they should be.
    case badData
    /// A file or folder that was named is not there, or holds nothing of use.
    case missingInput
    /// The system refused to read something that is there.
    case cannotRead
    /// The system refused to write: no room, no permission, a broken disk.
    case cannotWrite
  }

  /// The kind of fault.
  public let code: Code
  /// Where: a path, with the line after a colon when there is one (`playlists.tsv:812`), or a byte offset.
  public let place: String
  /// What is wrong there, in lower case and without a final stop.
  public let fault: String
  /// What the reader can do about it, or nil where nothing useful can be said.
  public let remedy: String?

  /// Creates an error from its parts.
  public init(_ code: Code, at place: String, _ fault: String, remedy: String? = nil) {
    self.code = code
    self.place = place
    self.fault = fault
    self.remedy = remedy
  }

  /// `place: fault; remedy`, one line.
  public var description: String {
    remedy.map { "\(place): \(fault); \($0)" } ?? "\(place): \(fault)"
  }
}
