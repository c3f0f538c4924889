/// A text that came with a request, cut to a length that is fit to be repeated in an answer.
func clipped(_ text: String, to length: Int = 60) -> String {
  text.unicodeScalars.count <= length
    ? text : String(String.UnicodeScalarView(text.unicodeScalars.prefix(length))) + "…"
}
