/// How many cells of a terminal a text takes.
enum DisplayWidth {
  /// The cells of a text: two for wide characters (East Asian scripts, emoji), none for combining marks alone.
  static func of(_ text: String) -> Int {
    var width = 0
    for character in text { width += cells(character) }
    return width
  }

  private static func cells(_ character: Character) -> Int {
    var width = 0
    for scalar in character.unicodeScalars {
      // An emoji presentation selector widens the character before it.
      width = max(width, scalar == "\u{FE0F}" ? 2 : cells(scalar))
    }
    return width
  }

  private static func cells(_ scalar: Unicode.Scalar) -> Int {
    // ASCII and Latin first: nearly every character there is.
    if scalar.value < 0x300 { return 1 }
    if wide.contains(where: { $0.contains(scalar.value) }) { return 2 }
    return switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: 0
    default: 1
    }
  }

  /// The blocks that Unicode's East Asian Width (UAX #11) calls wide or full-width, and emoji.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
    0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1FAFF,
    0x20000...0x3FFFD,
  ]
}
