import ArgumentParser
import Embeddings

/// One term of a mix as it is written: `+track:t12:2`.
struct MixTerm {
  /// The arguments with signs that no parser takes for options: `-track:t12` becomes `+-track:t12`.
  ///
  /// Only those of `mix` are changed, before a `--`; what has one letter is an option, and what has two dashes.
  static func spelledOut(_ arguments: [String]) -> [String] {
    guard arguments.first == "mix" else { return arguments }
    let terms = arguments.prefix { $0 != "--" }
    return terms.map { $0.hasPrefix("-") && !$0.hasPrefix("--") && $0.count > 2 ? "+\($0)" : $0 }
      + arguments.dropFirst(terms.count)
  }

  /// What stands between the sign and the end.
  let text: String
  private let sign: Float

  init(_ argument: String) {
    let signs = argument.hasPrefix("+-") ? 2 : argument.hasPrefix("+") || argument.hasPrefix("-") ? 1 : 0
    sign = argument.prefix(signs).hasSuffix("-") ? -1 : 1
    text = String(argument.dropFirst(signs))
  }

  /// The row and its weight. An id that ends like a weight is an id where there is one.
  ///
  /// - Throws: the status "no" when the id is not known.
  func resolved(in vectors: AskedVectors) throws -> VectorMix.Term {
    if let row = vectors.row(of: text) { return VectorMix.Term(row, times: sign) }
    guard let colon = text.lastIndex(of: ":"), let weight = Float(text[text.index(after: colon)...]), weight.isFinite
    else { return VectorMix.Term(try vectors.neededRow(of: text), times: sign) }
    return VectorMix.Term(try vectors.neededRow(of: String(text[..<colon])), times: sign * weight)
  }
}
