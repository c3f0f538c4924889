/// Text in HTML and SVG.
enum Markup {
  /// The text with the characters that mean something there written otherwise.
  static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }
}
