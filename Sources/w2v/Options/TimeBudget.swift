import ArgumentParser

/// A span of time as people write it: `90s`, `10m`, `1h30m`, `14d`.
struct TimeBudget: ExpressibleByArgument, Equatable {
  let seconds: Double

  init(seconds: Double) { self.seconds = seconds }

  /// Reads numbers, each with its unit, larger units first; the whole is over 0 seconds.
  init?(argument: String) {
    let units: [(name: Character, seconds: Double)] = [("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)]
    var rest = argument[...]
    var seconds = 0.0
    for unit in units {
      guard let end = rest.firstIndex(of: unit.name) else { continue }
      let digits = rest[..<end]
      guard digits.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }), let number = Double(digits) else {
        return nil
      }
      seconds += number * unit.seconds
      rest = rest[rest.index(after: end)...]
    }
    guard rest.isEmpty, seconds > 0 else { return nil }
    self.seconds = seconds
  }

  var defaultValueDescription: String {
    let whole = Int(seconds.rounded())
    return [(whole / 3600, "h"), (whole % 3600 / 60, "m"), (whole % 60, "s")]
      .filter { $0.0 > 0 }.map { "\($0.0)\($0.1)" }.joined()
  }
}
