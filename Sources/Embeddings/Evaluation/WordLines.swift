import Files

/// The lines of a word test: words with white space between them.
enum WordLines {
  /// A line that holds a word, and its number from 1.
  struct Line {
    let number: Int
    let words: [String]
  }

  /// Reads a file, plain or compressed, without its empty lines.
  ///
  /// - Throws: `DataError` with code `missingInput` or `cannotRead`.
  static func read(path: String) throws -> [Line] {
    try ByteSource.readAll(path: path).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .enumerated().compactMap { index, bytes in
        let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace).map(String.init)
        return words.isEmpty ? nil : Line(number: index + 1, words: words)
      }
  }
}
