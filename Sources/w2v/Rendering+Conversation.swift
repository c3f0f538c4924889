import Similarity

extension Rendering {
  /// Says what a conversation is about.
  static func greet(_ engine: SimilarityEngine?, seconds: Double) {
    guard let engine else { return note("vectors read in \(Figures.duration(seconds)); 'help' says what can be asked") }
    let count = Figures.count(engine.model[.track].list.count)
    note(
      "model \(engine.model.version), \(count) tracks, loaded in \(Figures.duration(seconds)); 'help' says what can be asked"
    )
  }

  /// Shows what a parser has to say: help as a result, a fault on standard error.
  static func answer(_ message: String, isFault: Bool) {
    if isFault {
      write("w2v: \(message.hasPrefix("Error: ") ? String(message.dropFirst(7)) : message)\n", to: 2)
    } else {
      print(message)
    }
  }
}
