import Files
import Foundation

/// How much a new model may differ from the one before: a bound for each measure that matters, in a JSON file.
///
/// ```json
/// {"lost_share": 0.02, "copied_playlists": 50, "neighbours_moved": 0.1, "evaluation_drop": 0.02}
/// ```
public struct Gate: Sendable, Equatable {
  /// What each measure may be at most; a measure without a bound may be anything.
  public let bounds: [ModelDiff.Measure: Double]

  /// Creates a gate.
  public init(bounds: [ModelDiff.Measure: Double]) { self.bounds = bounds }

  /// Reads a gate.
  ///
  /// - Throws: `DataError` naming what is no bound: a slip must not open the gate.
  public init(path: String) throws {
    let bytes = try ByteSource.readAll(path: path)
    guard let object = try? JSONDecoder().decode([String: Bound].self, from: Data(bytes)) else {
      throw DataError(.badData, at: path, "not a JSON object", remedy: "write {\"lost_share\": 0.02, ...}")
    }
    let names = ModelDiff.Measure.allCases.map(\.rawValue)
    var bounds: [ModelDiff.Measure: Double] = [:]
    for (name, value) in object.sorted(by: { $0.key < $1.key }) {
      guard let measure = ModelDiff.Measure(rawValue: name) else {
        throw DataError(
          .badData, at: path, "there is no measure '\(name)'", remedy: "measures are \(names.joined(separator: ", "))")
      }
      guard let bound = value.number, bound >= 0 else {
        throw DataError(.badData, at: path, "'\(name)' is not bounded by a number from 0", remedy: "write a number")
      }
      bounds[measure] = bound
    }
    guard !bounds.isEmpty else {
      throw DataError(
        .badData, at: path, "bounds nothing", remedy: "bound one of \(names.joined(separator: ", "))")
    }
    self.init(bounds: bounds)
  }

  /// What stands in the file as a bound: a number, or something else.
  private struct Bound: Decodable {
    let number: Double?

    init(from decoder: any Decoder) throws { number = try? decoder.singleValueContainer().decode(Double.self) }
  }

  /// Decides on a comparison: what cannot be measured does not pass.
  public func verdict(on diff: ModelDiff, now: Date = Date()) -> GateVerdict {
    GateVerdict(
      version: diff.new, against: diff.old, decided: ModelVersion.timestamp(now),
      checks: bounds.sorted { $0.key.rawValue < $1.key.rawValue }.map { measure, bound in
        GateVerdict.Check(measure: measure, bound: bound, value: diff.value(of: measure))
      })
  }
}

/// What a gate said about a version: `gates/VERSION` in a models folder. A promotion obeys it.
public struct GateVerdict: Sendable, Equatable, Codable {
  /// One measure beside its bound.
  public struct Check: Sendable, Equatable, Codable {
    /// The measure, and what it may be at most.
    public let measure: ModelDiff.Measure
    public let bound: Double
    /// What it is; nil when it could not be taken.
    public let value: Double?

    /// Whether the measure was taken and is within its bound.
    public var isPassed: Bool { value.map { $0 <= bound } ?? false }
  }

  /// A promotion against the verdict.
  public struct Override: Sendable, Equatable, Codable {
    /// Why, and when: UTC, ISO 8601.
    public let reason: String
    public let at: String
  }

  /// The version that was judged, and the one it was compared with.
  public let version: String
  public let against: String
  /// When: UTC, ISO 8601.
  public let decided: String
  /// Every bound of the gate.
  public let checks: [Check]
  /// The last promotion against this verdict, if there was one.
  public var override: Override?

  /// Whether every measure is within its bound.
  public var isPassed: Bool { checks.allSatisfy(\.isPassed) }
}

/// A version is not promoted because a gate has refused it.
public struct GateRefusal: Error, CustomStringConvertible {
  /// The verdict.
  public let verdict: GateVerdict

  /// What was out of bounds.
  public var description: String {
    let faults = verdict.checks.filter { !$0.isPassed }.map { check in
      check.value.map { "\(check.measure.rawValue) is \($0), at most \(check.bound)" }
        ?? "\(check.measure.rawValue) was not measured"
    }
    return "\(verdict.version) did not pass its gate on \(verdict.decided): \(faults.joined(separator: "; "))"
  }
}
