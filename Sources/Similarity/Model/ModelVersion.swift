import Foundation

/// The name of a version: when it was built (UTC, to the second) and the first digits of what it holds.
///
/// `20261122T120000Z-3f9c1a`. Names sort by time.
enum ModelVersion {
  /// The name for a model built at `created` whose files' digests are `digests`.
  static func name(created: Date, digests: [String]) -> String {
    let stamp = timestamp(created).filter { $0 != "-" && $0 != ":" }
    return "\(stamp)-\(Checksum.ofBytes(digests.joined(separator: "\n").utf8).prefix(6))"
  }

  /// A moment as ISO 8601 text, UTC, to the second: `2026-11-22T12:00:00Z`.
  static func timestamp(_ date: Date) -> String { date.formatted(.iso8601) }

  /// When a version was built, by its name; nil when the name has no such form.
  static func date(of version: String) -> Date? {
    guard isVersion(version) else { return nil }
    let digits = version.prefix(15).filter { $0 != "T" }
    func number(_ start: Int, _ count: Int) -> Int? { Int(digits.dropFirst(start).prefix(count)) }
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    return calendar.date(
      from: DateComponents(
        year: number(0, 4), month: number(4, 2), day: number(6, 2), hour: number(8, 2), minute: number(10, 2),
        second: number(12, 2)))
  }

  /// Whether a name has the form of a version.
  static func isVersion(_ name: String) -> Bool {
    name.wholeMatch(of: /[0-9]{8}T[0-9]{6}Z-[0-9a-f]{6}/) != nil
  }
}
