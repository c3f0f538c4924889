/// How urgent a request is, by its header `X-Lane`. When not all can be answered the lowest go first.
public enum Lane: Int, Sendable, CaseIterable, Comparable, CustomStringConvertible {
  /// Somebody is waiting for it: the lane of a request that names none.
  case interactive
  /// Something that is kept is to be made anew.
  case refresh
  /// It has time.
  case backfill

  /// The lane of a name.
  init?(name: String) {
    guard let lane = Lane.allCases.first(where: { $0.description == name }) else { return nil }
    self = lane
  }

  public var description: String {
    switch self {
    case .interactive: "interactive"
    case .refresh: "refresh"
    case .backfill: "backfill"
    }
  }

  /// Less is more urgent.
  public static func < (left: Lane, right: Lane) -> Bool { left.rawValue < right.rawValue }
}
