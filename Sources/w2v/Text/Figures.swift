import Foundation

/// Numbers as people read them, the same in every locale.
enum Figures {
  /// A count with commas: `1,234,567`.
  static func count(_ count: Int) -> String {
    let digits = String(count.magnitude)
    var text = count < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return text
  }

  /// A count and what is counted: `1 playlist`, `2,000 playlists`.
  static func count(_ count: Int, of noun: String) -> String {
    "\(Self.count(count)) \(noun)\(count == 1 ? "" : "s")"
  }

  /// A number with `digits` digits after the point.
  static func decimal(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }

  /// A share as a percentage: `12.5 %`.
  static func percent(_ share: Double) -> String { "\(decimal(share * 100, 1)) %" }

  /// A span of time: `15 ms`, `0.8 s`, `42 s`, `3 min 05 s`, `2 h 10 min`.
  static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return "?" }
    if seconds < 0.0995 { return "\(decimal(seconds * 1000, 0)) ms" }
    if seconds < 10 { return "\(decimal(seconds, 1)) s" }
    let whole = Int(seconds.rounded())
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(String(format: "%02d", whole % 60)) s" }
    return "\(whole / 3600) h \(String(format: "%02d", whole % 3600 / 60)) min"
  }

  /// A rate per second: `950/s`, `12.3 k/s`, `4.56 M/s`.
  static func rate(_ perSecond: Double) -> String {
    guard perSecond.isFinite else { return "?" }
    if perSecond < 1e3 { return "\(decimal(perSecond, 0))/s" }
    return perSecond < 1e6 ? "\(decimal(perSecond / 1e3, 1)) k/s" : "\(decimal(perSecond / 1e6, 2)) M/s"
  }

  /// A difference: `+0.0123`, `-0.0045`.
  static func signed(_ value: Double) -> String { (value < 0 ? "" : "+") + decimal(value, 4) }

  /// A size: `512 B`, `1.5 MB`, in powers of 1000.
  static func bytes(_ bytes: Int) -> String {
    if bytes < 1000 { return "\(bytes) B" }
    var value = Double(bytes)
    for unit in ["kB", "MB", "GB", "TB"] {
      value /= 1000
      if value < 999.95 || unit == "TB" { return "\(decimal(value, 1)) \(unit)" }
    }
    return "\(bytes) B"
  }
}
